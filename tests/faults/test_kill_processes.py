"""SIGKILL for the Procfile's real processes, and Akismet at its worst, while comments pour in over real HTTP."""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.faults.pouring import Reader, acknowledged_by, pouring, until_more_is_acknowledged, wait_for
from tests.faults.stage import Stage, set_up

KILLS = 50 if os.environ.get("TEST_DEPTH") == "deep" else 5
VICTIMS = ("web worker", "outbox worker", "web main", "outbox worker", "supervisor")
SPAMMER = "akismet-guaranteed-spam"
TOLD = "comment_check_response"  # the one field that a report has beside those of the check
WEATHER: list[tuple[str, dict[str, Any]]] = [
    ("invalid", {}),
    ("hang", {}),
    ("drip", {"part": "body"}),
    ("status", {"status": 500}),
    ("html", {}),
    ("gzip-bomb", {"size": 10_000_000}),
    ("rate-limited", {"retry_after": 2}),
    ("error-header", {}),
    ("redirect", {}),
]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with set_up(tmp_path_factory.mktemp("site")) as stage:
        yield stage


def test_no_kill_loses_doubles_or_publishes_unchecked_what_was_acknowledged(stage: Stage) -> None:
    """Nor does it lose a report to Akismet, and the row of one that was sent twice says that it may have been."""
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    readers = readers_of(stage)
    stage.running.akismet.delay(0.05)
    decided: set[int] = set()
    with pouring(readers):
        for number in range(KILLS):
            victim = VICTIMS[number % len(VICTIMS)]
            until_more_is_acknowledged(readers, 6)
            decided |= decide_on_spam(stage, decided, hang=victim == "outbox worker")
            stage.running.akismet.fail("empty", endpoint="comment-check", times=number % 2)
            stage.kill(victim, chance)
            print(f"seed {seed}: killed {victim} after {acknowledged_by(readers)} comments")  # noqa: T201
            stage.running.akismet.recover()
        until_more_is_acknowledged(readers, 6)
    assert [surprise for reader in readers for surprise in reader.surprises] == []
    wait_for(stage.nothing_waits)
    comments = stored(stage, readers)
    check_verdicts(stage, comments, decided)
    check_reports(stage, comments, decided)


def readers_of(stage: Stage) -> list[Reader]:
    """Two guests, one who sends spam, and a regular whose comments appear as soon as they are found to be ham."""
    form = stage.form(stage.articles[0])
    names = enumerate(("Ada", "Björn", SPAMMER))
    readers = [Reader(form, number, name, thinking=0.1) for number, name in names]
    return [*readers, Reader(form, 3, cookies={"session": stage.regular}, thinking=3.1)]


def decide_on_spam(stage: Stage, decided: set[int], hang: bool) -> set[int]:
    """A moderator says of one that it is none; with `hang` Akismet has heard it and does not answer yet."""
    told = len(stage.running.akismet.calls("submit-ham"))
    wait_for(lambda: bool(undecided(stage, decided)))
    number = min(undecided(stage, decided))
    if hang:
        stage.running.akismet.fail("hang", endpoint="submit-ham", times=1)
    wait_for(lambda: has_decided(stage, number))
    if hang:
        stage.running.akismet.wait_for(told + 1, "submit-ham", seconds=60)
    return {number}


def undecided(stage: Stage, decided: set[int]) -> set[int]:
    try:
        return stage.desk.standing_in("spam") - decided
    except httpx.TransportError:
        return set()


def has_decided(stage: Stage, number: int) -> bool:
    """409: a press before, whose answer was lost with its process."""
    try:
        return stage.desk.mark_not_spam(number) in (303, 409)
    except httpx.TransportError:
        return False


def stored(stage: Stage, readers: list[Reader]) -> dict[int, dict[str, Any]]:
    rows = stage.dump("comments.comment").items()
    comments = {number: row for number, row in rows if row["text"].startswith("Remark")}
    times = Counter(comment["text"] for comment in comments.values())
    acknowledged = {text for reader in readers for text in reader.acknowledged}
    assert {text for text in acknowledged if times[text] != 1} == set()
    assert [text for text, number in times.items() if number > 1] == []
    return comments


def check_verdicts(stage: Stage, comments: dict[int, dict[str, Any]], decided: set[int]) -> None:
    """Each comment was settled once, by a verdict that Akismet gave, and the log tells the same story."""
    checks = [check for check in stage.dump("comments.check").values() if check["comment"] in comments]
    verdicts = {check["comment"]: check["verdict"] for check in checks if check["applied"]}
    assert sum(check["applied"] for check in checks) == len(comments) == len(verdicts)
    moves: dict[int, list[str]] = {number: ["unchecked"] for number in comments}
    for _, act in sorted(stage.dump("comments.moderationaction").items()):
        if act["comment"] in moves:
            assert moves[act["comment"]][-1] == act["from_status"]
            moves[act["comment"]].append(act["to_status"])
    for number, comment in comments.items():
        guest = "pending" if comment["name"] != "regular" else "approved"
        settled = {"ham": guest, "spam": "spam"}[verdicts[number]]
        assert moves[number] == ["unchecked", settled] + ["pending"] * (number in decided), comment
        assert comment["status"] == moves[number][-1]
        assert (comment["name"] == SPAMMER) is (settled == "spam")


def check_reports(stage: Stage, comments: dict[int, dict[str, Any]], decided: set[int]) -> None:
    """One row for each decision; it left at least once, as it came, and once only unless the row says otherwise."""
    rows = stage.dump("comments.feedback").values()
    assert Counter(row["comment"] for row in rows) == Counter(decided)
    for row in rows:
        text = comments[row["comment"]]["text"]
        checked = stage.running.akismet.calls("comment-check", text)[0]["fields"]
        told = [call["fields"] for call in stage.running.akismet.calls("submit-ham", text)]
        assert (row["kind"], row["state"]) == ("ham", "sent")
        assert row["may_be_repeated"] if len(told) > 1 else told, row
        assert [fields | {TOLD: ""} for fields in told] == [checked | {TOLD: ""}] * len(told)
    assert any(row["may_be_repeated"] for row in rows)


def test_in_no_weather_is_a_comment_lost_public_or_asked_about_again_and_again(stage: Stage) -> None:
    form = stage.form(stage.articles[1])
    readers = [Reader(form, number, saying="Whatever", thinking=1.5) for number in range(16)]
    stage.running.akismet.delay(0)
    with pouring(readers):
        for kind, options in WEATHER:
            meet(stage, readers, kind, options)
            assert "Whatever" not in asked(form.removesuffix("comment/")).text
    assert [surprise for reader in readers for surprise in reader.surprises] == []
    wait_for(lambda: all_is_checked(stage))
    rows = [row for row in stage.dump("comments.comment").values() if row["text"].startswith("Whatever")]
    acknowledged = {text for reader in readers for text in reader.acknowledged}
    assert Counter(row["text"] for row in rows) >= Counter(acknowledged)
    assert {row["status"] for row in rows} == {"pending"}


def meet(stage: Stage, readers: list[Reader], kind: str, options: dict[str, Any]) -> None:
    """Until all that waits is checked again. No call but probes once the breaker is open, none during a pause."""
    akismet, began = stage.running.akismet, time.monotonic()
    before = len(akismet.calls())
    akismet.fail(kind, **options)
    wait_for(lambda: is_degraded(stage))
    until_more_is_acknowledged(readers, 16)
    met = [call for call in akismet.calls()[before:] if call["fault"] == kind]
    assert len(met) <= len(readers) + (time.monotonic() - began) / 15, kind
    akismet.recover()
    wait_for(lambda: stage.desk.try_now() == 303 and not is_degraded(stage))
    if "retry_after" in options:
        refused = max(call["at"] for call in met)
        assert min(call["at"] for call in akismet.calls() if call["at"] > refused) - refused >= options["retry_after"]


def asked(address: str) -> httpx.Response:
    """Without the certificates of all the world, which every client of httpx reads otherwise: 40 ms of processor."""
    return httpx.get(address, trust_env=False, verify=False, timeout=60)


def is_degraded(stage: Stage) -> bool:
    return "akismet" in asked(f"{stage.running.url}/readyz").json()["degraded"]


def all_is_checked(stage: Stage) -> bool:
    stage.desk.try_now()
    return not stage.desk.standing_in("unchecked")
