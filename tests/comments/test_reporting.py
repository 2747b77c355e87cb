"""A reader reports a comment on a page that needs no account, no cookie and no script, and learns what came of it."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from comments import complaints, undoing
from comments.desk import reports_part
from comments.models import Comment, Commenter, ModerationAction, Report, ReportReceipt, Restriction
from comments.reporting import filing, receipts, tokens
from outbox.worker import Worker
from tests.comments.posting import reader, words
from tests.comments.reporting import hidden, reported
from tests.factories import make_article, make_comment, make_moderator, make_report, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment() -> Comment:
    return make_comment(status="approved", name="Kim", text="You are all fools.", html="<p>You are all fools.</p>")


def fresh(comment: Comment) -> Comment:
    return Comment.objects.get(pk=comment.pk)


def address(comment: Comment) -> str:
    return f"/comments/{comment.pk}/report/"


def test_the_page_shows_what_is_reported_and_asks_for_a_reason(comment: Comment) -> None:
    page = reader().get(address(comment))
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert not page.cookies
    assert "You are all fools." in words(page)
    assert page.content.decode().count('type="radio"') == 7
    assert f"/comments/{comment.pk}/illegal/" in words(page)


def test_a_report_opens_the_reported_queue_and_leads_to_a_private_page(comment: Comment) -> None:
    answer = reported(comment, reason="insult", words="It calls us fools.")
    assert answer.status_code == 303
    report = Report.objects.get()
    assert (report.reason, report.words, report.reporter, report.outcome) == (
        "insult",
        "It calls us fools.",
        None,
        "open",
    )
    assert report.network_key not in ("", "198.51.100.7")
    assert fresh(comment).shelf == "reported"
    page = Client().get(answer.headers["Location"])
    assert "With the moderators" in words(page)
    assert "It calls us fools." in words(page)
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert page.headers["Cache-Control"] == "private, no-store"


def test_reports_alone_hide_nothing(comment: Comment) -> None:
    for number in range(20):
        make_report(comment, network=f"n{number}")
    assert reported(comment).status_code == 303
    assert Report.objects.count() == 21
    assert (fresh(comment).status, fresh(comment).on_page) == ("approved", True)
    assert "You are all fools." in words(reader().get(comment.article.get_absolute_url()))
    assert not ModerationAction.objects.exists()


def test_the_same_form_sent_twice_is_one_report_and_one_answer(comment: Comment) -> None:
    form = hidden(reader().get(address(comment)).content.decode()) | {"reason": "insult"}
    first, again = (reader().post(address(comment), form) for _ in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    assert Report.objects.count() == ReportReceipt.objects.count() == 1


def test_nobody_learns_whether_somebody_of_the_same_connection_has_reported_it(comment: Comment) -> None:
    first = reported(comment, words="Mine alone.")
    second = reported(comment, words="Another person's.", reason="untrue")
    pages = [words(Client().get(answer.headers["Location"])) for answer in (first, second)]
    assert [answer.headers["Location"].partition("-")[0].rstrip("0123456789") for answer in (first, second)] == [
        "/comments/report/",
        "/comments/report/",
    ]
    assert [("Mine alone." in page, "Another person's." in page) for page in pages] == [(True, False), (False, True)]
    assert ["With the moderators" in page for page in pages] == [True, True]


def test_a_further_report_from_a_connection_weighs_nothing_and_counts_no_reader(comment: Comment) -> None:
    reported(comment)
    before = fresh(comment).priority
    reported(comment, reason="untrue")
    assert fresh(comment).priority == before
    assert sorted(Report.objects.values_list("weight", flat=True))[0] == 0
    card = reports_part.read([comment.pk])[comment.pk]
    assert {(report.reason, report.number, report.judged) for report in card.reports} == {
        ("insult", 1, 0),
        ("untrue", 0, -1),
    }


def test_a_comment_that_was_kept_is_reported_anew_from_the_same_connection_as_from_any(comment: Comment) -> None:
    reported(comment)
    complaints.keep(fresh(comment), by=make_moderator())
    page = Client().get(reported(comment).headers["Location"])
    assert "With the moderators" in words(page)
    assert fresh(comment).shelf == "reported"


def test_the_same_form_sent_twice_at_once_leaves_one_report(comment: Comment, monkeypatch: pytest.MonkeyPatch) -> None:
    form = hidden(reader().get(address(comment)).content.decode()) | {"reason": "insult"}
    first = reader().post(address(comment), form)
    monkeypatch.setattr(filing, "_sent_with", lambda number: "")  # it was not there yet
    assert reader().post(address(comment), form).headers["Location"] == first.headers["Location"]
    assert Report.objects.count() == ReportReceipt.objects.count() == 1


def test_a_signed_in_readers_second_report_leads_to_their_first(comment: Comment) -> None:
    client = reader()
    client.force_login(make_user("rita"))
    first, again = reported(comment, client), reported(comment, client, reason="untrue")
    assert first.headers["Location"] == again.headers["Location"]
    assert Report.objects.get().reporter == Commenter.objects.get(user__username="rita")
    assert Report.objects.get().network_key == ""


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reason": ""}, "Choose what is wrong with it."),
        ({"reason": "nonsense"}, "Choose one of these."),
        ({"words": "x" * 1_001}, "This has 1001 characters; shorten it to 1000."),
    ],
    ids=["no reason", "an unknown one", "too long"],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    comment: Comment, fields: dict[str, str], said: str
) -> None:
    answer = reported(comment, **fields)
    assert answer.status_code == 422
    assert said in words(answer)
    assert (fields.get("words") or "Rude.") in words(answer)
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("headers", "status", "said"),
    [
        ({"Origin": "https://evil.example"}, 403, "sent from another site"),
        ({"Origin": "null"}, 403, "sent from another site"),
        ({"Origin": "http://testserver"}, 303, ""),
        ({}, 303, ""),
    ],
)
def test_a_form_that_another_site_sends_is_refused(
    comment: Comment, headers: dict[str, str], status: int, said: str
) -> None:
    form = hidden(reader().get(address(comment)).content.decode()) | {"reason": "insult", "words": "Typed."}
    answer = reader(**headers).post(address(comment), form)
    assert answer.status_code == status
    assert said in words(answer)
    assert Report.objects.exists() == (status == 303)


def test_a_session_must_prove_itself(comment: Comment) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("rita"))
    form = {"token": tokens.issue("report", comment), "reason": "insult"}
    assert client.post(address(comment), form).status_code == 403
    assert reported(comment, client).status_code == 303


def test_a_form_of_yesterday_keeps_what_was_typed_and_can_be_sent_again(
    comment: Comment, clock: time_machine.Traveller
) -> None:
    form = hidden(reader().get(address(comment)).content.decode()) | {"reason": "untrue", "words": "Typed yesterday."}
    clock.shift(timedelta(hours=25))
    answer = reader().post(address(comment), form)
    assert answer.status_code == 409
    assert "Typed yesterday." in words(answer)
    assert not Report.objects.exists()
    assert reader().post(address(comment), form | hidden(answer.content.decode())).status_code == 303


@pytest.mark.parametrize("token", ["", "nonsense", "other purpose", "other comment"])
def test_a_token_that_was_made_for_something_else_is_good_for_nothing(comment: Comment, token: str) -> None:
    made = {
        "other purpose": tokens.issue("legal", comment),
        "other comment": tokens.issue("report", make_comment(status="approved")),
    }
    answer = reader().post(address(comment), {"token": made.get(token, token), "reason": "insult"})
    assert answer.status_code == 409
    assert not Report.objects.exists()


@pytest.mark.parametrize("status", ["unchecked", "pending", "rejected", "spam", "withdrawn"])
def test_what_is_not_public_can_be_neither_seen_nor_reported(status: str) -> None:
    hidden_one = make_comment(status=status)
    assert reader().get(address(hidden_one)).status_code == 404
    assert reader().post(address(hidden_one), {"reason": "insult"}).status_code == 404
    assert reader().get(f"/comments/{10**17}/report/").status_code == 404


def test_a_comment_that_went_meanwhile_is_not_shown_again(comment: Comment) -> None:
    form = hidden(reader().get(address(comment)).content.decode()) | {"reason": "insult"}
    comment.reject(by=make_moderator(), reason="insult")
    answer = reader().post(address(comment), form)
    assert answer.status_code == 409
    assert "not public any more" in words(answer)
    assert "fools" not in words(answer)
    make_comment(comment.article)
    assert not Report.objects.exists()


def test_nothing_is_to_be_reported_under_an_article_that_is_not_public(comment: Comment) -> None:
    comment.article.unpublish()
    assert reader().get(address(comment)).status_code == 404


def test_other_methods_are_refused_and_reading_writes_nothing(comment: Comment) -> None:
    assert reader().put(address(comment)).status_code == 405
    assert reader().head(address(comment)).status_code == 200
    assert not Report.objects.exists()


def test_too_many_reports_from_one_address_have_to_wait(clock: time_machine.Traveller) -> None:
    article = make_article()
    for _number in range(10):
        assert reported(make_comment(article, status="approved")).status_code == 303
    one_more = make_comment(article, status="approved")
    answer = reported(one_more, words="Kept.")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert "Kept." in words(answer)
    clock.shift(timedelta(seconds=60))
    assert reported(one_more).status_code == 303


def test_whoever_is_banned_does_not_report(comment: Comment) -> None:
    user = make_user("troll")
    person = Commenter.objects.create(user=user)
    Restriction.objects.create(
        kind="banned", scope="account", subject=f"account {user.pk}", person=person, reason="disruption", by=user
    )
    client = reader()
    client.force_login(user)
    answer = reported(comment, client)
    assert answer.status_code == 403
    assert "You are banned" in words(answer)
    assert not Report.objects.exists()


def test_who_reports_falsely_again_and_again_weighs_less(clock: time_machine.Traveller) -> None:
    mo = make_moderator("mo")
    weights = []
    for _number in range(6):
        comment = make_comment(status="approved")
        reported(comment)
        weights.append(fresh(comment).priority)
        complaints.keep(fresh(comment), by=mo)
        clock.shift(timedelta(minutes=1))
    assert weights == [5, 3, 2, 2, 2, 1]
    other = make_comment(status="approved")
    reported(other, reader("203.0.113.9"))
    assert fresh(other).priority == 5


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda comment, by: comment.reject(by=by, reason="insult"), "The comment was taken off the page"),
        (lambda comment, by: complaints.keep(comment, by=by), "The comment stays"),
        (lambda comment, by: comment.withdraw(), "Settled without a decision"),
    ],
    ids=["removed", "kept", "withdrawn"],
)
def test_the_private_page_tells_the_outcome_on_any_device(comment: Comment, act: Any, said: str) -> None:
    page = reported(comment).headers["Location"]
    act(fresh(comment), make_moderator("mo"))
    shown = words(Client().get(page))
    assert said in shown
    assert "You are all fools." not in shown


def test_a_forged_or_expired_link_opens_nothing(comment: Comment, clock: time_machine.Traveller) -> None:
    page = reported(comment).headers["Location"]
    pk, rest = re.fullmatch(r"/comments/report/(\d+)-(.{22})/", page).groups()  # type: ignore[union-attr]
    assert reader().get(f"/comments/report/{pk}-{'A' * 22}/").status_code == 404
    assert reader().get(f"/comments/report/{int(pk) + 1}-{rest}/").status_code == 404
    complaints.keep(fresh(comment), by=make_moderator("mo"))
    clock.shift(timedelta(days=89))
    assert reader().get(page).status_code == 200
    clock.shift(timedelta(days=2))
    assert reader().get(page).status_code == 404


@pytest.fixture
def rita() -> Client:
    """Somebody with a proven address."""
    user = make_user("rita", email="rita@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client = reader()
    client.force_login(user)
    return client


def tell_all(clock: time_machine.Traveller) -> list[str]:
    clock.shift(timedelta(minutes=2))
    Worker().drain()
    return [str(message.subject).partition(": ")[2] for message in mail.outbox]


def test_a_letter_goes_to_a_proven_address_once_and_not_after_an_undo(
    comment: Comment, rita: Client, clock: time_machine.Traveller
) -> None:
    mo = make_moderator("mo")
    page = reported(comment, rita, tell="on").headers["Location"]
    undone = complaints.keep(fresh(comment), by=mo)
    undoing.undo(undone, by=mo)
    assert tell_all(clock) == []
    fresh(comment).reject(by=mo, reason="insult")
    assert tell_all(clock) == ["your report is decided"]
    assert tell_all(clock) == ["your report is decided"]
    [letter] = mail.outbox
    assert letter.to == ["rita@example.org"]
    assert page in str(letter.body)
    assert "You are all fools." not in str(letter.body)


def test_nobody_without_a_proven_address_is_written_to(comment: Comment, clock: time_machine.Traveller) -> None:
    client = reader()
    client.force_login(make_user("typed", email="victim@example.org"))
    page = reported(comment, client, tell="on").headers["Location"]
    assert client.post(page).status_code == 303
    complaints.keep(fresh(comment), by=make_moderator("mo"))
    assert tell_all(clock) == []


def test_a_letter_may_be_asked_for_on_the_private_page(
    comment: Comment, rita: Client, clock: time_machine.Traveller
) -> None:
    page = reported(comment, reader()).headers["Location"]
    assert "Write to rita@example.org when it is decided" in words(rita.get(page))
    assert rita.post(page).status_code == 303
    assert "We also write to rita@example.org" in words(rita.get(page))
    assert rita.post(page, headers={"Origin": "https://evil.example"}).status_code == 403
    complaints.keep(fresh(comment), by=make_moderator("mo"))
    assert tell_all(clock) == ["your report is decided"]


def test_in_place_only_the_inside_comes(comment: Comment) -> None:
    htmx = {"HX-Request": "true"}
    page = reader(**htmx).get(address(comment))
    assert "<html" not in words(page)
    assert 'method="dialog"' in words(page)
    form = hidden(page.content.decode()) | {"reason": "insult"}
    receipt = reader(**htmx).get(reader(**htmx).post(address(comment), form).headers["Location"])
    assert "<html" not in words(receipt)
    assert receipts.receipt_url(ReportReceipt.objects.get()) in words(receipt)
