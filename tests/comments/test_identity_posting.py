"""What a confirmed address is worth when its owner writes, and that nobody who merely types it shares in that."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from articles.models import Article
from comments import identity, writers
from comments.identity import browser, claiming, confirming, offers
from comments.links import status_token, status_url
from comments.models import Comment, Commenter, Contact, DiscussionSettings, Submission
from comments.recount import differences
from comments.restrictions import of_comment
from comments.rules.rehearsal import ROWS
from tests.akismet_server import AkismetServer
from tests.comments.identity import EMAIL, asked, bound, confirmed, link
from tests.comments.posting import form_address, kept_text, nothing_is_written, post, reader, words
from tests.comments.restricting import guest, restricted
from tests.factories import make_article, make_comment, make_submission, make_user
from tests.faults.waiting import make_waiting, standing, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def article() -> Article:
    """Where three approved comments are enough."""
    DiscussionSettings.objects.create(pk=1, publish_after=3)
    return make_article()


def trusted(approved: int = 3) -> Contact:
    contact = confirmed()
    Commenter.objects.filter(pk=contact.commenter_id).update(approved_count=approved)
    return contact


def claim(comment: Comment, contact: Contact) -> list[int]:
    return claiming.claim([comment.pk], contact.commenter, [contact.email])


def offered(comment: Comment, client: Client) -> str:
    return f"/comments/status/{status_token(comment)}/confirm/"


def test_its_owner_is_asked_for_a_name_alone_and_the_comment_is_theirs(article: Article) -> None:
    contact = confirmed()
    answer = post(article, bound(contact), email=None, remember="on")
    comment, submission = Comment.objects.get(), Submission.objects.get()
    assert answer.status_code == 303
    assert (comment.commenter, comment.name, submission.email) == (contact.commenter, "Ada", EMAIL)
    assert "commenter" not in answer.cookies
    assert submission.payload["comment_author_email"] == EMAIL


def test_the_form_is_filled_in_with_what_stands_over_their_latest_comment(article: Article) -> None:
    client, contact = bound(), confirmed()
    make_comment(name="Ada L.", website="https://ada.example", commenter=contact.commenter)
    page = client.get(form_address(article))
    html = words(page)
    assert 'value="Ada L."' in html
    assert 'value="https://ada.example"' in html
    assert EMAIL in html
    assert "csrfmiddlewaretoken" in html
    assert not any(f'name="{name}"' in html for name in ("email", "remember"))
    assert page.headers["Cache-Control"] == "private, no-store"


def test_the_next_reader_at_the_same_address_sees_nothing_of_it(article: Article) -> None:
    make_comment(name="Ada L.", commenter=confirmed().commenter)
    seen = [words(client.get(form_address(article))) for client in (bound(), reader())]
    assert ["Ada L." in html for html in seen] == [True, False]
    assert "csrfmiddlewaretoken" not in seen[1]
    assert EMAIL not in seen[1]


def test_a_typed_address_of_somebody_else_is_kept_apart_from_them(article: Article) -> None:
    owner = trusted().commenter
    post(article, email=EMAIL)
    comment = Comment.objects.get()
    assert comment.commenter is not None
    assert (comment.commenter != owner, comment.commenter.of_owner) == (True, False)
    assert comment.commenter.email_key == owner.email_key
    assert list(Commenter.objects.proven()) == [owner]


def test_an_address_that_is_typed_into_a_bound_browser_changes_nothing(article: Article) -> None:
    post(article, bound(), email="somebody.else@example.org")
    assert Comment.objects.get().commenter == confirmed().commenter
    assert Submission.objects.get().email == EMAIL


def test_the_owner_may_say_what_somebody_else_has_just_said_under_the_address(article: Article) -> None:
    post(article, comment="Well said.")
    assert post(article, bound(), email=None, comment="Well said.").status_code == 303
    assert post(article, bound(), email=None, comment="Well said.").status_code == 409


@pytest.mark.parametrize("cookie", ["good", "forged"])
def test_with_the_cookie_a_post_needs_djangos_proof_as_well(article: Article, cookie: str) -> None:
    strict = bound(client=Client(enforce_csrf_checks=True))
    if cookie == "forged":
        strict.cookies[browser.cookie()] = "forged"
    answer = post(article, strict)
    assert (answer.status_code, kept_text(answer)) == (403, "A remark.")
    assert nothing_is_written()
    proof = strict.cookies["csrf"].value
    assert post(article, strict, csrfmiddlewaretoken=proof).status_code == 303


def test_a_browser_that_was_signed_out_meanwhile_is_asked_for_the_address_with_the_text_kept(article: Article) -> None:
    client = bound()
    confirming.revoke(confirmed())
    answer = post(article, client, email=None)
    assert (answer.status_code, kept_text(answer)) == (422, "A remark.")
    assert 'name="email"' in words(answer)


def test_signed_in_accounts_write_as_themselves_whatever_the_cookie_says(article: Article) -> None:
    user, client = make_user(first_name="Grace"), bound()
    client.force_login(user)
    post(article, client)
    assert Comment.objects.get().commenter == writers.commenter_of(user, "")


@pytest.mark.parametrize("scope", ["address", "domain", "network"])
def test_restrictions_of_addresses_apply_to_their_owners(article: Article, scope: str) -> None:
    subject = {"domain": "domain example.org", "network": "network 198.51.100.0/24"}
    until = timezone.now() + timedelta(days=1)
    restricted(guest(), until=until, **({"scope": scope, "subject": subject[scope]} if scope in subject else {}))
    client = bound()
    assert post(article, client, email=None).status_code == 403
    assert client.get(form_address(article)).status_code == 403
    assert nothing_is_written()


def test_what_an_owner_on_hold_writes_is_read_by_a_person(article: Article) -> None:
    restricted(confirmed().commenter, "hold")
    post(article, bound(), email=None)
    assert of_comment(Comment.objects.get(), Submission.objects.get())


@pytest.mark.parametrize(("approved", "expected"), [(3, ("approved", "trusted")), (2, ("pending", "every_comment"))])
def test_known_commenters_are_published_after_ham(
    article: Article, akismet: AkismetServer, approved: int, expected: tuple[str, str]
) -> None:
    comment = make_waiting(commenter=trusted(approved).commenter)
    work()
    assert standing(comment) == expected


def test_who_types_the_address_of_a_trusted_one_is_trusted_no_more_than_anybody(
    article: Article, akismet: AkismetServer
) -> None:
    trusted()
    typed = guest()
    Commenter.objects.filter(pk=typed.pk).update(approved_count=9)
    comment = make_waiting(commenter=typed)
    work()
    assert standing(comment) == ("pending", "every_comment")


def test_trust_ends_when_the_address_is_forgotten_while_akismet_is_asked(
    article: Article, akismet: AkismetServer
) -> None:
    contact = trusted()
    comment = make_waiting(commenter=contact.commenter)
    identity.forget(contact.commenter)
    work()
    assert standing(comment) == ("pending", "every_comment")


def test_a_rehearsal_knows_owners_as_a_check_does() -> None:
    comments = [make_comment(commenter=person) for person in (confirmed().commenter, guest())]
    comments.append(make_comment(commenter=writers.commenter_of(make_user(), "")))
    with connection.cursor() as cursor:
        cursor.execute(ROWS.format("%s, %s, %s"), [comment.pk for comment in comments])
        proven = {row[0]: bool(row[-1]) for row in cursor.fetchall()}
    assert [proven[comment.pk] for comment in comments] == [True, False, True]


class TestClaiming:
    """The address is proven by the link, the comment by whoever has its private page or says so."""

    @pytest.fixture(autouse=True)
    def can_mail(self, settings: Settings) -> None:
        settings.MAIL_IS_CONFIGURED = True

    def written(self, **columns: Any) -> Comment:
        comment = make_comment(status="approved", commenter=guest(), **columns)
        guest().recount()
        make_submission(comment, email=EMAIL)
        return comment

    def test_the_status_page_leads_to_the_link_and_the_link_to_the_comment(self) -> None:
        comment, client = self.written(), reader()
        assert "Mail me the link" in words(client.get(offered(comment, client)))
        assert client.post(offered(comment, client)).headers["Location"] == "/comments/identity/?sent"
        contact = Contact.objects.get()
        assert (contact.email, contact.comment) == (EMAIL, comment)
        assert "A remark." in words(client.get(link(contact)))
        answer = client.post(link(contact), {"mine": "1"})
        assert answer.headers["Location"] == status_url(comment)
        comment.refresh_from_db()
        assert comment.commenter == contact.commenter
        assert (guest().approved_count, Commenter.objects.get(pk=contact.commenter_id).approved_count) == (0, 1)
        assert list(differences(repair=False)) == []

    def test_whoever_says_that_it_is_not_theirs_is_not_led_to_its_private_page(self) -> None:
        comment = self.written()
        contact = asked(comment=comment)
        answer = reader().post(link(contact))
        assert answer.headers["Location"] == "/comments/identity/"
        comment.refresh_from_db()
        assert comment.commenter == guest()

    def test_in_the_owners_browser_a_button_on_the_private_page_is_enough(self) -> None:
        comment, client = self.written(), bound()
        assert "This is my comment" in words(client.get(offered(comment, client)))
        assert client.post(offered(comment, client)).headers["Location"] == status_url(comment)
        comment.refresh_from_db()
        assert comment.commenter == confirmed().commenter
        assert client.get(offered(comment, client)).status_code == 303

    def test_opening_the_page_claims_and_mails_nothing(self) -> None:
        comment = self.written()
        for client in (bound(), reader()):
            assert client.get(offered(comment, client)).status_code == 200
        comment.refresh_from_db()
        assert comment.commenter == guest()
        assert Contact.objects.get().asked_at is None

    def test_nobody_claims_a_comment_under_another_address(self) -> None:
        comment = self.written()
        assert claim(comment, confirmed("else@example.org")) == []
        comment.refresh_from_db()
        assert comment.commenter == guest()
        reader().post(link(asked("third@example.org", comment=comment)), {"mine": "1"})
        comment.refresh_from_db()
        assert comment.commenter == guest()

    @pytest.mark.parametrize(
        ("typed", "proven"), [("a@strasse.example", "a@straße.example"), ("a@straße.example", "a@strasse.example")]
    )
    def test_nobody_claims_what_was_typed_for_another_mailbox_of_the_same_code(self, typed: str, proven: str) -> None:
        comment = make_comment(status="approved", commenter=guest(typed))
        make_submission(comment, email=typed)
        assert claim(comment, confirmed(proven)) == []
        assert claiming.disown([comment.pk], [proven]) == []
        assert claiming.disown([comment.pk], [typed.upper()]) == ([comment.pk] if typed.isascii() else [])

    def test_once_the_request_has_gone_only_plain_addresses_are_believed(self) -> None:
        rows = [make_comment(status="approved", commenter=guest("a@strasse.example")) for _ in range(2)]
        assert claiming.claim([rows[0].pk], confirmed("a@straße.example").commenter, ["a@straße.example"]) == []
        assert claiming.disown([rows[1].pk], ["A@strasse.example"]) == [rows[1].pk]

    def test_nothing_is_offered_for_what_is_proven_or_past_proof(self) -> None:
        from tests.comments.test_identity import request_of

        user = make_user()
        rows = [make_comment(commenter=person) for person in (confirmed().commenter, writers.commenter_of(user, ""))]
        rows += [make_comment(), make_comment(commenter=guest("gone@example.org"))]
        assert [offers.offer_of(request_of(reader()), row) for row in rows] == [None] * 4
        assert reader().post(offered(rows[3], reader())).headers["Location"] == status_url(rows[3])
        assert Contact.objects.count() == 1

    def test_a_forged_private_link_offers_nothing(self) -> None:
        comment = self.written()
        address = f"/comments/status/{comment.pk}-{'A' * 22}/confirm/"
        assert [reader().get(address).status_code, reader().post(address).status_code] == [404, 404]

    def test_a_decision_counts_for_whoever_the_comment_belongs_to_by_then(self) -> None:
        comment, contact = self.written(), confirmed()
        stale = Comment.objects.get(pk=comment.pk)
        assert claim(comment, contact) == [comment.pk]
        stale.reject(by=make_user(staff=True), reason="off_topic")
        assert list(differences(repair=False)) == []
        assert Commenter.objects.get(pk=contact.commenter_id).rejected_count == 1
