"""What stands in letters to readers, and what never does: read when they leave, taken by a real mail server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from articles.models import Article
from comments import progress
from comments.letters import links, news
from comments.letters.published import remembered
from comments.links import permalink, status_url
from comments.models import Comment, Commenter, Follow, Mailbox, Restriction
from comments.restrictions import subject_of_person
from tests import mail_server
from tests.comments.letters import (
    ADA,
    BEN,
    later_on,
    leave,
    make_follow,
    make_person,
    own_comment,
    published,
    reply,
    start_clock,
    undo_is_over,
    watch,
)
from tests.factories import make_article, make_comment, make_moderator, make_user
from tests.mail_server import MailServer, html_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "server")]

SITE = "https://news.example.com"


@pytest.fixture(scope="module")
def smtp() -> Iterator[MailServer]:
    with mail_server.running() as server:
        yield server


@pytest.fixture
def server(smtp: MailServer, settings: Settings) -> MailServer:
    settings.SITE_NAME = "The Courier"
    return mail_server.use(smtp, settings)


@pytest.fixture
def ada() -> Commenter:
    start_clock()
    return make_person(ADA)


@pytest.fixture
def theirs(ada: Commenter) -> Comment:
    """Published, and told so."""
    comment = own_comment(ada, name="Ada", status="approved")
    Follow.objects.update(told_status="approved", told_version=1)
    return comment


def refuse(comment: Comment, **said: Any) -> None:
    comment.reject(by=make_moderator(), reason="insult", **said)


def test_a_publication_is_told_with_the_place_and_the_private_page(
    ada: Commenter, server: MailServer, clock: time_machine.Traveller
) -> None:
    comment = published(own_comment(ada, article=make_article("Bridge Reopens"), text="My own words."))
    later_on(clock)
    [letter] = server.taken
    assert (letter["To"], letter["Subject"]) == (ADA, "Your comment is published: Bridge Reopens")
    for told in (text_of(letter), html_of(letter)):
        assert SITE + permalink(comment) in told
        assert SITE + status_url(comment) in told
        assert "My own words" not in told


def test_a_rejection_is_told_as_the_status_page_words_it(
    ada: Commenter, server: MailServer, clock: time_machine.Traveller, client: Any
) -> None:
    comment = own_comment(ada)
    refuse(comment, words="Please argue the matter.")
    later_on(clock)
    page = client.get(status_url(comment)).content.decode()
    sentence = progress.state_of(comment).explanation
    told = text_of(server.taken[0])
    assert sentence in page
    for words in ("Not published", sentence, "“Please argue the matter.”", SITE + status_url(comment)):
        assert words in told
    assert "published" not in server.taken[0]["Subject"]


@pytest.mark.parametrize("writer", ["who typed the address", "an account that took it over"])
def test_a_decision_is_told_of_what_is_theirs_alone(
    ada: Commenter, server: MailServer, clock: time_machine.Traveller, writer: str
) -> None:
    comment, is_theirs = own_comment(ada), writer.startswith("an account")
    others = {"user": make_user()} if is_theirs else {"email_key": ada.email_key}
    Comment.objects.update(commenter=Commenter.objects.create(**others))
    published(Comment.objects.get(pk=comment.pk))
    later_on(clock)
    assert len(server.taken) == is_theirs


def test_spam_is_told_in_the_same_words(ada: Commenter, server: MailServer, clock: time_machine.Traveller) -> None:
    own_comment(ada).mark_spam(by=make_moderator())
    later_on(clock)
    assert "It was taken for spam." in text_of(server.taken[0])


def test_a_decision_that_is_undone_in_time_is_never_told(
    ada: Commenter, server: MailServer, clock: time_machine.Traveller
) -> None:
    comment, moderator = own_comment(ada), make_moderator()
    action = comment.reject(by=moderator, reason="insult")
    clock.shift(timedelta(seconds=59))
    leave()
    comment.undo(action, by=moderator)
    for _minute in range(3):
        later_on(clock)
    assert server.taken == []


def test_a_second_decision_waits_for_its_own_undo_time(
    ada: Commenter, server: MailServer, clock: time_machine.Traveller
) -> None:
    comment, moderator = own_comment(ada), make_moderator()
    comment.undo(comment.reject(by=moderator, reason="insult"), by=moderator)
    clock.shift(timedelta(seconds=50))
    comment.approve(by=moderator)
    clock.shift(timedelta(seconds=11))
    leave()
    assert server.taken == []
    later_on(clock)
    assert "Published" in text_of(server.taken[0])


def test_each_decision_is_told_once_and_a_changed_one_again(
    ada: Commenter, server: MailServer, clock: time_machine.Traveller
) -> None:
    comment = published(own_comment(ada))
    for _round in range(3):
        later_on(clock)
    refuse(comment)
    later_on(clock)
    assert ["Published." in text_of(letter) for letter in server.taken] == [True, False]


def test_a_reply_is_told_with_its_words_and_place(
    theirs: Comment, server: MailServer, clock: time_machine.Traveller
) -> None:
    answer = reply(theirs, name="Ben <b>", text="I was there:\n\nit is <b>shut</b> & locked.")
    later_on(clock)
    [letter] = server.taken
    assert letter["Subject"] == f"Ben <b> replied to you: {theirs.article.headline}"
    assert "I was there: it is <b>shut</b> & locked." in text_of(letter)
    assert "it is &lt;b&gt;shut&lt;/b&gt; &amp; locked." in html_of(letter)
    assert SITE + permalink(answer) in text_of(letter)


def test_a_reply_to_a_reply_is_not_one_to_me(
    theirs: Comment, server: MailServer, clock: time_machine.Traveller
) -> None:
    between = reply(theirs)
    later_on(clock)
    reply(between)
    later_on(clock)
    assert len(server.taken) == 1


def test_followers_of_a_thread_hear_of_all_of_it_and_of_no_other(
    ada: Commenter, server: MailServer, clock: time_machine.Traveller
) -> None:
    first = make_comment(status="approved")
    make_follow(ada, kind="thread", comment=first)
    deep = reply(reply(first, name="One"), name="Two")
    published(make_comment(deep.article, name="Elsewhere"))
    later_on(clock)
    told = text_of(server.taken[0])
    assert [name in told for name in ("One", "Two", "Elsewhere")] == [True, True, False]


def test_followers_of_an_article_hear_of_its_new_comments_and_of_no_old_ones(
    ada: Commenter, server: MailServer, clock: time_machine.Traveller
) -> None:
    article = make_article()
    published(make_comment(article, name="Before"))
    clock.shift(timedelta(hours=1))
    make_follow(ada, article=article)
    published(make_comment(article, name="After"))
    published(make_comment(name="Elsewhere"))
    later_on(clock)
    told = text_of(server.taken[0])
    assert [name in told for name in ("Before", "After", "Elsewhere")] == [False, True, False]


def test_an_articles_comments_are_read_once_for_all_its_followers_until_one_is_decided(
    server: MailServer, clock: time_machine.Traveller
) -> None:
    start_clock()
    article = make_article()
    for number in range(3):
        make_follow(make_person(f"follower{number}@example.org"), article=article)
    remembered.cache_clear()
    for round_number in (1, 2):
        published(make_comment(article, name=f"Writer {round_number}"))
        later_on(clock)
        assert (remembered.cache_info().misses, len(server.taken)) == (round_number, 3 * round_number)
        assert all(f"Writer {round_number}" in text_of(letter) for letter in server.taken[-3:])


def test_of_many_new_comments_those_of_the_follower_are_passed_over_however_many_they_are(
    ada: Commenter, server: MailServer, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "PORTION", 2)
    article = make_article()
    make_follow(ada, article=article)
    for number in range(5):
        published(make_comment(article, name=f"Own {number}", commenter=ada))
    published(make_comment(article, name="Somebody"))
    later_on(clock)
    assert "Somebody commented" in text_of(server.taken[0])
    assert "Own" not in text_of(server.taken[0])


@pytest.mark.parametrize("act", ["reject", "mark_spam", "put_back", "withdraw"])
def test_what_is_not_public_when_the_letter_leaves_is_not_in_it(
    theirs: Comment, server: MailServer, clock: time_machine.Traveller, act: str
) -> None:
    answer = reply(theirs, text="Held words.")
    undo_is_over(clock)
    watch()
    how: dict[str, Any] = {} if act == "withdraw" else {"by": make_moderator()}
    getattr(answer, act)(**how | ({"reason": "insult"} if act == "reject" else {}))
    leave()
    later_on(clock)
    assert server.taken == []


def test_nothing_is_told_of_an_article_that_was_taken_down(
    theirs: Comment, server: MailServer, clock: time_machine.Traveller
) -> None:
    reply(theirs)
    undo_is_over(clock)
    watch()
    Article.objects.get(pk=theirs.article_id).unpublish()
    leave()
    assert server.taken == []


def test_nothing_is_told_of_ones_own_comments_however_they_were_written(
    theirs: Comment, ada: Commenter, server: MailServer, clock: time_machine.Traveller
) -> None:
    typed = Commenter.objects.create(email_key=ada.email_key)
    make_follow(ada, article=theirs.article)
    for writer in (ada, typed):
        reply(theirs, commenter=writer)
    later_on(clock)
    assert server.taken == []


@pytest.mark.parametrize("kind", ["hold", "suspended", "banned"])
def test_nothing_is_told_of_what_restricted_people_wrote(
    theirs: Comment, server: MailServer, clock: time_machine.Traveller, kind: str
) -> None:
    troll, moderator = make_person("troll@example.org"), make_moderator()
    reply(theirs, commenter=troll, text="Barbs.")
    scope, subject = subject_of_person(troll)
    until = timezone.now() + timedelta(days=1)
    columns = {"kind": kind, "scope": scope, "subject": subject, "until": until}
    Restriction.objects.create(person=troll, reason="insult", by=moderator, **columns)
    later_on(clock)
    assert server.taken == []


def test_what_has_come_together_is_one_letter(
    theirs: Comment, ada: Commenter, server: MailServer, clock: time_machine.Traveller
) -> None:
    make_follow(ada, article=theirs.article)
    published(own_comment(ada))
    reply(theirs, name="Ben")
    published(make_comment(theirs.article, name="Carl"))
    later_on(clock)
    [letter] = server.taken
    assert letter["Subject"] == "The Courier: your comments, and 2 new"
    told = text_of(letter)
    assert [told.count(words) for words in ("Published.", "Ben replied to you", "Carl commented", "Ben")] == [
        1,
        1,
        1,
        1,
    ]


def test_what_its_author_changed_is_told_once(
    theirs: Comment, server: MailServer, clock: time_machine.Traveller
) -> None:
    answer = reply(theirs)
    later_on(clock)
    answer.edit("Better words.", "<p>Better words.</p>", 1)
    published(answer)
    later_on(clock)
    assert len(server.taken) == 1


def test_what_was_changed_before_it_was_told_is_told_as_it_is_now(
    theirs: Comment, server: MailServer, clock: time_machine.Traveller
) -> None:
    answer = reply(theirs)
    answer.edit("Better words.", "<p>Better words.</p>", 1)
    published(answer)
    later_on(clock)
    assert "Better words." in text_of(server.taken[0])


def test_of_many_comments_some_are_shown_and_none_is_told_later(
    theirs: Comment, server: MailServer, clock: time_machine.Traveller
) -> None:
    for _number in range(news.SHOWN + 3):
        reply(theirs)
    later_on(clock)
    later_on(clock)
    told = text_of(server.taken[0])
    assert told.count("replied to you") == news.SHOWN
    assert "There are more." in told
    assert len(server.taken) == 1


def test_nothing_is_mailed_to_an_address_that_is_not_proven(server: MailServer, clock: time_machine.Traveller) -> None:
    start_clock()
    published(own_comment(make_person(BEN, is_proven=False)))
    later_on(clock)
    assert server.taken == []


def test_nothing_is_mailed_for_a_wish_that_is_not_confirmed(
    theirs: Comment, server: MailServer, clock: time_machine.Traveller
) -> None:
    Follow.objects.update(confirmed_at=None)
    reply(theirs)
    later_on(clock)
    assert server.taken == []


def test_letters_can_be_ended_by_one_click(theirs: Comment, server: MailServer, clock: time_machine.Traveller) -> None:
    reply(theirs)
    later_on(clock)
    [letter] = server.taken
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = letter["List-Unsubscribe"].strip()  # a header as long as this one may begin on a line of its own
    assert address == f"<{SITE}{links.page(Mailbox.objects.get())}>"
    assert address.strip("<>") in text_of(letter)


def test_a_name_adds_no_header(theirs: Comment, server: MailServer, clock: time_machine.Traveller) -> None:
    reply(theirs, name="Eve\r\nBcc: everybody@example.org")
    later_on(clock)
    assert server.recipients == [ADA]
    assert server.taken[0]["Bcc"] is None
