"""The figures equal those worked out by hand. The time is Monday, March 2, 2026, 12:00 UTC, and moved back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from articles.models import Section
from comments.models import Comment, Status
from comments.numbers import spans
from comments.numbers.figure import Figure, percentile
from comments.numbers.gathering import figures
from tests.factories import make_article, make_comment, make_moderator, make_section

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def time() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def moderator() -> User:
    return make_moderator()


class Past:
    """Writes a history in the order in which it happened."""

    def __init__(self, time: time_machine.Traveller) -> None:
        self.time = time
        self.sections: dict[str, Section] = {}

    def settled(self, ago: timedelta, to: Status, reason: str, name: str = "city") -> Comment:
        self.time.move_to(NOW - ago)
        if name not in self.sections:
            self.sections[name] = make_section(name)
        article = make_article(section=self.sections[name])
        comment = make_comment(article, status=Status.UNCHECKED, created_at=NOW - ago, asked_at=NOW - ago)
        assert comment.settle(to, reason, seen=comment.seen)
        return comment

    def at(self, ago: timedelta) -> None:
        self.time.move_to(NOW - ago)


def figure(slug: str, reach: str = "TRUE") -> Figure:
    return next(each for each in figures(NOW, reach) if each.slug == slug)


def rows(slug: str) -> dict[str, list[object]]:
    return {label: list(values) for label, values in figure(slug).rows}


def test_an_empty_desk_has_figures_and_says_so() -> None:
    said = {each.slug: each.sentence for each in figures(NOW)}
    assert said["waiting"] == "Nothing waits for a person."
    assert said["waits"] == "Nothing was decided in two weeks."
    assert said["rules"] == "Nothing was held in four weeks."
    assert said["sections"] == "Nothing was checked in four weeks."
    assert {len(each.rows) for each in figures(NOW)} == {6, 48, 14, 8, 0}


def test_what_waits_is_counted_by_age() -> None:
    for age in (MINUTE, 14 * MINUTE, 15 * MINUTE, HOUR, 5 * HOUR, 3 * DAY, 40 * DAY):
        make_comment(status=Status.PENDING, created_at=NOW - age)
    make_comment(status=Status.PENDING, created_at=NOW, deferred_until=NOW + HOUR)
    make_comment(status=Status.APPROVED, created_at=NOW)
    assert [values for _label, values in figure("waiting").rows] == [[3], [1], [0], [1], [1], [1]]
    assert figure("waiting").sentence == "7 comments wait for a person."


def test_decisions_are_counted_by_hour_and_undoing_is_none(time: time_machine.Traveller, moderator: User) -> None:
    comments = [make_comment(status=Status.PENDING) for _number in range(4)]
    for ago, comment in zip((47 * HOUR, 90 * MINUTE, 89 * MINUTE, 5 * MINUTE), comments, strict=True):
        time.move_to(NOW - ago)
        action = comment.approve(by=moderator)
    comments[3].undo(action, by=moderator)
    counts = [values[0] for _label, values in figure("decisions").rows]
    assert [(n, count) for n, count in enumerate(counts) if count] == [(0, 1), (45, 2), (46, 1)]
    assert figure("decisions").sentence == "4 decisions in two days."


def test_the_time_to_a_decision_runs_from_when_a_verdict_was_asked_for(
    time: time_machine.Traveller, moderator: User
) -> None:
    waits = [MINUTE, 2 * MINUTE, 3 * MINUTE, 10 * HOUR]
    for wait in waits:
        time.move_to(NOW - DAY)
        comment = make_comment(status=Status.PENDING, asked_at=NOW - DAY - wait, created_at=NOW - 9 * DAY)
        comment.reject(by=moderator, reason="off_topic")
    assert figure("waits").rows[-2] == ("Mar 1", [120.0, 36_000.0, 4])
    assert figure("waits").rows[-1] == ("Mar 2", [None, None, 0])
    assert figure("waits").sentence == (
        "Half of what was decided in two weeks had waited for at most 2 minutes, 19 of 20 for at most 10 hours."
    )


def test_the_spam_check_is_held_against_what_people_made_of_it(time: time_machine.Traveller, moderator: User) -> None:
    past = Past(time)
    caught = past.settled(8 * DAY, Status.SPAM, "akismet")
    wrong = past.settled(8 * DAY, Status.SPAM, "akismet_discard")
    missed = past.settled(8 * DAY, Status.PENDING, "every_comment")
    taken_back = past.settled(8 * DAY, Status.PENDING, "every_comment")
    past.at(HOUR)
    wrong.approve(by=moderator)
    missed.mark_spam(by=moderator)
    action = taken_back.mark_spam(by=moderator)
    taken_back.undo(action, by=moderator)
    wrong_again = past.settled(MINUTE, Status.SPAM, "akismet")
    wrong_again.mark_not_spam(by=moderator)
    spam_again = past.settled(MINUTE, Status.SPAM, "akismet")
    spam_again.mark_not_spam(by=moderator)
    spam_again.mark_spam(by=moderator)
    assert caught.status == Status.SPAM
    found = figure("spam").rows
    assert found[-3:] == [("Feb 16", [1, 0, 1]), ("Feb 23", [0, 0, 0]), ("Mar 2", [1, 1, 1])]
    assert figure("spam").sentence == "In eight weeks it caught 2, missed 1 and held 2 wrongly."


def test_rules_are_held_against_what_people_made_of_them(time: time_machine.Traveller, moderator: User) -> None:
    past = Past(time)
    past.settled(40 * DAY, Status.PENDING, "links")
    held = [past.settled(3 * DAY, Status.PENDING, "links") for _number in range(3)]
    past.settled(2 * DAY, Status.PENDING, "too_fast")
    past.settled(2 * DAY, Status.APPROVED, "trusted")
    held[0].approve(by=moderator)
    held[1].mark_spam(by=moderator)
    assert rows("rules") == {"It has several links": [3, 2, 1], "Sent quicker than a person writes": [1, 0, 0]}
    assert figure("rules").sentence == "Most was held by “it has several links”: 3 in four weeks."


def test_sections_are_compared_by_their_shares(time: time_machine.Traveller, moderator: User) -> None:
    past = Past(time)
    rejected = past.settled(3 * DAY, Status.PENDING, "links", "opinion")
    for _number in range(3):
        past.settled(3 * DAY, Status.APPROVED, "trusted", "opinion")
    past.settled(3 * DAY, Status.SPAM, "akismet", "sports")
    rejected.reject(by=moderator, reason="insult")
    assert rows("sections") == {"Opinion": [4, 0.25, 0.25], "Sports": [1, 1.0, 0.0]}
    assert figure("sections").sentence == "Of 5 comments in four weeks 40 % were held and 20 % rejected."


def test_who_moderates_some_sections_sees_their_figures_only(time: time_machine.Traveller, moderator: User) -> None:
    past = Past(time)
    seen = past.settled(DAY, Status.PENDING, "links", "opinion")
    past.settled(DAY, Status.PENDING, "links", "sports").approve(by=moderator)
    reach = f"c.section = {seen.article.section_id}"
    assert figure("waiting", reach).sentence == "1 comment waits for a person."
    assert figure("decisions", reach).sentence == "0 decisions in two days."
    assert [label for label, _values in figure("sections", reach).rows] == ["Opinion"]


@pytest.mark.parametrize(("part", "expected"), [(0.5, 2), (0.95, 4), (0.25, 1), (1, 4)])
def test_percentiles_are_values_that_occurred(part: float, expected: float) -> None:
    assert percentile([4, 1, 3, 2], part) == expected


def test_days_and_weeks_follow_the_sites_clock() -> None:
    with timezone.override("Europe/Berlin"):
        april = datetime(2026, 3, 29, 22, 30, tzinfo=UTC)  # the 30th there, after the night that had 23 hours
        yesterday, today = spans.days(april, 2)
        assert yesterday.until - yesterday.since == timedelta(hours=23)
        assert today.since == datetime(2026, 3, 29, 22, 0, tzinfo=UTC) == spans.weeks(april, 1)[0].since
