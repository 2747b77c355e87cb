"""Who ticks "Mail me replies" over a typed address is mailed the link once the comment is known to be no spam."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail as outgoing
from django.utils import timezone
from pytest_django import Settings

from articles.models import Article
from comments import terms
from comments.letters import forgetting, typed, watching
from comments.models import Comment, Commenter, Contact, Follow, Mailbox, Status
from outbox import jobs
from outbox.models import Job
from outbox.worker import Worker
from tests.akismet_server import AkismetServer
from tests.comments.identity import link
from tests.comments.letters import later_on, leave, reply, start_clock, undo_is_over
from tests.comments.posting import post, reader
from tests.factories import make_article, make_moderator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("akismet", "clock")]

EMAIL = "ada@example.org"


@pytest.fixture(autouse=True)
def ground(settings: Settings) -> None:
    settings.MAIL_IS_CONFIGURED = True
    start_clock()


@pytest.fixture
def article() -> Article:
    return make_article()


def written(article: Article, text: str = "A remark.") -> Comment:
    """By the form, with the tick; checked as the worker does it."""
    assert post(article, comment=text, replies="on").status_code == 303
    Worker().drain()
    return Comment.objects.latest("pk")


def mailed() -> list[list[str]]:
    return [message.to for message in outgoing.outbox]


def nobody_was_asked() -> bool:
    rows = Contact.objects.exists() or Mailbox.objects.exists() or Commenter.objects.filter(of_owner=True).exists()
    return not (rows or mailed())


def test_after_ham_the_link_is_mailed_and_the_wish_waits_for_its_button(
    article: Article, clock: time_machine.Traveller
) -> None:
    comment = written(article)
    assert comment.status == "pending"
    assert nobody_was_asked()
    later_on(clock)
    assert mailed() == [[EMAIL]]
    contact, wish = Contact.objects.get(), Follow.objects.get()
    assert (contact.comment, wish.comment, wish.confirmed_at) == (comment, comment, None)
    assert wish.commenter == contact.commenter
    later_on(clock)
    assert len(mailed()) == 1


def test_the_button_claims_the_comment_and_what_becomes_of_it_is_mailed(
    article: Article, clock: time_machine.Traveller
) -> None:
    comment = written(article)
    later_on(clock)
    reader().post(link(Contact.objects.get()), {"follow": Follow.objects.get().pk, "mine": "1"})
    comment.refresh_from_db()
    comment.approve(by=make_moderator())
    later_on(clock)
    reply(comment, name="Ben")
    later_on(clock)
    assert [message.subject.partition(":")[0] for message in outgoing.outbox[1:]] == [
        "Your comment is published",
        "Ben replied to you",
    ]


def test_of_spam_nobody_is_ever_mailed(article: Article, clock: time_machine.Traveller) -> None:
    assert written(article, "verdict:spam Buy.").status == "spam"
    for _round in range(3):
        later_on(clock)
    assert nobody_was_asked()


@pytest.mark.parametrize("act", ["approve", "mark_not_spam"])
def test_of_what_was_taken_for_spam_a_persons_word_is_enough(
    article: Article, clock: time_machine.Traveller, act: str
) -> None:
    comment = written(article, "verdict:spam Honestly.")
    later_on(clock)
    getattr(comment, act)(by=make_moderator())
    assert mailed() == []
    later_on(clock)
    assert mailed() == [[EMAIL]]


def test_without_a_verdict_an_approval_is_waited_for(
    article: Article, clock: time_machine.Traveller, settings: Settings
) -> None:
    settings.AKISMET_API_KEY = ""
    comment = written(article)
    later_on(clock)
    assert (comment.status, nobody_was_asked()) == ("pending", True)
    comment.approve(by=make_moderator())
    later_on(clock)
    assert mailed() == [[EMAIL]]


def test_while_the_spam_check_fails_nobody_is_asked(
    article: Article, clock: time_machine.Traveller, akismet: AkismetServer
) -> None:
    akismet.fail("invalid", times=1)
    comment = written(article)
    later_on(clock)
    assert (comment.status, nobody_was_asked()) == ("unchecked", True)


def test_what_a_moderator_rejects_as_no_spam_is_told_and_what_a_rule_rejects_is_not(
    article: Article, clock: time_machine.Traveller
) -> None:
    comment = written(article)
    comment.settle(Status.REJECTED, "words", seen=comment.seen)
    assert not typed.is_no_spam(comment)
    comment.put_back(by=make_moderator("one"))
    comment.reject(by=make_moderator("two"), reason="insult")
    assert typed.is_no_spam(comment)
    later_on(clock)
    assert mailed() == [[EMAIL]]


def test_a_new_text_waits_for_a_verdict_of_its_own(article: Article, clock: time_machine.Traveller) -> None:
    comment = written(article)
    comment.edit("Buy.", "<p>Buy.</p>", 1)
    assert not typed.is_no_spam(comment)
    comment.approve(by=make_moderator())
    assert typed.is_no_spam(comment)


def test_who_withdraws_before_is_not_asked(article: Article, clock: time_machine.Traveller) -> None:
    written(article).withdraw()
    later_on(clock)
    assert nobody_was_asked()


def test_several_comments_within_ten_minutes_are_one_mail(article: Article, clock: time_machine.Traveller) -> None:
    for number in range(3):
        written(article, f"Remark {number}.")
    later_on(clock)
    assert mailed() == [[EMAIL]]
    assert Follow.objects.waiting().filter(commenter=Contact.objects.get().commenter).count() == 3


def test_a_worker_that_ends_in_between_forgets_nobody(article: Article, clock: time_machine.Traveller) -> None:
    written(article)
    undo_is_over(clock)
    watching.watch(Job())  # and there the process ends
    leave()
    assert mailed() == [[EMAIL]]
    Contact.objects.all().delete()
    Follow.objects.update(commenter=Comment.objects.get().commenter)
    clock.shift(timedelta(minutes=11))
    jobs.enqueue(typed.ASK_JOB, Follow.objects.get().pk)
    assert typed.ask(Job(ref=Follow.objects.get().pk))  # here as well
    Worker().drain()
    assert mailed() == [[EMAIL], [EMAIL]]


def test_other_wishes_of_the_address_stand_as_they_were(article: Article, clock: time_machine.Traveller) -> None:
    """Whoever types it over a comment only asks: what runs goes on, and nothing is confirmed by that."""
    written(article)
    later_on(clock)
    contact = Contact.objects.get()
    reader().post(link(contact), {})
    running = Follow.objects.create(
        commenter=contact.commenter, kind="article", article=article, confirmed_at=timezone.now()
    )
    clock.shift(timedelta(minutes=11))
    written(article, "Another remark.")
    later_on(clock)
    running.refresh_from_db()
    assert (running.confirmed_at is not None, Follow.objects.waiting().count()) == (True, 1)


def test_wishes_over_comments_that_wait_themselves_are_kept_and_those_of_spam_go(
    article: Article, clock: time_machine.Traveller, settings: Settings
) -> None:
    written(article, "verdict:spam Buy.")
    settings.AKISMET_API_KEY = ""
    waits = written(article)
    clock.shift(terms.WISH_UNCONFIRMED + timedelta(seconds=1))
    unconfirmed, now = forgetting.KINDS[0], timezone.now()
    assert [unconfirmed.forget(keys, now) for keys in unconfirmed.overdue(now)] == [1]
    assert Follow.objects.get().comment == waits


@pytest.mark.parametrize("is_ticked", [True, False])
def test_who_wants_the_replies_to_a_comment_that_was_typed_under_their_address_says_that_it_is_theirs(
    article: Article, clock: time_machine.Traveller, is_ticked: bool
) -> None:
    first, other = written(article), written(article, "Somebody's.")
    later_on(clock)
    contact = Contact.objects.get()
    assert contact.comment == first
    about = Follow.objects.get(comment=other)
    page = reader().get(link(contact)).content.decode()
    assert "Somebody&#x27;s." not in page
    assert f'value="{about.pk}" id="follow-{about.pk}">' in page
    reader().post(link(contact), {"mine": "1", "follow": about.pk if is_ticked else ""})
    owner = contact.commenter
    assert [Comment.objects.get(pk=each.pk).commenter == owner for each in (first, other)] == [True, is_ticked]
    assert Follow.objects.filter(comment=other).exists() == is_ticked
