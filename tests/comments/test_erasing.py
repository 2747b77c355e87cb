"""Whoever wishes it is forgotten: everywhere, whatever the size, with what others wrote and decided left as it is."""

import json
import re
import time
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models
from django.test import Client
from django.utils import timezone

from accounts import proof
from accounts.models import User
from articles.models import MistakeReport
from comments import complaints, identity, links, restrictions
from comments.desk.people_reading import Person
from comments.models import (
    Appeal,
    Comment,
    Commenter,
    Erasure,
    Follow,
    LegalContact,
    LegalReport,
    Mailbox,
    ModerationAction,
    ModerationNote,
    PersonNote,
    Report,
    Restriction,
)
from comments.models.commenter import email_key
from comments.own import erasing, kept
from comments.recount import differences
from comments.restrictions import acts as restricting
from comments.restrictions.acts import Terms
from outbox.models import Job
from outbox.worker import Worker
from tests.comments.identity import EMAIL, bound, confirmed
from tests.comments.posting import post, reader, words
from tests.comments.scanning import found_in_files, found_in_tables
from tests.factories import make_article, make_comment, make_moderator, make_report, make_submission, make_user
from tests.newsroom.digests import changed, digest_of_all_tables

pytestmark = pytest.mark.django_db
ADDRESS = "/comments/mine/erase/"
PLANTED = ("192.0.2.241", "Planted.Guest@Scan.example", "Plantedname", "plantedword")


@pytest.fixture
def owner() -> Commenter:
    return confirmed().commenter


@pytest.fixture
def ada(owner: Commenter) -> Client:
    return bound()


def fresh(comment: Comment) -> Comment:
    return Comment.objects.select_related("article__section").get(pk=comment.pk)


def erase(person: Commenter) -> Erasure:
    erasure = erasing.ask(person)
    while erasing.carry_on(erasure.pk):
        pass
    erasure.refresh_from_db()
    return erasure


# The page


def test_the_page_says_what_goes_and_what_stays_and_asks_for_a_word(ada: Client, owner: Commenter) -> None:
    make_comment(commenter=owner)
    page = words(ada.get(ADDRESS))
    assert "1 comment is to be erased." in page
    assert "Type “erase”, if that is what you want" in page
    assert "Your account" not in page
    assert 'type="password"' not in page


@pytest.mark.parametrize("typed", [None, "", "yes", "erase all"])
def test_without_the_word_nothing_is_erased(ada: Client, owner: Commenter, typed: str | None) -> None:
    make_comment(commenter=owner)
    before = digest_of_all_tables()
    response = ada.post(ADDRESS, {} if typed is None else {"word": typed})
    assert response.status_code == 422
    assert "so that nothing is erased by mistake" in words(response)
    assert changed(before) == []


def test_a_post_without_proof_or_from_elsewhere_erases_nothing(owner: Commenter) -> None:
    make_comment(commenter=owner)
    before = digest_of_all_tables()
    assert reader().post(ADDRESS, {"word": "erase"}).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = bound().cookies
    assert strict.post(ADDRESS, {"word": "erase"}).status_code == 403
    assert changed(before) == []


def test_it_is_the_workers_and_its_page_says_how_far_it_is(ada: Client, owner: Commenter) -> None:
    for _comment in range(3):
        make_comment(commenter=owner)
    response = ada.post(ADDRESS, {"word": " Erase "})
    assert response.status_code == 303
    assert ada.post(ADDRESS, {"word": "erase"})["Location"] == response["Location"]
    somewhere_else = reader()
    assert "0 of 3 comments are erased so far." in words(somewhere_else.get(response["Location"]))
    assert 'http-equiv="refresh"' in words(somewhere_else.get(response["Location"]))
    assert erasing.carry_out(Job.objects.get(kind=erasing.ERASE_JOB))
    page = words(somewhere_else.get(response["Location"]))
    assert "All of it is erased. 3 comments were erased." in re.sub("<[^>]+>", "", page)
    assert "http-equiv" not in page
    assert ada.get("/comments/mine/").status_code == 302
    forged = re.sub("-[^/]+/$", f"-{'A' * 22}/", response["Location"])
    assert somewhere_else.get(forged).status_code == 404


# The page of who is signed in


@pytest.fixture
def ann() -> User:
    return make_user("reader-ann", email=EMAIL)


def prove(client: Client, user: User) -> None:
    """As a passkey does that is shown."""
    session = client.session
    session[proof.NOTED] = [user.pk, time.time()]
    session.save()


@pytest.mark.parametrize(
    "told", [{"word": "erase"}, {"word": "erase", "password": "wrong"}, {"word": "", "password": "pass"}]
)
def test_an_unattended_browser_erases_no_account(client: Client, ann: User, told: dict[str, str]) -> None:
    client.force_login(ann)
    assert 'type="password"' in words(client.get(ADDRESS))
    response = client.post(ADDRESS, told)
    assert (response.status_code, Erasure.objects.exists()) == (422, False)
    assert "Nothing is erased" in words(response)


def test_guessing_the_password_there_is_bounded(client: Client, ann: User, clock: time_machine.Traveller) -> None:
    client.force_login(ann)
    tries = [client.post(ADDRESS, {"word": "erase", "password": f"wrong {number}"}) for number in range(12)]
    assert [each.status_code for each in tries][-2:] == [429, 429]
    assert int(tries[-1]["Retry-After"]) > 0
    assert client.post(ADDRESS, {"word": "erase", "password": "pass"}).status_code == 429
    assert not Erasure.objects.exists()


def test_who_has_just_shown_a_passkey_needs_no_password(
    client: Client, ann: User, clock: time_machine.Traveller
) -> None:
    client.force_login(ann)
    prove(client, ann)
    assert 'type="password"' not in words(client.get(ADDRESS))
    clock.shift(600)
    assert client.post(ADDRESS, {"word": "erase"}).status_code == 422
    prove(client, ann)
    assert client.post(ADDRESS, {"word": "erase"}).status_code == 303
    assert Erasure.objects.get().person.user == ann


def test_without_a_password_it_waits_for_another_proof(client: Client, ann: User) -> None:
    ann.set_unusable_password()
    ann.save()
    client.force_login(ann)
    for page in (client.get(ADDRESS), client.post(ADDRESS, {"word": "erase", "password": ""})):
        assert "You have no password: show a passkey, or sign out and in again" in words(page)
        assert 'name="word"' not in words(page)
    assert not Erasure.objects.exists()
    prove(client, ann)
    assert client.post(ADDRESS, {"word": "erase"}).status_code == 303


# What goes


def test_no_word_of_a_comment_is_left_wherever_it_stood(owner: Commenter) -> None:
    moderator = make_moderator()
    made = {status: make_comment(commenter=owner, status=status) for status in ("unchecked", "pending", "approved")}
    made |= {status: make_comment(commenter=owner, status=status) for status in ("rejected", "spam", "withdrawn")}
    for comment in made.values():
        make_submission(comment)
    made["pending"].reject(by=moderator, reason="insult", note="Rude.", words="Be kind.")
    erase(owner)
    for status, comment in made.items():
        left = fresh(comment)
        assert (left.text, left.html, left.name, left.website) == ("", "", "", ""), status
        assert left.status == ("spam" if status == "spam" else "withdrawn")
        assert left.emptied_at
        assert not left.submissions.exists()
    assert not ModerationNote.objects.exists()
    assert list(differences(repair=False)) == []
    page = words(reader().get(links.status_url(fresh(made["approved"]))))
    assert "You had its words erased on" in page


def test_answers_of_others_stay_under_a_tombstone(owner: Commenter) -> None:
    mine = make_comment(commenter=owner, status="approved", text="Mine it was.", name="Ada")
    make_comment(parent=mine, status="approved", text="An answer.", name="Bob")
    make_comment(mine.article, commenter=owner, status="approved", text="Without an answer.")
    address = mine.article.get_absolute_url()
    assert "Mine it was." in words(reader().get(address))
    erase(owner)
    page = words(reader().get(address))
    assert "An answer." in page
    assert "Deleted, with all else by its author." in page
    assert not any(said in page for said in ("Mine it was.", "Without an answer.", "Ada"))


def test_the_desk_says_that_its_author_had_it_erased_and_decides_nothing(owner: Commenter, client: Client) -> None:
    comment, moderator = make_comment(commenter=owner), make_moderator()
    rejected = comment.reject(by=moderator, reason="insult")
    erase(owner)
    client.force_login(moderator)
    card = words(client.get(f"/admin/comments/queue/{comment.pk}/"))
    assert "Its author had it erased on" in card
    with pytest.raises(Exception, match=r"since|erased|changed meanwhile"):
        fresh(comment).undo(rejected, by=moderator)
    assert fresh(comment).text == ""


def test_a_ban_outlives_what_it_was_about(owner: Commenter) -> None:
    told = {"subject": f"address {owner.email_key}", "person": owner, "by": make_moderator(), "reason": "disruption"}
    Restriction.objects.create(kind="banned", scope="address", **told)
    erase(owner)
    assert restrictions.of_writer(None, EMAIL, "198.51.100.7") is not None
    assert Commenter.objects.get(pk=owner.pk).email_key is None


def test_reports_and_appeals_keep_their_outcome_without_words(owner: Commenter) -> None:
    senior = make_user(staff=True, is_superuser=True)
    reported = make_comment(status="approved")
    make_report(reported, owner, words="Planted.")
    mine = make_comment(commenter=owner)
    mine.reject(by=make_moderator(), reason="insult")
    Appeal.file(fresh(mine), words="Please.")
    complaints.deny(fresh(mine), by=senior, sentence="No.")
    erase(owner)
    assert (Report.objects.get().words, Report.objects.get().outcome) == ("", "open")
    assert (Appeal.objects.get().words, Appeal.objects.get().outcome) == ("", "denied")
    assert fresh(reported).shelf == "reported"


def test_many_comments_go_by_portions_and_a_kill_between_loses_nothing(owner: Commenter) -> None:
    article = make_article()
    for _number in range(60):
        make_comment(article, commenter=owner, status="approved")
    erasure = erasing.ask(owner)
    assert erasing.carry_on(erasure.pk)
    assert Comment.objects.filter(emptied_at=None).count() == 35
    late = make_comment(article, commenter=owner, status="approved", text="Posted meanwhile.")
    again = erase(owner)
    assert (again.pk, again.done, again.total) == (erasure.pk, 61, 60)
    assert fresh(late).text == ""
    assert ModerationAction.objects.filter(to_status="withdrawn", batch=erasure.batch).count() == 61
    assert not erasing.carry_on(erasure.pk)


def test_others_keep_what_is_theirs(owner: Commenter) -> None:
    other = confirmed("bob@example.org").commenter
    comment = make_comment(commenter=other, text="Mine stays.")
    Follow.objects.create(commenter=other, kind="article", article=comment.article)
    erase(owner)
    assert fresh(comment).text == "Mine stays."
    assert Follow.objects.get().commenter == other
    assert identity.address_of(other) == "bob@example.org"


# Accounts


def test_an_account_is_closed_without_a_name_and_nobody_signs_in_to_it(client: Client) -> None:
    user = make_user("planted", email=EMAIL, first_name="Ada", public_name="Ada L.")
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True)
    client.force_login(user)
    mine = make_comment(commenter=Commenter.objects.create(user=user), name="Ada L.")
    post(make_article())
    assert "Your account: name, address, password" in words(client.get(ADDRESS))
    location = client.post(ADDRESS, {"word": "erase", "password": "pass"})["Location"]
    erasure = Erasure.objects.get()
    while erasing.carry_on(erasure.pk):
        pass
    user.refresh_from_db()
    assert (user.username, user.email, user.public_name, user.is_active) == (f"erased-{user.pk}", "", "", False)
    assert not EmailAddress.objects.exists()
    assert not user.has_usable_password()
    assert client.get("/comments/mine/").status_code == 302
    assert "Your account is closed." in words(reader().get(location))
    assert fresh(mine).name == ""
    others = Comment.objects.exclude(text="").get()
    assert (others.submissions.get().email, others.commenter) == ("", None)


def test_an_account_of_the_staff_stays_open_and_the_page_says_so(client: Client) -> None:
    moderator = make_moderator("mo", email="mo@example.org")
    make_comment(commenter=Commenter.objects.create(user=moderator), text="A moderator's.")
    client.force_login(moderator)
    assert "ask an administrator to close it" in words(client.get(ADDRESS))
    assert client.post(ADDRESS, {"word": "erase", "password": "pass"}).status_code == 303
    erasing.carry_out(Job.objects.get(kind=erasing.ERASE_JOB))
    moderator.refresh_from_db()
    assert (moderator.is_active, moderator.email) == (True, "mo@example.org")
    assert Comment.objects.get().text == ""


# Nothing is left


@pytest.mark.django_db(transaction=True)
def test_of_a_planted_person_nothing_is_left_in_any_table_or_file() -> None:
    ip, email, name, word = PLANTED
    article, moderator = make_article(), make_moderator("mo")
    client = reader(ip)
    told = {"name": name, "email": email, "website": f"https://{word}.example"}
    for text in (f"The first {word}.", f"Another {word} by {name}."):
        assert post(article, client, comment=text, **told).status_code == 303
    plant_the_rest(email, name, word, moderator)
    assert found_in_tables(*PLANTED) >= {
        *("comments_comment.text", "comments_comment.name", "comments_comment.html", "comments_formertext.text"),
        *("comments_submission.ip", "comments_submission.payload", "comments_contact.email", "comments_appeal.words"),
        *("comments_report.words", "comments_moderationnote.text", "comments_personnote.text"),
        *("articles_mistakereport.email", "comments_legalcontact.email", "comments_legalreport.passage"),
    }
    out = StringIO()
    call_command("erase_person", email=email, with_typed=True, yes=True, stdout=out)
    Worker().drain()
    assert "Erased: 2 comments" in out.getvalue()
    assert (found_in_tables(*PLANTED), found_in_files(*PLANTED)) == (set(), set())
    assert not set(Job.objects.open().values_list("kind", flat=True)) & {"comments.erase", "comments.letter"}
    assert list(differences(repair=False)) == []


def plant_the_rest(email: str, name: str, word: str, moderator: User) -> None:
    first, second = Comment.objects.order_by("pk")
    person = confirmed(email).commenter
    first.edit(f"Now {word} again.", f"<p>Now {word} again.</p>", 1)
    Comment.objects.filter(pk=first.pk).update(commenter=person)
    second.reject(by=moderator, reason="insult", note=f"{name} again", words=f"Dear {name}")
    Appeal.file(fresh(second), words=f"I am {name}.")
    reported = make_comment(status="approved")
    make_report(reported, person, words=f"{word}, says {name}")
    report = LegalReport.objects.create(comment=first, version=1, ground="other", passage=word, nonce="n" * 32)
    theirs = LegalReport.objects.create(comment=reported, version=1, ground="other", nonce="m" * 32)
    LegalContact.objects.create(report=theirs, name=name, email=email.lower())
    assert report.passage == word
    MistakeReport.objects.create(article=first.article, text="It was Tuesday.", email=email.upper())
    PersonNote.objects.create(person=person, by=moderator, text=f"{name} writes from {email}")
    Follow.objects.create(commenter=person, kind="article", article=first.article, confirmed_at=timezone.now())
    Mailbox.objects.create(commenter=person, fault=f"550 <{email}> unknown")


KNOWN = {
    # who writes here, and what hangs on them: all in comments.own
    *("comments.commenter", "comments.contact", "comments.comment", "comments.submission", "comments.report"),
    *("comments.follow", "comments.mailbox", "comments.legalcontact", "comments.personnote", "comments.erasure"),
    *("articles.mistakereport", "accounts.user", "account.emailaddress", "mfa.authenticator"),
    "socialaccount.socialaccount",
    # numbers alone: what was decided about somebody, until when
    *("comments.restriction", "comments.removal", "comments.reportreceipt"),
    # what staff do at the desk and in the newsroom, named by their accounts
    *("comments.claim", "comments.consent", "comments.mailwish", "comments.reach", "comments.savedqueue"),
    *("admin.logentry", "articles.act", "articles.article", "articles.author", "articles.correction"),
    *("articles.note", "articles.previewlink", "articles.revision", "articles.unsavedtext", "comments.mode"),
    *("articles.picture", "articles.presence", "moving.transfer"),
    *("comments.ruleversion", "comments.note"),
}


def test_every_table_that_can_name_a_person_is_known_to_the_erasure() -> None:
    """Of a new one somebody has to say whether it goes (comments/own/erasing.py) and is told (comments/own/kept.py)."""
    named = set()
    for model in (model for model in apps.get_models() if not model._meta.proxy):
        for field in model._meta.get_fields():
            about = isinstance(field, models.ForeignKey) and field.related_model in (User, Commenter)
            if about or getattr(field, "name", "").endswith(("email", "ip")):
                named.add(model._meta.label_lower)
    assert named - KNOWN == set()


# Operators


def test_operators_export_a_person_with_what_moderators_noted(owner: Commenter, tmp_path: Path) -> None:
    make_comment(commenter=owner, text="Hers.")
    PersonNote.objects.create(person=owner, by=make_moderator(), text="Warned.")
    file = tmp_path / "ada.json"
    call_command("export_person", email=EMAIL.upper(), output=file, stdout=StringIO())
    found: dict[str, Any] = json.loads(file.read_text())
    assert [row["text"] for row in found["comments"]] == ["Hers."]
    assert found["notes_of_moderators"][0]["text"] == "Warned."
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        call_command("export_person", email=EMAIL, output=file, stdout=StringIO())


def test_operators_are_told_how_much_it_is_before_they_erase(owner: Commenter) -> None:
    make_comment(commenter=owner)
    before = digest_of_all_tables()
    with pytest.raises(CommandError, match=r"Comments to be erased: 1\. --yes does it"):
        call_command("erase_person", email=EMAIL)
    with pytest.raises(CommandError, match="There is no account 'nobody'"):
        call_command("erase_person", account="nobody")
    assert changed(before) == []


def test_an_account_is_erased_though_somebody_has_the_name_that_it_would_get() -> None:
    user = make_user("leaving")
    make_user(f"erased-{user.pk}")
    call_command("erase_person", account="leaving", yes=True, stdout=StringIO())
    user.refresh_from_db()
    assert re.fullmatch(rf"erased-{user.pk}-[0-9a-f]{{8}}", user.username)


def test_operators_erase_an_account() -> None:
    user = make_user("leaving")
    make_comment(commenter=Commenter.objects.create(user=user))
    call_command("erase_person", account="leaving", yes=True, stdout=StringIO())
    assert not User.objects.filter(username="leaving").exists()
    assert not Comment.objects.exclude(text="").exists()


# Bans


def banned(user: User, kind: str = "banned", until: datetime | None = None) -> Restriction:
    person = Commenter.objects.get_or_create(user=user)[0]
    terms = Terms(kind, "account", f"account {user.pk}", "disruption", until)
    restricting.restrict(person, terms, by=make_user(staff=True, is_superuser=True))
    return Restriction.objects.latest("pk")


def with_account(email: str = EMAIL, *more: str) -> User:
    user = make_user(email=email)
    for address in (email, *more):
        EmailAddress.objects.create(user=user, email=address, verified=True)
    return user


def closed(user: User) -> None:
    erase(Commenter.objects.get_or_create(user=user)[0])


def refuses(user: User | None, email: str) -> bool:
    found = restrictions.of_writer(user, email, "198.51.100.7")
    return found is not None and found.refuses


def test_nobody_ends_a_ban_by_closing_an_account_and_opening_another() -> None:
    first = with_account(EMAIL, "second@example.org")
    row = banned(first)
    closed(first)
    for email in (EMAIL.upper(), "second@example.org"):
        assert refuses(make_user(email=email), email)
        assert refuses(None, email)
    assert not refuses(make_user(email="third@example.org"), "third@example.org")
    row.refresh_from_db()
    assert (row.scope, row.subject) == ("address", f"owner {email_key(EMAIL)}")
    assert found_in_tables(EMAIL) == {"accounts_user.email"}


def test_a_ban_is_carried_over_as_often_as_somebody_tries() -> None:
    until = timezone.now() + timedelta(days=9)
    for days in (1, 0):
        account = with_account()
        banned(account, "suspended", until - timedelta(days=days))
        closed(account)
    assert [row.until for row in Restriction.objects.in_force().filter(scope="address")] == [until]
    assert refuses(make_user(email=EMAIL), EMAIL)


def test_a_hold_holds_the_next_account_and_refuses_nothing() -> None:
    account = with_account()
    banned(account, "hold")
    closed(account)
    comment = make_comment(commenter=Commenter.objects.create(user=make_user(email=EMAIL)))
    held = restrictions.of_comment(comment, make_submission(comment, email=EMAIL))
    assert (held is not None, refuses(make_user(email=EMAIL), EMAIL)) == (True, False)


def test_what_is_over_when_an_account_closes_stays_over() -> None:
    account = with_account()
    row = banned(account)
    restricting.lift(row.pk, by=make_user(staff=True, is_superuser=True))
    closed(account)
    assert not refuses(make_user(email=EMAIL), EMAIL)


def test_moderators_find_and_end_what_was_carried_over_on_the_page_of_the_next_account(client: Client) -> None:
    account = with_account()
    row = banned(account)
    closed(account)
    person = Commenter.objects.create(user=make_user(email=EMAIL))
    admin = make_user(staff=True, is_superuser=True)
    assert row.pk in [each.pk for each in Person(person, admin).restrictions]
    restricting.lift(row.pk, by=admin)
    assert not refuses(person.user, EMAIL)


def test_the_parts_of_the_download_have_names_of_their_own() -> None:
    names = [part.name for part in kept.parts(for_operators=True)]
    assert len(names) == len(set(names))
