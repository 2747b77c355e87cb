"""Every link of every kind of mail, opened as mail programs and scanners do: none of them changes a row."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.conf import settings as site
from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.elsewhere import letters as elsewhere
from accounts.models import User
from accounts.passkeys import letters
from accounts.readers.letters import tell_of_password
from comments import consents, digests
from comments.identity import asking
from comments.legal import deciding
from comments.legal.deciding import Decision
from comments.models import (
    Alarm,
    Comment,
    Contact,
    Follow,
    LegalContact,
    LegalOutcome,
    LegalReport,
    MailWish,
    ReportReceipt,
)
from outbox.models import Job
from tests.accounts.readers import EMAIL, RESET, confirm_link, make_reader, sign_up
from tests.comments.identity import bound
from tests.comments.letters import later_on, leave, make_follow, make_person, own_comment, reply, start_clock
from tests.comments.reporting import notified, reported
from tests.factories import make_article, make_author, make_comment, make_moderator

pytestmark = pytest.mark.django_db

TEMPLATES = Path(site.BASE_DIR) / "templates" / "mail"
LINK = re.compile(r"https://news\.example\.com[^\s\"<>]*")


@pytest.fixture(autouse=True)
def ground(settings: Settings, clock: time_machine.Traveller) -> None:
    settings.MAIL_IS_CONFIGURED = True
    settings.SITE_URL = "https://news.example.com"
    start_clock()


def news(clock: time_machine.Traveller) -> None:
    """Decisions of all kinds, replies, and new comments in an article and a thread."""
    person, moderator = make_person(), make_moderator()
    published, refused = own_comment(person, status="approved"), own_comment(person)
    make_follow(person, article=make_comment(status="approved").article)
    make_follow(person, kind="thread", comment=make_comment(status="approved"))
    refused.reject(by=moderator, reason="insult", words="See https://elsewhere.example/ for why.")
    own_comment(person).mark_spam(by=moderator)
    reply(published)
    for follow in Follow.objects.exclude(kind="replies"):
        first = follow.comment or make_comment(follow.article, status="approved")
        reply(first)
    later_on(clock)


def confirm(clock: time_machine.Traveller) -> None:
    """With a comment that may be claimed, and wishes that wait."""
    owner = asking.ask("ben@example.org", comment=make_comment())
    make_follow(owner, article=make_article(), confirmed_at=None)
    leave()
    assert Contact.objects.get(commenter=owner).asked_at


def staff(clock: time_machine.Traveller) -> None:
    moderator = User.objects.get(username="staff")
    article = make_article(authors=(make_author("Ada Byline", user=moderator),))
    make_comment(article, status="approved", decided_at=timezone.now() - timedelta(minutes=5))
    Alarm.objects.create(kind="burst", article=article.pk, figure=9, usual=2, began_at=timezone.now())
    since = timezone.now() - timedelta(hours=1)
    MailWish.objects.create(
        user=moderator, alarms="hourly", articles="hourly", alarms_until=since, articles_until=since
    )
    clock.shift(timedelta(minutes=1))
    for work in (digests.mail_alarms, digests.mail_articles):
        work(Job(ref=MailWish.objects.get().pk)).effect()


def notices(clock: time_machine.Traveller) -> None:
    """Of illegal content: received, decided, and why, to the author of what was removed."""
    comment = make_comment(status="approved", commenter=make_person("author@example.org"))
    assert notified(comment).status_code == 303
    LegalContact.objects.update(confirmed_at=timezone.now())
    leave()
    decision = Decision(LegalOutcome.REMOVED, "section 187", "It states a false fact.")
    deciding.decide(LegalReport.objects.get(), decision, by=make_moderator())
    clock.shift(timedelta(minutes=2))
    leave()


def reports(clock: time_machine.Traveller) -> None:
    person, comment = make_person("reporter@example.org"), make_comment(status="approved")
    assert reported(comment, bound(person.contact)).status_code == 303
    ReportReceipt.objects.update(tell=person)
    Comment.objects.get(pk=comment.pk).reject(by=make_moderator(), reason="insult")
    clock.shift(timedelta(minutes=2))
    leave()


def questions(clock: time_machine.Traveller) -> None:
    comment = make_comment(status="approved", commenter=make_person("asked@example.org"), decided_at=timezone.now())
    consents.ask(comment, "Who paid for it?", by=make_moderator())
    leave()


def passkeys(clock: time_machine.Traveller) -> None:
    for kind in (letters.ADDED, letters.REMOVED):
        letters.tell(kind, User.objects.get(username="staff"))
    leave()


def accounts(clock: time_machine.Traveller) -> None:
    """To be confirmed, known already, forgotten, and told of a change."""
    confirm_link("new@example.org")
    user = make_reader()
    assert sign_up().status_code == 303
    assert Client().post(RESET, {"email": EMAIL}).status_code == 303
    tell_of_password(user.pk)
    leave()


def connected(clock: time_machine.Traveller) -> None:
    user = make_moderator("owner", email="owner@example.org")
    held = SocialAccount.objects.create(user=user, provider="https://id.example.org", uid="1")
    elsewhere.mail_connected(Job(kind=elsewhere.CONNECTED, ref=held.pk))


type Sends = Callable[[time_machine.Traveller], None]

KINDS: dict[Sends, set[str]] = {
    news: {"news"},
    confirm: {"confirm"},
    staff: {"staff"},
    notices: {"legal_receipt", "legal_outcome", "legal_statement"},
    reports: {"report_outcome"},
    questions: {"consent"},
    passkeys: {"passkey"},
    accounts: {"account_confirm", "account_exists", "account_reset", "account_changed"},
    connected: {"connected"},
}
"""How mails of these templates come to be sent."""
KIND = pytest.mark.parametrize("send", KINDS, ids=lambda send: send.__name__)


@pytest.fixture
def signed_in() -> Client:
    user = make_moderator("staff", email="staff@example.org")
    client = Client()
    client.force_login(user)
    return client


def parts(letter: Any) -> tuple[str, str]:
    assert isinstance(letter, EmailMultiAlternatives)
    [html] = letter.alternatives
    return str(letter.body), unescape(str(html[0]))


def links(text: str) -> set[str]:
    return set(LINK.findall(text))


def rows() -> dict[str, list[Any]]:
    """Whatever is in the database."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.label: sorted(map(repr, model._default_manager.values())) for model in models}


def test_every_kind_of_mail_is_looked_at() -> None:
    known = set().union(*KINDS.values())
    assert {path.stem for path in TEMPLATES.glob("*.txt")} - {"base"} == known
    assert {path.stem for path in TEMPLATES.glob("[!_]*.html")} - {"base"} == known


@KIND
def test_no_mailed_link_changes_a_row_whoever_opens_it_how_often(
    send: Sends, clock: time_machine.Traveller, signed_in: Client
) -> None:
    send(clock)
    found = set().union(*(links(parts(letter)[0]) for letter in outbox.outbox))
    assert len(found) > 1
    before = rows()
    for address in sorted(link.removeprefix("https://news.example.com") for link in found):
        for client in (Client(), signed_in, Client(), signed_in):
            client.head(address, follow=True)  # which the desk's pages refuse
            assert client.get(address, follow=True).status_code == 200, address
    assert rows() == before


@KIND
def test_both_parts_lead_to_the_same_places_and_fetch_nothing(
    send: Sends, clock: time_machine.Traveller, signed_in: Client
) -> None:
    send(clock)
    assert len(outbox.outbox) >= len(KINDS[send])
    for letter in outbox.outbox:
        text, html = parts(letter)
        assert links(text) == links(html)
        assert not re.search(r"<(img|script|link|iframe|object|form)\b|url\(|@import", html)
        assert "{{" not in text + html
        assert "{%" not in text + html
