"""The filter bar: what it finds, in whose eyes, and that no address breaks it."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from comments.desk import paging
from comments.models import Comment, Commenter, Reach
from comments.models.commenter import domain_key, email_key
from comments.queue import EVERYTHING, Place, selecting
from comments.queue import Reach as Seen
from tests.comments.desk import QUEUE, shown
from tests.factories import (
    make_article,
    make_author,
    make_comment,
    make_moderator,
    make_report,
    make_section,
    make_user,
)

pytestmark = pytest.mark.django_db

BLIND = Seen(None, addresses=False)


def place(query: str) -> Place:
    return Place.parse(QueryDict(query))


def found(query: str, reach: Seen = EVERYTHING) -> list[int]:
    """All of it, page after page."""
    here: Place | None = place(query)
    numbers: list[int] = []
    while here:
        page = paging.read(here, reach)
        numbers += [row.pk for row in page.rows]
        here = page.next
    return numbers


def person(address: str) -> Commenter:
    return Commenter.objects.create(email_key=email_key(address), domain_key=domain_key(address))


@pytest.fixture
def one() -> Comment:
    """What each filter is to find, between others that it is not to find."""
    make_comment()
    section = make_section("harbor", parent=make_section("town"))
    article = make_article("Ferry", (make_author("Ada Writer"),), slug="ferry", section=section)
    parent = make_comment(article, status="approved")
    comment = make_comment(
        article,
        parent=parent,
        name="Ann_Lee 100%",
        text="The Ferry sails again!",
        html='<p>The <a href="https://a.example">Ferry</a></p>',
        reason="links",
        commenter=person("Ann@Example.org"),
        created_at=timezone.now() - timedelta(days=2),
    )
    make_comment(name="AnnxLee 100x", text="Sails are for sale.", created_at=timezone.now() - timedelta(days=40))
    return comment


@pytest.mark.parametrize(
    "query",
    [
        "text=ferry",
        "text=sails+FERRY",
        "name=ann_lee",
        "name=100%25",
        "email=ann@example.org",
        "email=ANN@EXAMPLE.ORG",
        "email=example.org",
        "email=@example.org",
        "article=ferry",
        "article=https://news.example/harbor/ferry/?page=2",
        "reason=links",
        "reply=yes",
        "link=yes",
        "older=1d&younger=1w",
        "text=again&name=ann&reason=links&reply=yes&link=yes&email=example.org&younger=30d",
    ],
)
def test_a_filter_finds_what_it_says_and_nothing_else(one: Comment, query: str) -> None:
    assert found(query) == [one.pk]


def test_filters_by_number_find_article_section_and_byline(one: Comment) -> None:
    section, author = one.article.section, one.article.authors.get()
    assert found(f"article={one.article_id}") == [one.pk]
    assert found(f"section={section.pk}") == found(f"section={section.parent_id}") == [one.pk]
    assert found(f"byline={author.pk}") == [one.pk]


def test_the_last_decision_counts_for_who_decided() -> None:
    mo, ann = make_moderator(), make_moderator()
    comment = make_comment()
    comment.approve(by=mo)
    comment.reject(by=ann, reason="insult")
    assert found(f"tab=removed&by={ann.pk}") == [comment.pk]
    assert found(f"tab=removed&by={mo.pk}") == []


def test_filters_hold_in_every_tab_and_order(one: Comment) -> None:
    for status in ("approved", "spam", "rejected", "withdrawn", "unchecked"):
        Comment.objects.filter(pk=one.pk).update(status=status, on_page=status == "approved")
        tab = {"withdrawn": "removed"}.get(status, status)
        for order in ("oldest", "newest", "priority"):
            assert found(f"tab={tab}&order={order}&article=ferry&text=again") == [one.pk]
            assert found(f"tab={tab}&order={order}&section={one.section}&link=yes") == [one.pk]


def test_an_account_is_found_by_its_address() -> None:
    user = make_user("reader", email="Reader@Example.org")
    own = Commenter.objects.create(user=user, domain_key=domain_key(user.email))
    comment = make_comment(commenter=own)
    make_comment(commenter=person("other@example.org"))
    assert found("email=reader@example.org") == [comment.pk]


def test_a_domain_of_many_people_is_asked_of_each_comment() -> None:
    theirs = [make_comment(commenter=person(f"p{number}@many.example")).pk for number in range(15)]
    make_comment(commenter=person("p@few.example"))
    assert found("email=many.example") == theirs


@pytest.mark.parametrize("query", ["email=ann@example.org", "email=nobody@example.org", "email=example.org"])
def test_who_may_not_see_addresses_learns_nothing_by_asking_for_one(one: Comment, query: str) -> None:
    """Neither by what is found nor by the questions that are asked of the database."""
    with CaptureQueriesContext(connection) as without:
        everything = found("", BLIND)
    with CaptureQueriesContext(connection) as asked:
        assert found(query, BLIND) == everything
    assert len(asked) == len(without)


def test_the_field_for_addresses_is_for_those_who_may_see_them(client: Client, one: Comment) -> None:
    client.force_login(make_moderator())
    page = shown(client.get(f"{QUEUE}?email=ann@example.org"))
    assert 'name="email"' not in page
    client.force_login(make_user(staff=True, permissions=("comments.moderate_comment", "comments.see_addresses")))
    assert 'name="email" value="ann@example.org"' in shown(client.get(f"{QUEUE}?email=ann@example.org"))


HUGE = "a" * 10_000
BAD = [
    "\x00",
    "\ud800",
    "%",
    "_",
    "'",
    '"',
    "!",
    "\\",
    HUGE,
    "]]>",
    "' OR 1=1 --",
    "%(now)s",
    "{}",
    "٣",
    "-1",
    "9" * 30,
]


@pytest.mark.parametrize(
    "name", ["text", "name", "email", "article", "section", "reason", "reply", "older", "by", "byline"]
)
def test_no_address_breaks_a_list(one: Comment, name: str) -> None:
    for bad in BAD:
        query = QueryDict(mutable=True)
        query[name] = bad
        here = Place.parse(query)
        assert Place.parse(QueryDict(here.query)) == here
        paging.read(here, EVERYTHING)


def test_no_address_breaks_the_page(client: Client, one: Comment) -> None:
    client.force_login(make_user(staff=True, is_superuser=True))
    for bad in BAD:
        asked = "&".join(
            f"{name}={quote(bad, errors='surrogatepass')}" for name in ("text", "name", "email", "article")
        )
        assert client.get(f"{QUEUE}?{asked}").status_code == 200


def test_what_people_type_stays_text_in_the_bar(client: Client) -> None:
    client.force_login(make_moderator())
    page = shown(client.get(QUEUE, {"text": '"><script>alert(1)</script>', "reason": "x<b>"}))
    assert "<script>alert" not in page
    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in page


def test_a_search_that_finds_little_says_how_far_it_went_and_goes_on_from_there(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selecting, "CANDIDATES", 10)
    now = timezone.now()
    numbers = [
        make_comment(name="Zoë" if n in (3, 24) else "Ann", created_at=now - timedelta(hours=30 - n)).pk
        for n in range(25)
    ]
    first = paging.read(place("name=zo"), EVERYTHING)
    assert [row.pk for row in first.rows] == [numbers[3]]
    assert first.searched == Comment.objects.get(pk=numbers[9]).created_at
    assert found("name=zo") == [numbers[3], numbers[24]]
    assert found("name=zo&order=newest") == [numbers[24], numbers[3]]
    client.force_login(make_moderator())
    page = shown(client.get(f"{QUEUE}?name=zo"))
    assert "Searched as far as" in page
    assert 'rel="next">Continue</a>' in page


@pytest.mark.parametrize("size", [25, 50])
def test_by_priority_what_weighs_most_comes_first_and_ties_and_the_rest_by_age(size: int) -> None:
    now, article = timezone.now(), make_article()
    Comment.objects.bulk_create(
        Comment(
            article=article,
            name="Ann",
            text="A remark.",
            status="pending",
            priority=max(0, number % 4 - 1),
            created_at=now - timedelta(minutes=number // 2),
        )
        for number in range(120)
    )
    expected = Comment.objects.order_by("-priority", "created_at", "pk").values_list("pk", flat=True)
    assert found(f"order=priority&size={size}") == list(expected)


def test_what_trusted_readers_report_often_comes_first() -> None:
    seldom, often = make_comment(status="approved"), make_comment(status="approved")
    for comment in (seldom, often, often):
        make_report(comment)
    assert found("tab=reported&order=priority") == [often.pk, seldom.pk]
    assert found("tab=reported") == [seldom.pk, often.pk]


def test_a_moderator_of_sections_finds_and_counts_nothing_beyond_them(client: Client) -> None:
    from comments import queue

    mine, other = make_comment(), make_comment()
    user: Any = make_moderator()
    Reach.objects.create(moderator=user).sections.set([mine.article.section])
    limited = Seen.of(type(user).objects.get(pk=user.pk))
    for query in (
        "",
        "order=newest",
        "order=priority",
        "text=remark",
        f"section={other.section}",
        f"article={other.article_id}",
    ):
        assert other.pk not in found(query, limited)
    assert found("", limited) == found("text=remark", limited) == [mine.pk]
    assert {tally.tab.slug: tally.count for tally in queue.tallies(limited) if tally.count} == {"new": 1}
    assert queue.tallies(limited)[0].oldest == mine.created_at
    nobody = Seen(frozenset())
    assert found("", nobody) == []
    assert not any(tally.count for tally in queue.tallies(nobody))


def test_the_folded_part_is_open_only_where_something_in_it_is_set(client: Client, one: Comment) -> None:
    client.force_login(make_moderator())
    assert '<details class="desk-filter">' in shown(client.get(f"{QUEUE}?text=ferry"))
    assert '<details class="desk-filter" open>' in shown(client.get(f"{QUEUE}?reason=links"))


def test_a_decision_returns_to_the_filtered_list(client: Client, one: Comment) -> None:
    client.force_login(make_moderator())
    back = place("text=ferry&reply=yes&article=" + "ä" * 200).query
    posted = {"status": "pending", "version": 1, "back": back}
    answer = client.post(f"{QUEUE}{one.pk}/approve/", posted)
    assert answer.status_code == 303
    assert answer["Location"].startswith(f"{QUEUE}?text=ferry&article=%C3%A4")


def test_the_number_at_the_menu_counts_what_waits_for_a_person(client: Client) -> None:
    user: User = make_moderator()
    client.force_login(user)
    assert "desk-number" not in shown(client.get(QUEUE))
    make_comment()
    make_report(make_comment(status="approved"))
    make_comment(status="unchecked")
    make_comment(status="spam")
    for address in (QUEUE, "/admin/"):
        assert '<span class="desk-number">2<' in shown(client.get(address))
