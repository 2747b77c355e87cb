"""SIGKILL for the Procfile's real processes while comments pour in over real HTTP."""

import json
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.faults.pouring import Reader
from tests.processes import descendants
from tests.running_site import RunningSite, site

KILLS = 100 if os.environ.get("TEST_DEPTH") == "deep" else 10
PATIENCE = 90.0
VICTIMS = ("web worker", "web main", "outbox worker", "outbox worker", "supervisor")
SPAMMER = "akismet-guaranteed-spam"
SET_UP = """
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from comments.models import Commenter, DiscussionSettings
from tests.factories import make_article, make_comment, make_user
article = make_article()
regular = make_user("regular")
with transaction.atomic():
    make_comment(article, status="approved", commenter=Commenter.objects.create(user=regular))
    regular.commenter.recount()
DiscussionSettings(pk=1, publish_after=1).save()
session = SessionStore()
session[SESSION_KEY] = str(regular.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = regular.get_session_auth_hash()
session.save()
print(article.get_absolute_url(), session.session_key)
"""


def test_no_kill_loses_doubles_or_publishes_unchecked_what_was_acknowledged(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    with site(tmp_path, DEMO="off", AKISMET_TIMEOUT="2", WEB_WORKERS="2") as running:
        running.akismet.delay(0.05)
        with readers_of(running) as readers:
            for number in range(KILLS):
                until_more_is_acknowledged(readers)
                running.akismet.fail("empty", times=number % 2)
                kill(running, victim := VICTIMS[number % len(VICTIMS)], chance)
                print(f"seed {seed}: killed {victim} after {acknowledged_by(readers)} comments")  # noqa: T201
            until_more_is_acknowledged(readers)
        assert [surprise for reader in readers for surprise in reader.surprises] == []
        wait_for(lambda: nothing_waits(running))
        check_what_stands(running, readers)


def check_what_stands(running: RunningSite, readers: list[Reader]) -> None:
    comments = {
        row["pk"]: row["fields"] for row in dump(running, "comments.comment") if "Remark" in row["fields"]["text"]
    }
    times = Counter(comment["text"] for comment in comments.values())
    acknowledged = {text for reader in readers for text in reader.acknowledged}
    assert {text for text in acknowledged if times[text] != 1} == set()
    assert [text for text, number in times.items() if number > 1] == []
    assert {comment["status"] for comment in comments.values()} == {"approved", "pending", "spam"}
    check_verdicts(running, comments)


def check_verdicts(running: RunningSite, comments: dict[int, dict[str, Any]]) -> None:
    """Each comment was decided once, by a verdict that Akismet gave, and the log tells the same story."""
    applied = [row["fields"] for row in dump(running, "comments.check") if row["fields"]["applied"]]
    verdicts = {check["comment"]: check["verdict"] for check in applied}
    assert sorted(check["comment"] for check in applied) == sorted(comments)
    for number, comment in comments.items():
        guest = "pending" if comment["name"] != "regular" else "approved"
        assert comment["status"] == {"ham": guest, "spam": "spam"}[verdicts[number]], comment["reason"]
        assert (comment["name"] == SPAMMER) is (comment["status"] == "spam")
    acts = [row["fields"] for row in dump(running, "comments.moderationaction") if row["fields"]["comment"] in comments]
    moves = {act["comment"]: (act["from_status"], act["to_status"]) for act in acts}
    assert len(acts) == len(comments)
    assert moves == {number: ("unchecked", comment["status"]) for number, comment in comments.items()}


@contextmanager
def readers_of(running: RunningSite) -> Generator[list[Reader]]:
    """Two guests, one who sends spam, and a regular whose comments appear as soon as they are found to be ham."""
    path, session = running.manage("shell", "-v", "0", "-c", SET_UP).split()
    form_url = f"{running.url}{path}comment/"
    readers = [Reader(form_url, number, name) for number, name in enumerate(("Ada", "Björn", SPAMMER))]
    readers.append(Reader(form_url, 3, cookies={"session": session}, thinking=3.1))
    for reader in readers:
        reader.thread.start()
    try:
        yield readers
    finally:
        for reader in readers:
            reader.stop()


def acknowledged_by(readers: list[Reader]) -> int:
    return sum(len(reader.acknowledged) for reader in readers)


def until_more_is_acknowledged(readers: list[Reader]) -> None:
    goal = acknowledged_by(readers) + 6
    wait_for(lambda: acknowledged_by(readers) >= goal)


def kill(running: RunningSite, victim: str, chance: random.Random) -> None:
    """At a random moment, since all that a kill can break lasts milliseconds."""
    threading.Event().wait(chance.random() / 5)
    wait_for(lambda: bool(candidates(running, victim)))
    os.kill(chance.choice(candidates(running, victim)), signal.SIGKILL)
    if victim == "supervisor":
        running.start()


def candidates(running: RunningSite, victim: str) -> list[int]:
    assert running.process is not None
    if victim == "supervisor":
        return [running.process.pid]
    found = descendants(running.process.pid)
    word = "manage worker" if victim == "outbox worker" else "newsroom.serve"
    is_own = victim != "web worker"
    return [one.pid for one in found if word in one.command and (one.parent == running.process.pid) is is_own]


def nothing_waits(running: RunningSite) -> bool:
    open_jobs = [row for row in dump(running, "outbox.job") if row["fields"]["state"] == "open"]
    return not any(job["fields"]["kind"] == "comments.check" for job in open_jobs)


def dump(running: RunningSite, model: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(running.manage("dumpdata", "--all", model))
    return rows


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "this never came true"
        threading.Event().wait(0.05)
