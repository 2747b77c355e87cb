"""The log as a file for spreadsheets: all that the filter shows, a portion at a time, and no cell a formula."""

import csv
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.desk import log, log_filter
from comments.models import ModerationAction, Reach
from comments.models.log import write
from tests.factories import make_comment, make_moderator, make_user

pytestmark = pytest.mark.django_db
EXPORT = "/admin/comments/log/export/"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_moderator("mo", first_name="Mo"))
    return client


def table(answer: Any) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline="")))


def test_a_row_tells_all_that_the_log_holds_in_codes_and_in_words(desk: Client) -> None:
    comment = make_comment()
    action = comment.reject(by=make_moderator("ann", first_name="Ann"), reason="insult", note="Rude.")
    row = table(desk.get(EXPORT))[0]
    assert row.pop("time (UTC)").startswith(f"{action.at:%Y-%m-%d %H:%M:%S}")
    assert row == {
        "row": str(action.pk), "kind": "status", "what": "pending → rejected", "comment": str(comment.pk),
        "version": "1", "person": "", "subject": "", "actor": str(action.actor), "who": "Ann", "from": "pending",
        "to": "rejected", "reason": "insult", "reason in words": "insult", "note": "Rude.",
        "batch": str(action.batch), "takes back row": "",
    }  # fmt: skip


@pytest.mark.usefixtures("clock")
def test_it_is_a_file_with_the_day_in_its_name_that_no_browser_takes_for_a_page(desk: Client) -> None:
    answer = desk.get(EXPORT)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    today = timezone.localdate().isoformat()
    assert answer["Content-Disposition"] == f'attachment; filename="moderation-log-{today}.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(desk: Client, start: str) -> None:
    evil = f"{start}HYPERLINK(A1)"
    ann = make_moderator("ann", first_name=evil)
    write(ModerationAction(comment=1, actor=ann.pk, reason=evil, to_status="spam"), note=evil)
    row = table(desk.get(EXPORT))[0]
    cells = [value for value in row.values() if "HYPERLINK" in value]
    assert len(cells) == 4
    assert not [cell for cell in cells if cell.startswith(start)]
    assert row["note"] == f"'{evil}"


def test_it_holds_what_the_filter_shows_all_of_it(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "EXPORTED_AT_ONCE", 7)
    monkeypatch.setattr(log_filter, "CANDIDATES", 10)
    rows = [ModerationAction(comment=n, reason="insult" if n % 9 == 0 else "", to_status="spam") for n in range(60)]
    ModerationAction.objects.bulk_create(rows)
    assert [row["comment"] for row in table(desk.get(EXPORT))] == [str(n) for n in reversed(range(60))]
    assert [row["comment"] for row in table(desk.get(f"{EXPORT}?reason=insult"))] == [
        "54",
        "45",
        "36",
        "27",
        "18",
        "9",
        "0",
    ]
    assert [row["comment"] for row in table(desk.get(f"{EXPORT}?comment=5"))] == ["5"]
    assert table(desk.get(f"{EXPORT}?comment=99")) == []


def test_it_is_read_and_sent_a_portion_at_a_time(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "EXPORTED_AT_ONCE", 10)
    ModerationAction.objects.bulk_create([ModerationAction(comment=n, to_status="spam") for n in range(35)])
    answer: Any = desk.get(EXPORT)
    lines = iter(answer.streaming_content)
    with CaptureQueriesContext(connection) as captured:
        head = [next(lines) for _line in range(5)]
    assert len(head) == 5
    assert sum("comments_moderationaction" in query["sql"] for query in captured) == 1
    with CaptureQueriesContext(connection) as captured:
        assert len(list(lines)) == 32
    assert sum("comments_moderationaction" in query["sql"] for query in captured) == 3


def test_a_moderator_of_some_sections_gets_nothing_of_others(client: Client) -> None:
    mine, other = make_comment(), make_comment()
    for comment in (mine, other):
        comment.approve(by=make_moderator())
    limited = make_moderator("limited")
    Reach.objects.create(moderator=limited).sections.set([mine.article.section])
    client.force_login(limited)
    assert [row["comment"] for row in table(client.get(EXPORT))] == [str(mine.pk)]


def test_who_may_not_read_the_log_gets_none_of_it(client: Client) -> None:
    client.force_login(make_user(staff=True, permissions=("comments.moderate_comment",)))
    assert client.get(EXPORT).status_code == 403


def test_it_is_only_read(desk: Client) -> None:
    assert desk.post(EXPORT).status_code == 405
