"""The log as a page: who did what to what, and why; filtered by the address, and read by key."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.desk import kinds, log_filter
from comments.models import Commenter, Kind, ModerationAction, Reach, Rule, Status
from tests.comments.desk import shown, words
from tests.factories import make_article, make_comment, make_moderator, make_user
from tests.plans import plan

pytestmark = pytest.mark.django_db
LOG = "/admin/comments/moderationaction/"
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_moderator("mo", first_name="Mo", last_name="Derator"))
    return client


def rows(page: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'<tr id="act-(\d+)"', page)]


def found(desk: Client, query: str) -> list[int]:
    return rows(shown(desk.get(f"{LOG}?{query}")))


def make_act(**columns: Any) -> ModerationAction:
    return ModerationAction.objects.create(**columns)


def make_many(count: int, **columns: Any) -> None:
    ModerationAction.objects.bulk_create([ModerationAction(**columns) for _row in range(count)])


def test_the_page_tells_who_moved_what_from_where_to_where_and_why(desk: Client) -> None:
    comment = make_comment(status="unchecked")
    comment.settle(Status.PENDING, "links", seen=comment.seen)
    action = comment.reject(by=make_moderator("ann", first_name="Ann"), reason="insult", note="Rude & loud.")
    read = words(desk.get(LOG))
    assert f"awaiting spam check → pending {comment.pk} it has several links the policy, after the spam check" in read
    assert f"pending → rejected {comment.pk} insult Rude & loud. Ann {str(action.batch)[:8]}" in read
    assert read.index("pending → rejected") < read.index("it has several links")


def test_a_row_for_a_whole_batch_names_no_comment(desk: Client) -> None:
    make_act(rule=Rule.IMPORT, to_status="approved")
    assert "approved a whole batch an import" in words(desk.get(LOG))


def test_acts_that_change_no_status_are_told_in_their_own_words(desk: Client) -> None:
    person, act = Commenter.objects.create(email_key="k"), make_moderator("ann", first_name="Ann").pk
    restricted = make_act(kind=Kind.RESTRICT, person=person.pk, subject=7, actor=act)
    make_act(kind=Kind.RESTRICT, person=person.pk, subject=7, actor=act, undoes=restricted.pk)
    make_act(kind="of_tomorrow", subject=9, actor=act)
    read = words(desk.get(LOG))
    assert f"Restricted person {person.pk}" in read
    assert f"Restriction taken back (undo) person {person.pk}" in read
    assert "of tomorrow number 9" in read


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_of_act_has_words_of_its_own(desk: Client, kind: str) -> None:
    act = make_act(kind=kind, comment=make_comment().pk, actor=make_moderator().pk, to_status="approved")
    assert kind == Kind.STATUS or kind in kinds.WORDS, "comments/desk/kinds.py has a line for each"
    assert found(desk, f"kind={kind}") == [act.pk]


# What is asked for


def test_the_log_can_be_read_by_comment_person_actor_kind_reason_and_batch(desk: Client) -> None:
    ann, bob, batch = make_moderator("ann").pk, make_moderator("bob").pk, uuid4()
    person = Commenter.objects.create(email_key="k")
    comment = make_comment(commenter=person)
    first = make_act(comment=comment.pk, actor=ann, to_status="rejected", reason="insult", batch=batch).pk
    second = make_act(person=person.pk, kind=Kind.PERSON_NOTE, subject=1, actor=bob, batch=batch).pk
    third = make_act(comment=make_comment().pk, rule=Rule.POLICY, to_status="spam", reason="akismet").pk
    assert found(desk, f"comment={comment.pk}") == [first]
    assert found(desk, f"person={person.pk}") == [second, first]
    assert (found(desk, f"who={ann}"), found(desk, f"who={bob}")) == ([first], [second])
    assert (found(desk, "who=machine"), found(desk, "who=policy"), found(desk, "who=author")) == ([third], [third], [])
    assert (found(desk, "kind=status"), found(desk, "kind=person_note")) == ([third, first], [second])
    assert found(desk, "reason=insult") == [first]
    assert found(desk, f"batch={batch}") == [second, first]
    assert found(desk, f"batch={batch}&who={ann}&reason=insult&kind=status") == [first]
    assert found(desk, f"batch={batch}&who={bob}&reason=insult") == []


def test_the_days_asked_for_are_those_of_the_site_s_clock_and_the_last_is_included(desk: Client) -> None:
    midnight = datetime(2026, 3, 10, tzinfo=UTC)
    moments = [midnight - timedelta(microseconds=1), midnight, midnight + timedelta(hours=24, microseconds=-1)]
    acts = [make_act(at=at, to_status="spam").pk for at in [*moments, midnight + timedelta(days=1)]]
    assert found(desk, "from=2026-03-10&to=2026-03-10") == [acts[2], acts[1]]
    assert found(desk, "from=2026-03-10") == acts[:0:-1]
    assert found(desk, "to=2026-03-09") == [acts[0]]
    assert found(desk, "from=2026-03-11&to=2026-03-10") == []


def test_a_row_that_a_machine_with_another_clock_wrote_is_found_on_its_day(desk: Client) -> None:
    late = make_act(at=NOON.replace(hour=0, minute=4)).pk
    early = make_act(at=NOON.replace(day=9, hour=23, minute=58)).pk
    assert (found(desk, "from=2026-03-10"), found(desk, "to=2026-03-09")) == ([late], [early])


@pytest.mark.parametrize(
    "query",
    ["comment=x&person=-1&before=&who=nobody&kind=x&batch=x&from=x&to=2026-02-30", "from=0001-01-01&to=9999-12-31",
     "comment=%00&who=%00&kind=%00&batch=%00&from=%00", "who=&kind=&reason=&from=&to=&person=&comment=&batch="],
)  # fmt: skip
def test_what_is_no_number_name_or_day_is_ignored(desk: Client, query: str) -> None:
    act = make_act(to_status="spam")
    assert found(desk, query) == [act.pk]


def test_numbers_and_reasons_that_do_not_exist_find_nothing(desk: Client) -> None:
    make_act(to_status="spam", actor=make_moderator().pk)
    for query in ("comment=" + "9" * 18, "person=" + "9" * 18, "who=" + "9" * 18, "reason=' OR 1=1 --", "before=1"):
        assert found(desk, query) == []


def test_the_filter_shows_what_was_asked_for_and_leads_back_to_the_whole(desk: Client) -> None:
    ann = make_moderator("ann")
    page = shown(
        desk.get(
            f"{LOG}?who={ann.pk}&kind=edit&reason=insult&from=2026-03-01&to=2026-03-02&comment=7&batch={UUID(int=5)}"
        )
    )
    for field in (f'value="{ann.pk}" selected', 'value="edit" selected', 'value="insult" selected',
                  'value="2026-03-01"', 'value="2026-03-02"', 'name="comment" inputmode="numeric" size="8" value="7"',
                  f'value="{UUID(int=5)}"'):  # fmt: skip
        assert field in page
    assert "The whole log, newest first" in page
    assert "The whole log, newest first" not in shown(desk.get(LOG))


# How it is read


def test_the_log_is_read_by_key_and_holds_each_row_once(desk: Client) -> None:
    comment = make_comment()
    make_many(120, comment=comment.pk, actor=make_moderator().pk, to_status="spam")
    read, path = list[int](), f"{LOG}?comment={comment.pk}"
    while path:
        with CaptureQueriesContext(connection) as captured:
            page = shown(desk.get(path))
        assert not any("OFFSET" in query["sql"] or "COUNT(" in query["sql"] for query in captured)
        read += rows(page)
        older = re.search(r'<a href="([^"]*)" rel="next">', page)
        path = older[1].replace("&amp;", "&") if older else ""
    assert read == sorted((row.pk for row in ModerationAction.objects.all()), reverse=True)


def test_what_no_index_finds_is_looked_for_a_bounded_way_back(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_filter, "CANDIDATES", 60)
    wanted = make_act(reason="insult", at=NOON).pk
    make_many(130, reason="akismet", at=NOON)
    pages, path = list[str](), f"{LOG}?reason=insult"
    while path:
        pages.append(shown(desk.get(path)))
        older = re.search(r'<a href="([^"]*)" rel="next">Continue', pages[-1])
        path = older[1].replace("&amp;", "&") if older else ""
    assert [rows(page) for page in pages] == [[], [], [wanted]]
    assert ["Searched back to March 10, 2026" in page for page in pages] == [True, True, False]
    assert "None so far." in pages[0]


def test_a_page_full_of_what_was_looked_for_goes_on_where_it_ends(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_filter, "CANDIDATES", 300)
    make_many(130, reason="insult")
    first = shown(desk.get(f"{LOG}?reason=insult"))
    assert len(rows(first)) == 50
    assert "Searched back" not in first
    older = re.search(r'<a href="([^"]*)" rel="next">Older', first)
    assert older
    assert len(rows(shown(desk.get(older[1].replace("&amp;", "&"))))) == 50


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 6),
        ("comment=1", 6),
        ("kind=edit", 6),
        ("reason=insult", 6),
        ("reason=x", 7),
        ("from=2026-01-01&to=2026-01-02", 8),
    ],
)
def test_the_number_of_queries_is_fixed(desk: Client, query: str, count: int) -> None:
    desk.get(LOG)
    make_many(80, to_status="spam", reason="insult", comment=1, actor=make_moderator().pk)
    with CaptureQueriesContext(connection) as captured:
        desk.get(f"{LOG}?{query}")
    assert len(captured) == count, "\n".join(each["sql"][:200] for each in captured)


INDEXES = {
    "comment=7": "comments_moderationaction_comment",
    "who=7": "log_by_actor",
    "kind=restrict": "log_by_kind",
    "batch=00000000-0000-0000-0000-000000000005": "comments_moderationaction_batch",
    "person=7": "log_by_person",
}


@pytest.mark.parametrize("query", INDEXES)
def test_each_filter_that_has_an_index_uses_it(desk: Client, query: str) -> None:
    usual = ["status"] * 50 + ["restrict"]
    ModerationAction.objects.bulk_create(
        [
            ModerationAction(kind=usual[n % 51], comment=n % 997, person=n if n % 51 == 50 else None, actor=n % 400)
            for n in range(8_000)
        ]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE comments_moderationaction")
    with CaptureQueriesContext(connection) as captured:
        desk.get(f"{LOG}?{query}")
    asked = next(each["sql"] for each in captured if "LEFT JOIN comments_moderationnote" in each["sql"])
    steps = plan(asked)
    assert INDEXES[query] in steps, steps
    assert not re.search("CO-ROUTINE a\nSCAN|SCAN comments_moderationaction|Seq Scan on comments_moder", steps), steps


# Who reads it


def test_a_moderator_of_some_sections_reads_nothing_of_others(desk: Client) -> None:
    mine, other = make_comment(make_article()), make_comment(make_article())
    boss = make_moderator("boss").pk
    acts = [make_act(comment=comment.pk, actor=boss, to_status="spam").pk for comment in (mine, other)]
    about_nobody = make_act(kind=Kind.RESTRICT, subject=1, actor=boss).pk
    limited = make_moderator("limited")
    Reach.objects.create(moderator=limited).sections.set([mine.article.section])
    assert found(desk, "") == [about_nobody, acts[1], acts[0]]
    desk.force_login(limited)
    assert found(desk, "") == [about_nobody, acts[0]]
    assert found(desk, f"comment={other.pk}") == []


def test_who_may_not_read_the_log_is_refused(client: Client) -> None:
    client.force_login(make_user(staff=True))
    assert client.get(LOG).status_code == 403
    client.force_login(make_moderator())
    assert client.post(LOG).status_code == 405
