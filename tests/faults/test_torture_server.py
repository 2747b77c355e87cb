"""What no browser sends, through the real form and the real server: taken, cleaned or refused, never a fault."""

import json
import re
import time
import unicodedata
from collections.abc import Callable, Generator
from contextlib import ExitStack
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest

from tests.faults import odd_requests
from tests.faults.barrage import STORED, Shot, everything
from tests.faults.moderating import TABS, Desk
from tests.faults.payloads import TEMPLATES, XSS
from tests.faults.pouring import wait_for
from tests.faults.skeleton import Skeleton, added_to, unescaped
from tests.faults.wire import PATIENCE, Commenter, Wire
from tests.running_site import RunningSite, site

FORBIDDEN = {"Cs", "Cc", "Cn"}
BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")

TOO_MUCH = {"three megabytes", "10,000 fields", "multipart, with 2,000 parts"}


@dataclass
class Aftermath:
    """The site after everything was fired at one article; `kept` are its comments by number, as dumped then."""

    running: RunningSite
    commenter: Commenter
    known: Skeleton
    shots: list[Shot]
    degraded: list[str]
    before: set[int]
    kept: dict[int, dict[str, Any]]
    desk: Desk

    @property
    def stored(self) -> list[int]:
        return [number_in(shot.answer.location) for shot in self.shots if shot.answer.status == STORED]

    def new_comments(self) -> dict[int, dict[str, Any]]:
        return {number: columns for number, columns in self.kept.items() if number not in self.before}


def number_in(location: str) -> int:
    found = re.fullmatch(r"/comments/status/(\d+)-[\w-]{22}/", location)
    assert found, location
    return int(found[1])


def dump(running: RunningSite) -> dict[int, dict[str, Any]]:
    rows = json.loads(running.manage("dumpdata", "--all", "comments.comment"))
    return {row["pk"]: row["fields"] for row in rows}


def degraded(commenter: Commenter) -> list[str]:
    names: list[str] = json.loads(commenter.wire.ask("/readyz").body)["degraded"]
    return names


def pages_of_discussion(commenter: Commenter) -> list[str]:
    pages, address = [], commenter.article
    while address:
        answer = commenter.wire.ask(address)
        assert answer.status == 200, address
        pages.append(answer.body)
        older = re.search(r'href="([^"]+before=\d+)#comments"', answer.body)
        address = unescape(older[1]) if older else ""
    return pages


def harmless_pages(commenter: Commenter) -> list[str]:
    """The same pages, with nothing in them that anybody would object to."""
    refused = commenter.post({"comment": "", "name": "", "email": "x", "website": "x", "remember": "on"})
    asked = [commenter.wire.ask(address) for address in (commenter.form, f"{commenter.form}?parent=1")]
    return [refused.body, *(answer.body for answer in asked), *pages_of_discussion(commenter)]


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory: pytest.TempPathFactory) -> Generator[Aftermath]:
    with site(tmp_path_factory.mktemp("torture"), LOG_FORMAT="json") as running:
        wire = Wire(running.url)
        first = re.search(r'class="teaser-headline"[^>]*><a href="([^"]+)"', wire.ask("/").body)
        assert first
        commenter = Commenter(wire, first[1])
        known = Skeleton(*harmless_pages(commenter))
        trouble, before = degraded(commenter), set(dump(running))
        shots = list(everything(commenter))
        yield Aftermath(running, commenter, known, shots, trouble, before, dump(running), Desk.of_the_demo(running))


def test_every_answer_is_a_refusal_or_a_comment(aftermath: Aftermath) -> None:
    assert len(aftermath.shots) > 500
    wrong = [(shot.label, shot.answer.status) for shot in aftermath.shots if shot.answer.status not in shot.expected]
    assert wrong == []


def test_no_answer_shows_a_fault_of_ours_or_takes_long(aftermath: Aftermath) -> None:
    assert [shot.label for shot in aftermath.shots if "Traceback" in shot.answer.body] == []
    assert [(shot.label, shot.answer.seconds) for shot in aftermath.shots if shot.answer.seconds > 20] == []


def test_a_form_that_comes_back_holds_what_was_typed_as_text(aftermath: Aftermath) -> None:
    refused = [shot for shot in aftermath.shots if shot.answer.status in {409, 422}]
    faults = {shot.label: added_to(aftermath.known, shot.answer.body) for shot in refused}
    assert {label: fault for label, fault in faults.items() if fault} == {}
    assert [shot.label for shot in refused if unescaped([shot.payload], shot.answer.body)] == []


def test_every_comment_that_was_taken_is_one_row(aftermath: Aftermath) -> None:
    assert len(set(aftermath.stored)) == len(aftermath.stored)
    assert set(aftermath.stored) == set(aftermath.new_comments())


def test_no_field_sets_what_is_not_a_readers_to_set(aftermath: Aftermath) -> None:
    for columns in aftermath.new_comments().values():
        assert columns["status"] in {"unchecked", "pending", "spam"}
        assert (columns["version"], columns["badge"], columns["on_page"], columns["parent"]) == (1, "", False, None)


def test_what_is_kept_are_clean_characters(aftermath: Aftermath) -> None:
    for columns in aftermath.new_comments().values():
        text = columns["text"] + columns["name"] + columns["website"]
        kinds = {unicodedata.category(char) for char in text if char not in "\n\t"}
        assert not kinds & FORBIDDEN or "\ufffd" in text, columns
        assert not BIDI & set(text), columns
        assert "\n" not in columns["name"] + columns["website"]


def test_status_pages_hold_what_was_typed_as_text(aftermath: Aftermath) -> None:
    wait_for_verdicts(aftermath)
    stored = [shot for shot in aftermath.shots if shot.answer.status == STORED]
    pages = {shot.label: aftermath.commenter.wire.ask(shot.answer.location) for shot in stored}
    known = Skeleton(*(pages[shot.label].body for shot in stored if shot.label.startswith("from ")))
    for shot in stored:
        page = pages[shot.label]
        assert page.status == 200, shot.label
        assert added_to(known, page.body) + unescaped([shot.payload], page.body) == [], shot.label


def test_the_spam_check_is_told_where_they_really_come_from(aftermath: Aftermath) -> None:
    calls = aftermath.running.akismet.wait_for(len(aftermath.stored), "comment-check", seconds=60)
    assert {call["fields"]["user_ip"] for call in calls} == {"127.0.0.1"}


def test_the_queue_shows_all_of_them_as_text(aftermath: Aftermath) -> None:
    wait_for_verdicts(aftermath)
    shown: set[int] = set()
    for tab in TABS:
        for page in aftermath.desk.pages(tab):
            assert unescaped(XSS, page) == [], tab
            assert Skeleton(page).faults == [], tab
        shown |= aftermath.desk.standing_in(tab)
    assert set(aftermath.stored) <= shown


def numbers_on(pages: list[str]) -> set[int]:
    return {int(number) for page in pages for number in re.findall(r'id="comment-(\d+)"', page)}


def test_once_approved_the_article_shows_them_as_text(aftermath: Aftermath) -> None:
    wait_for_verdicts(aftermath)
    pending = set(aftermath.stored) & aftermath.desk.standing_in("new")
    assert len(pending) > 150
    assert {aftermath.desk.approve(number) for number in pending} == {303}
    wait_for(lambda: pending <= numbers_on(pages_of_discussion(aftermath.commenter)))  # a page may be a second old
    pages = pages_of_discussion(aftermath.commenter)
    for page in pages:
        assert added_to(aftermath.known, page) + unescaped(XSS, page) == []
    assert [payload for payload in TEMPLATES if payload not in unescape("".join(pages))] == []


def test_odd_requests_are_answered_or_cut_off(aftermath: Aftermath) -> None:
    answers = list(odd_requests.everything(aftermath.commenter))
    assert len(answers) > 250
    assert [(label, answer.status) for label, answer in answers if answer.status >= 500] == []
    assert [label for label, answer in answers if "Traceback" in answer.body or "evil.example" in answer.location] == []


def test_two_hundred_bodies_that_never_end_keep_nobody_waiting(aftermath: Aftermath) -> None:
    wire = aftermath.commenter.wire
    with ExitStack() as open_connections:
        for _number in range(200):
            open_connections.enter_context(wire.begin(b"/accounts/login/", b"POST", length=1_000))
        asked = ["/", aftermath.commenter.article, aftermath.commenter.form] * 8
        assert {asked_as_browsers_do(wire, address) for address in asked} == {200}
        assert aftermath.commenter.post({"comment": "While others never finish."}).status == STORED


def asked_as_browsers_do(wire: Wire, address: str) -> int:
    """A page for which a connection broke off without a word is asked for once more."""
    return wire.ask(address).status or wire.ask(address).status


def test_the_log_has_one_record_for_each_event(aftermath: Aftermath) -> None:
    wait_for_verdicts(aftermath)
    records = records_when(aftermath, lambda found: len(checks_in(found, aftermath)) >= len(aftermath.stored))
    assert sorted(checks_in(records, aftermath)) == sorted(aftermath.stored)
    too_much = [shot for shot in aftermath.shots if shot.label in TOO_MUCH]
    errors = [record for record in records if record["level"] in {"ERROR", "CRITICAL"}]
    assert len(errors) == len(too_much) == len(TOO_MUCH), errors


def test_whatever_is_forged_is_part_of_one_record(aftermath: Aftermath) -> None:
    before = len(records_when(aftermath, bool))
    answers = list(odd_requests.forgings(aftermath.commenter))
    assert [answer.status for answer in answers] == [403, 403, 403]
    records = records_when(aftermath, lambda found: len(of_readers(found[before:])) >= len(answers))[before:]
    events = [record["event"].partition(":")[0] for record in of_readers(records)]
    assert events == ["Forbidden (CSRF cookie not set.)"] * 3
    assert sum("forged" in record["event"] for record in records) == 2, "the third stood in a query, which no log keeps"


def test_the_site_serves_on(aftermath: Aftermath) -> None:
    for address in ("/", "/sitemap.xml", aftermath.commenter.article, aftermath.commenter.form, "/healthz"):
        assert aftermath.commenter.wire.ask(address).status == 200, address
    assert degraded(aftermath.commenter) == aftermath.degraded


def wait_for_verdicts(aftermath: Aftermath) -> None:
    aftermath.running.akismet.wait_for(len(aftermath.stored), "comment-check", seconds=60)
    wait_for(lambda: not set(aftermath.stored) & aftermath.desk.standing_in("unchecked"))


def of_readers(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without what the worker says when its hour has come: that belongs to no request."""
    return [record for record in records if record.get("request")]


def records_when(aftermath: Aftermath, complete: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
    """Every line that a process of the site has logged is one record; they arrive by a pipe, a moment later."""
    end = time.monotonic() + PATIENCE
    while True:
        records = [json.loads(line) for line in list(aftermath.running.output) if line.startswith("{")]
        if complete(records) or time.monotonic() > end:
            return records
        time.sleep(0.05)


def checks_in(records: list[dict[str, Any]], aftermath: Aftermath) -> list[int]:
    checked = [record["comment"] for record in records if record["event"] == "comment checked"]
    return [number for number in checked if number in set(aftermath.stored)]
