"""The page behind the link in every letter: it shows without changing, and ends by a button or by one click."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from comments import letters, terms
from comments.letters import forgetting, links, watching, wishes
from comments.models import Comment, Commenter, Follow, Mailbox
from outbox import jobs
from outbox.models import Job
from tests.comments.letters import ADA, BEN, make_follow, make_person
from tests.comments.posting import reader, words
from tests.factories import make_article, make_comment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(autouse=True)
def can_mail(settings: Settings) -> None:
    settings.MAIL_IS_CONFIGURED = True


@pytest.fixture
def ada() -> Commenter:
    """Follows an article, and waits for replies; somebody else has wished a third thing for her."""
    ada = make_person(ADA)
    make_follow(ada, article=make_article("Bridge Reopens"), often="daily")
    make_follow(ada, comment=make_comment(make_article("Market Day"), status="approved"))
    make_follow(ada, article=make_article("Not Hers"), confirmed_at=None)
    return ada


@pytest.fixture
def page(ada: Commenter) -> str:
    return letters.address_for(ada)


def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def kept() -> list[str]:
    return [follow.about.headline for follow in Follow.objects.order_by("pk")]


def rows() -> list[Any]:
    return [list(model._default_manager.order_by("pk").values()) for model in (Follow, Mailbox, Job)]


def test_the_page_says_what_the_address_gets_and_changes_nothing(page: str) -> None:
    before = rows()
    for ask in (reader().get, reader().head, reader().get):
        assert ask(page).status_code == 200
    told = words(reader().get(page))
    for shown in ("ada@example.org", "Bridge Reopens", "Market Day", "Not Hers", "End all mails"):
        assert shown in told
    assert rows() == before


def test_one_click_ends_all_without_cookie_or_token_and_may_be_repeated(page: str) -> None:
    for _time in range(2):
        assert strict().post(page, ONE_CLICK).status_code == 200
    assert kept() == []
    assert "You get no mails from us." in words(reader().get(page))


def test_each_can_be_ended_alone(page: str) -> None:
    first = Follow.objects.order_by("pk")[0]
    answer = strict().post(page, {"act": "end", "follow": first.pk})
    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    assert kept() == ["Market Day", "Not Hers"]


def test_a_button_ends_all(page: str) -> None:
    assert strict().post(page, {"act": "all"}).status_code == 303
    assert kept() == []


def test_how_often_can_be_changed_and_what_was_put_off_is_told_now(page: str) -> None:
    first = Follow.objects.order_by("pk")[0]
    Follow.objects.filter(pk=first.pk).update(due_at=timezone.now() + timedelta(hours=9))
    assert strict().post(page, {"act": "often", "follow": first.pk, "often": "hourly"}).status_code == 303
    first.refresh_from_db()
    assert (first.often, first.due_at) == ("hourly", timezone.now())


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"act": "x"},
        {"act": "end"},
        {"act": "end", "follow": "x"},
        {"act": "end", "follow": "9" * 30},
        {"act": "often", "follow": "first", "often": "yearly"},
        {"act": "often", "follow": "last", "often": "daily"},
        {"List-Unsubscribe": "Perhaps"},
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(page: str, sent: dict[str, str]) -> None:
    numbers = list(Follow.objects.order_by("pk").values_list("pk", flat=True))
    named = {"first": numbers[0], "last": numbers[-1]}
    before = rows()
    assert strict().post(page, {name: named.get(value, value) for name, value in sent.items()}).status_code == 422
    assert rows() == before


def test_nobody_ends_what_somebody_else_follows(page: str) -> None:
    other = make_follow(make_person(BEN), article=make_article())
    assert strict().post(page, {"act": "end", "follow": other.pk}).status_code == 422
    assert Follow.objects.filter(pk=other.pk).exists()


@pytest.mark.parametrize("token", [f"{{pk}}-{'A' * 22}", "{other}", f"{'9' * 18}-{'A' * 22}"])
def test_no_forged_or_foreign_link_leads_anywhere(page: str, token: str) -> None:
    mailbox, other = Mailbox.objects.get(), make_person(BEN).mailbox
    digest = links.token(other).partition("-")[2]
    forged = f"/comments/letters/{token.format(pk=mailbox.pk, other=f'{mailbox.pk}-{digest}')}/"
    assert reader().get(forged).status_code == 404
    assert strict().post(forged, ONE_CLICK).status_code == 404
    assert len(kept()) == 3


def test_a_link_is_revoked_by_its_own_page(page: str, ada: Commenter) -> None:
    answer = strict().post(page, {"act": "renew"})
    assert answer.headers["Location"] == letters.address_for(ada) != page
    assert reader().get(page).status_code == 404


def test_a_refused_address_is_told_and_can_be_tried_again(page: str) -> None:
    Mailbox.objects.update(refused_at=timezone.now(), fault="recipient refused: 550")
    assert "recipient refused: 550" in words(reader().get(page))
    assert strict().post(page, {"act": "again"}).status_code == 303
    mailbox = Mailbox.objects.get()
    assert (mailbox.refused_at, mailbox.fault) == (None, "")
    assert [follow.due_at is not None for follow in Follow.objects.order_by("pk")] == [True, True, False]


def test_an_address_that_proves_itself_anew_is_no_longer_refused(ada: Commenter) -> None:
    Mailbox.objects.update(refused_at=timezone.now())
    wishes.confirm(ada, [])
    assert Mailbox.objects.get().refused_at is None


def test_other_methods_are_refused(page: str) -> None:
    assert reader().put(page).status_code == 405


def test_the_page_is_kept_and_found_by_nobody(page: str) -> None:
    answer = reader().get(page)
    told = {name: answer.headers[name] for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")}
    assert "no-store" in told["Cache-Control"]
    assert (told["X-Robots-Tag"], told["Referrer-Policy"]) == ("noindex", "strict-origin")
    assert not answer.cookies


def test_a_dump_of_the_database_opens_no_link(page: str) -> None:
    secret = page.rstrip("/").partition("-")[2]
    assert secret not in str(rows())


def test_who_is_forgotten_leaves_nothing_behind(ada: Commenter) -> None:
    jobs.enqueue(watching.LETTER_JOB, ada.pk)
    other = make_follow(make_person(BEN), article=make_article())
    letters.forget(ada)
    assert list(Follow.objects.all()) == [other]
    assert not Mailbox.objects.filter(commenter=ada).exists()
    assert not Job.objects.exists()
    assert letters.address_for(ada) == ""


def test_what_nobody_confirms_and_mailboxes_that_nobody_uses_go(ada: Commenter, clock: time_machine.Traveller) -> None:
    unused = make_person(BEN).mailbox
    unconfirmed, mailboxes = forgetting.KINDS
    clock.shift(terms.WISH_UNCONFIRMED + timedelta(seconds=1))
    now = timezone.now()
    assert [unconfirmed.forget(keys, now) for keys in unconfirmed.overdue(now)] == [1]
    assert list(mailboxes.overdue(now)) == []
    clock.shift(terms.MAILBOX_UNUSED)
    now = timezone.now()
    assert list(mailboxes.overdue(now)) == [[unused.pk]]
    assert kept() == ["Bridge Reopens", "Market Day"]


def test_letters_go_with_a_comment_that_goes(ada: Commenter) -> None:
    followed = Follow.objects.get(kind="replies").comment
    assert followed
    Comment.objects.filter(pk=followed.pk).delete()
    assert kept() == ["Bridge Reopens", "Not Hers"]


def test_the_page_takes_as_many_queries_for_many_as_for_one(ada: Commenter, django_assert_max_num_queries: Any) -> None:
    for _number in range(20):
        make_follow(ada, article=make_article())
    page = letters.address_for(ada)
    reader().get(page)
    with django_assert_max_num_queries(8):
        reader().get(page)
