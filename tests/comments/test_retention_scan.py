"""A reader's addresses, planted by every road, are nowhere once their time is over; and nothing else is gone."""

import json
import logging
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client
from pytest_django import Settings

from accounts.models import Bucket
from articles.models import Article
from comments import consents
from comments.legal import deciding
from comments.legal.deciding import Decision
from comments.models import (
    Alert,
    AuthorWords,
    Check,
    Comment,
    Commenter,
    Feedback,
    LegalOutcome,
    LegalReport,
    ModerationAction,
    ModerationNote,
    Note,
)
from comments.recount import differences
from newsroom.logs import JsonFormatter
from outbox.models import Job
from outbox.worker import Worker
from tests.akismet_server import AkismetServer
from tests.comments.desk import QUEUE
from tests.comments.posting import post, reader
from tests.comments.reporting import notified, reported
from tests.comments.scanning import found_in_files, found_in_tables, spellings
from tests.factories import make_article, make_moderator

pytestmark = pytest.mark.django_db(transaction=True)

IP, EMAIL = "192.0.2.241", "Planted.Guest@Scan.example"
ECHO = f"user_ip={IP}&comment_author_email=planted.guest%40scan.example ({EMAIL})"
TERMS = timedelta(days=100)


class Roads:
    """What a reader and a moderator do, through the pages alone."""

    def __init__(self, akismet: AkismetServer) -> None:
        self.akismet = akismet
        self.article: Article = make_article()
        self.moderator = make_moderator("mo")
        self.desk = reader(IP, **{"User-Agent": "Browser/1.0"})

    def post(self, text: str, **fields: Any) -> Comment:
        told = {"email": EMAIL, "name": "Ann", "comment": text, "remember": "on", "replies": "on"}
        response = post(
            self.article, reader(IP, Referer=f"http://testserver{self.article.get_absolute_url()}"), **told | fields
        )
        assert response.status_code == 303, response.content.decode()
        Worker().drain()
        return Comment.objects.latest("pk")

    def decide(self, comment: Comment, act: str, **said: str) -> None:
        comment.refresh_from_db()
        seen = {"status": comment.status, "version": comment.version, "back": "card"}
        response = self.desk.post(f"{QUEUE}{comment.pk}/{act}/", seen | said)
        assert response.status_code == 303, response.content.decode()

    def sign_in(self) -> None:
        self.desk.post("/admin/login/", {"username": EMAIL, "password": "a guess"})
        self.desk.post("/admin/login/", {"username": "mo", "password": "pass"})
        assert Session.objects.exists()

    def be_refused(self) -> None:
        """Too many at once, the same again, a form with a fault, a preview, an address that is none."""
        stranger = reader(IP)
        assert post(self.article, stranger, comment="", email=EMAIL).status_code == 422
        assert post(self.article, stranger, comment="It was refused.", email=EMAIL).status_code == 409
        for number in range(6):
            last = post(self.article, stranger, comment=f"Flood {number}", email=EMAIL, name="Ann")
        assert last.status_code == 429
        stranger.post(f"{self.article.get_absolute_url()}comment/preview/", {"comment": "x", "email": EMAIL})
        assert stranger.get(f"/comments/status/{EMAIL}/").status_code == 404
        assert stranger.get(f"/search/?q={EMAIL}").status_code == 200

    def ask_for_a_link(self) -> None:
        assert reader(IP).post("/comments/identity/", {"email": EMAIL}).status_code == 303

    def make_an_account(self) -> None:
        """That nobody confirms; and the forms beside it."""
        told = {"email": EMAIL, "name": "Ann of the Harbor", "password": "correct horse battery"}
        assert reader(IP).post("/accounts/sign-up/", told).status_code == 303
        for page in ("sign-up/mailed", "password/reset"):
            assert reader(IP).post(f"/accounts/{page}/", {"email": EMAIL}).status_code == 303
        assert reader(IP).post("/accounts/login/", {"username": EMAIL, "password": "a guess"}).status_code == 422
        assert EmailAddress.objects.filter(email=EMAIL.lower()).exists()

    def tell_the_desk(self, comment: Comment) -> None:
        """A report and a notice, both decided, and a recommendation."""
        assert reported(comment, reader(IP), words=f"Write to {EMAIL}, {IP}.").status_code == 303
        said = {"why": f"{EMAIL}, {IP}", "passage": EMAIL, "law": EMAIL, "email": EMAIL, "name": f"Ann {IP}"}
        assert notified(comment, reader(IP), **said).status_code == 303
        assert reader(IP).post(f"/comments/{comment.pk}/recommend/").status_code == 303
        self.decide(comment, "keep")
        decision = Decision(LegalOutcome.KEPT, f"As {EMAIL} says", f"Sent from {IP}.")
        deciding.decide(LegalReport.objects.get(), decision, by=self.moderator)

    def report_a_mistake(self) -> None:
        told = {"text": "It was Tuesday.", "email": EMAIL}
        assert reader(IP).post(f"{self.article.get_absolute_url()}mistake/", told).status_code == 303


def take_all(roads: Roads) -> dict[str, Comment]:
    """One comment of each fate; the moderator sits at the reader's address and writes down what they see."""
    roads.sign_in()
    kept = {"approved": roads.post("Kept on the page.")}
    roads.decide(kept["approved"], "approve")
    kept["spam"] = roads.post(f"verdict:spam Write to {EMAIL} at {IP}.", website="https://planted-spam.example")
    kept["rejected"] = roads.post("Not kept on the page.")
    note = f"{EMAIL.lower()} again, from {IP}"
    roads.decide(kept["rejected"], "reject", reason="other", note=note, words=f"You wrote as {EMAIL} from {IP}.")
    roads.decide(kept["rejected"], "note", text=f"{EMAIL} writes from {IP}.")
    Comment.objects.get(pk=kept["spam"].pk).notes.create(by=roads.moderator.pk, text=f"Spam by {EMAIL}, {IP}")
    kept["spam"].former_texts.create(version=7, text=f"It said {EMAIL}, {IP}.", replaced_at=kept["spam"].created_at)
    consents.ask(kept["approved"], f"May {EMAIL} at {IP} ask?", by=roads.moderator)
    kept["missed"] = roads.post(f"verdict:ham Buy from {EMAIL}.")
    roads.decide(kept["missed"], "spam")
    kept["waiting"] = roads.post("Still waiting.")
    return kept


def meet_trouble(roads: Roads) -> None:
    """Akismet, or what stands before it, returns what it was sent: in an alert, a body and a reason."""
    headers = {f"X-akismet-{name}": ECHO for name in ("guid", "alert-msg", "debug-help")} | {
        "X-akismet-alert-code": "7"
    }
    roads.akismet.fail("headers", headers=headers, times=1)
    roads.post("An alert rode on its answer.")
    roads.akismet.fail("body", body=ECHO, times=1)
    roads.post("Its answer was an echo.")
    roads.akismet.fail("invalid", debug_help=ECHO, times=1)
    roads.post("It was refused.")


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO)
    return caplog


def test_after_their_time_a_readers_addresses_are_nowhere_and_all_else_is_there(
    akismet: AkismetServer, clock: time_machine.Traveller, logged: pytest.LogCaptureFixture, settings: Settings
) -> None:
    settings.MAIL_IS_CONFIGURED = True
    roads = Roads(akismet)
    kept = take_all(roads)
    clock.shift(timedelta(minutes=11))  # the limits are full again, and reports may leave
    Worker().drain()
    meet_trouble(roads)
    roads.be_refused()
    roads.report_a_mistake()
    roads.tell_the_desk(kept["approved"])
    roads.ask_for_a_link()
    roads.make_an_account()
    columns = {f"comments_submission.{name}" for name in ("ip", "email", "payload")}
    assert found_in_tables(IP, EMAIL) >= columns | {
        *("comments_comment.text", "comments_moderationnote.text", "comments_authorwords.text"),
        *("comments_consent.text", "comments_note.text", "comments_formertext.text", "articles_mistakereport.email"),
        *(f"comments_legalreport.{name}" for name in ("why", "passage", "law", "basis", "explanation")),
        *("comments_legalcontact.email", "comments_legalcontact.name", "comments_report.words"),
        "comments_contact.email",
    }
    assert bool(found_in_files(IP, EMAIL)) == (connection.vendor == "sqlite")
    stood, said = what_stays(), StringIO()
    clock.shift(TERMS)
    call_command("retention", "--rewrite", stdout=said)
    assert (found_in_tables(IP, EMAIL), found_in_files(IP, EMAIL)) == (set(), set())
    assert not mentions("\n".join(map(JsonFormatter().format, logged.records)))
    assert not mentions(said.getvalue())
    assert what_stays() == stood
    assert_only_what_is_overdue_went(kept)


def what_stays() -> dict[str, Any]:
    """The log whole, numbers, verdicts, tallies; names and texts of what is no spam."""
    words = Comment.objects.exclude(status="spam").order_by("pk").values_list("pk", "name", "text", "html")
    return {
        "log": list(ModerationAction.objects.order_by("pk").values()),
        "comments": list(
            Comment.objects.order_by("pk").values_list("pk", "status", "reason", "created_at", "decided_at")
        ),
        "words": list(words),
        "verdicts": list(Check.objects.order_by("pk").values_list("pk", "verdict", "fault", "applied")),
        "people": list(Commenter.objects.filter(of_owner=False).order_by("pk").values()),
        "reports": list(Feedback.objects.order_by("pk").values_list("pk", "kind", "state")),
        "alerts": list(Alert.objects.values()),
    }


def assert_only_what_is_overdue_went(kept: dict[str, Comment]) -> None:
    for comment in kept.values():
        comment.refresh_from_db()
    assert [kept[name].emptied_at is not None for name in kept] == [False, True, False, True, False]
    assert ModerationNote.objects.get().text == "[e-mail] again, from [address]"
    assert Note.objects.get().text == "[e-mail] writes from [address]."
    assert not AuthorWords.objects.exists()
    assert not Commenter.objects.filter(of_owner=True).exists()
    assert list(differences(repair=False)) == []
    assert not Session.objects.exists()
    assert not Bucket.objects.exists()
    assert not Job.objects.filter(state="done").exists()
    page = Client().get(kept["approved"].article.get_absolute_url()).content.decode()
    assert "Kept on the page." in page
    assert "Ann" in page


def mentions(text: str) -> list[str]:
    return [spelling for word in (IP, EMAIL) for spelling in spellings(word) if spelling in text.lower()]


def test_the_scan_finds_what_is_there_however_it_is_written() -> None:
    """Otherwise that it finds nothing would mean nothing."""
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session["seen"] = f"from {IP}" + " and again" * 30  # so that it is worth compressing
    session.save()
    Commenter.objects.create(email_key=next(word for word in spellings(EMAIL) if len(word) == 64))
    Check.objects.create(
        comment=Comment.objects.create(article=make_article(), text="", name=""),
        version=1,
        verdict="ham",
        detail=json.dumps("planted.guest%40scan.example"),
    )
    assert found_in_tables(IP) == {"django_session.session_data"}
    assert found_in_tables(EMAIL) == {"comments_commenter.email_key", "comments_check.detail"}
