"""Who is suspended or banned is told so in a sentence, with the text kept; nothing is written. Held people may post."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from comments import restrictions
from comments.links import status_url
from comments.models import Comment, Restriction, Submission
from comments.text import domain_of
from outbox.worker import Worker
from tests.akismet_server import AkismetServer
from tests.comments.posting import ADDRESS, Answer, filled_in, form_address, kept_text, nothing_is_written, post, reader
from tests.comments.posting import words as page_words
from tests.comments.restricting import EMAIL, account, guest, restricted
from tests.factories import make_article, make_comment, make_moderator, make_submission, make_user
from tests.plans import plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SOON = timedelta(hours=1)
NETWORK = {"scope": "network", "subject": "network 198.51.100.0/24"}
DOMAIN = {"scope": "domain", "subject": "domain example.org"}


def refused(answer: Answer, *said: str) -> None:
    assert answer.status_code == 403
    assert kept_text(answer) == "A remark."
    for part in said:
        assert part in page_words(answer)
    assert nothing_is_written()


def signed_in(user: User) -> Client:
    client = reader()
    client.force_login(user)
    return client


@pytest.mark.parametrize("kind", ["suspended", "banned"])
def test_a_guest_by_whose_address_it_is_known_is_told_until_when_and_why(kind: str) -> None:
    restricted(guest(), kind, timezone.now() + SOON)
    answer = post(make_article(), email=EMAIL.upper())
    refused(
        answer, "You are suspended from commenting until", "Your comments have attacked people.", "write to the editors"
    )


def test_a_ban_without_an_end_says_so() -> None:
    restricted(guest())
    refused(post(make_article()), "You are banned from commenting.")


def test_an_account_is_refused_whatever_address_it_comes_from() -> None:
    user = make_user()
    restricted(account(user))
    refused(post(make_article(), signed_in(user)), "You are banned from commenting.")


@pytest.mark.parametrize("subject", [NETWORK, DOMAIN])
def test_guests_of_a_restricted_network_or_domain_are_refused(subject: dict[str, str]) -> None:
    restricted(guest("somebody@else.example"), "suspended", timezone.now() + SOON, **subject)
    refused(post(make_article()), "are not taken until")


@pytest.mark.parametrize("subject", [NETWORK, DOMAIN, {}])
def test_what_is_said_of_an_address_a_domain_or_a_network_turns_no_account_away(subject: dict[str, str]) -> None:
    """Otherwise anybody could have an account banned by typing its owner's address."""
    user = make_user(email=EMAIL)
    restriction = restricted(guest(), "banned", timezone.now() + SOON, **subject)
    assert post(make_article(), signed_in(user)).status_code == 303
    comment, submission = Comment.objects.get(), Submission.objects.get()
    found = restrictions.of_comment(comment, submission)
    assert found == restriction


@pytest.mark.parametrize(
    "columns",
    [
        {"subject": "domain example.com", "scope": "domain"},
        {"subject": "network 198.51.101.0/24", "scope": "network", "until": SOON},
        {"closed_at": timedelta(0)},
    ],
)
def test_others_and_those_whose_restriction_was_lifted_may_post(columns: dict[str, Any]) -> None:
    times = {name: timezone.now() + value for name, value in columns.items() if isinstance(value, timedelta)}
    restricted(guest(), "banned", **columns | times)
    assert post(make_article()).status_code == 303


def test_it_ends_by_itself_at_its_second(clock: time_machine.Traveller) -> None:
    restricted(guest(), "suspended", timezone.now() + SOON)
    article = make_article()
    clock.shift(SOON - timedelta(seconds=1))
    refused(post(article))
    clock.shift(1)
    assert post(article).status_code == 303


def test_who_is_always_held_may_post_and_the_check_is_told() -> None:
    held = restricted(guest(), "hold")
    assert post(make_article()).status_code == 303
    assert restrictions.of_comment(Comment.objects.get(), Submission.objects.get()) == held


def test_of_several_the_strictest_is_told() -> None:
    restricted(guest(), "hold")
    restricted(guest(), "suspended", timezone.now() + SOON)
    strictest = restricted(guest(), "banned")
    assert restrictions.of_author(guest(), None) == strictest


def test_staff_are_never_turned_away() -> None:
    user = make_moderator()
    restricted(account(user))
    assert post(make_article(), signed_in(user)).status_code == 303


def test_a_preview_is_refused_as_the_post_would_be() -> None:
    restricted(guest())
    article = make_article()
    refused(reader().post(f"{form_address(article)}preview/", filled_in(article)), "You are banned")


def test_a_reply_is_refused_too() -> None:
    restricted(guest())
    parent = make_comment(status="approved")
    answer = post(parent.article, parent=str(parent.pk))
    assert answer.status_code == 403
    assert Comment.objects.count() == 1


def test_it_is_one_query_by_the_index() -> None:
    common = {"person": guest(), "kind": "banned", "scope": "domain", "reason": "evasion", "by": make_user()}
    Restriction.objects.bulk_create(Restriction(subject=f"domain {n}.example", **common) for n in range(300))
    with CaptureQueriesContext(connection) as captured:
        assert restrictions.of_writer(None, "a@7.example", ADDRESS) is not None
    (query,) = captured.captured_queries
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE comments_restriction")
    found = plan(query["sql"])
    assert "one_restriction_per_subject_and_kind" in found or "restriction_of_subject" in found, found


def test_the_status_page_says_until_when_and_why(client: Client) -> None:
    comment = make_comment(commenter=guest())
    make_submission(comment, email=EMAIL)
    restricted(guest(), "suspended", timezone.now() + SOON)
    page = client.get(status_url(comment)).content.decode()
    assert "You are suspended from commenting until" in page
    assert "Your comments have attacked people." in page


@pytest.mark.parametrize(
    ("email", "domain"), [("a@EXAMPLE.org.", "example.org"), ("b@bücher.example", "xn--bcher-kva.example")]
)
def test_a_domain_is_one_however_it_is_written(email: str, domain: str) -> None:
    assert domain_of(email) == domain


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("kind", "became"), [("hold", ("pending", "on_hold")), ("banned", ("pending", "restricted"))])
def test_the_check_holds_what_was_written_before_or_may_be_written(
    akismet: AkismetServer, kind: str, became: tuple[str, str]
) -> None:
    """The restriction comes between the post and its check."""
    user, article = make_user(), make_article()
    post(article, signed_in(user), comment="Before.")
    row = restricted(account(user), kind)
    Worker().drain()
    comment = Comment.objects.get()
    assert (comment.status, comment.reason) == became
    Restriction.objects.filter(pk=row.pk).update(closed_at=timezone.now())
    answer = post(article, signed_in(user), comment="Afterwards.")
    assert answer.status_code == 303, page_words(answer)
    Worker().drain()
    assert Comment.objects.latest("pk").reason not in ("on_hold", "restricted")


def form_of(client: Client) -> Any:
    return client.get(form_address(make_article()))


def test_who_is_signed_in_is_told_before_writing_and_gets_no_form() -> None:
    user = make_user()
    restricted(account(user), "suspended", timezone.now() + SOON)
    answer = form_of(signed_in(user))
    assert answer.status_code == 403
    assert "You are suspended from commenting until" in page_words(answer)
    assert "Your comments have attacked people." in page_words(answer)
    assert "<textarea" not in answer.content.decode()
    assert form_of(signed_in(make_user())).status_code == form_of(reader()).status_code == 200


def test_a_guest_is_told_before_writing_as_far_as_they_are_known() -> None:
    restricted(guest(), "suspended", timezone.now() + SOON, **NETWORK)
    answer = form_of(reader())
    assert answer.status_code == 403
    assert "Comments from your network are not taken until" in page_words(answer)
    assert form_of(reader("203.0.113.9")).status_code == 200


def test_staff_who_publish_by_their_own_right_get_the_form() -> None:
    moderator = make_moderator()
    restricted(account(moderator), "banned")
    assert form_of(signed_in(moderator)).status_code == 200
