"""The author's change of a text: by the status link, within fifteen minutes, the whole road again."""

from datetime import timedelta

import pytest
import time_machine
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import User
from comments import intake, tokens, writers
from comments.forms import EditForm
from comments.models import Comment, Discussion, ModerationAction
from comments.refusals import Refused
from outbox.models import Job
from tests.comments.posting import ADDRESS, post
from tests.factories import make_article, make_comment, make_moderator, make_submission

pytestmark = pytest.mark.django_db


def sent(user: User | None = None, **headers: str) -> HttpRequest:
    from django.contrib.auth.models import AnonymousUser

    request = RequestFactory().post("/", REMOTE_ADDR=ADDRESS, headers=headers)
    request.user = user or AnonymousUser()
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    return request


def form_for(comment: Comment, text: str, token: str = "") -> EditForm:
    return EditForm({"comment": text, "token": token or tokens.issue(comment.article)})


def refusal(comment: Comment, text: str = "New.", request: HttpRequest | None = None, token: str = "") -> Refused:
    with pytest.raises(Refused) as refused:
        intake.edit(request or sent(), comment, form_for(comment, text, token))
    unchanged = Comment.objects.get(pk=comment.pk)
    assert (unchanged.text, unchanged.version) == ("A remark.", 1)
    return refused.value


def posted() -> Comment:
    post(make_article())
    Job.objects.all().delete()
    return Comment.objects.get()


def test_an_edit_is_a_new_version_with_a_request_and_a_check_of_its_own() -> None:
    comment = posted()
    intake.edit(sent(user_agent="Other/2"), comment, form_for(comment, "*New.*"))
    comment.refresh_from_db()
    submission = comment.submissions.get(version=2)
    assert (comment.status, comment.reason, comment.version) == ("unchecked", "edited", 2)
    assert (comment.text, comment.html) == ("*New.*", '<p dir="auto"><em>New.</em></p>')
    assert (submission.email, submission.user_agent) == ("ada@example.org", "Other/2")
    assert submission.payload["comment_content"] == "*New.*"
    assert submission.payload["recheck_reason"] == "edit"
    assert submission.payload["comment_author"] == "Ada"
    assert Job.objects.get().ref == comment.pk


def test_an_edit_takes_a_published_comment_off_the_page_until_it_is_checked() -> None:
    comment = posted()
    comment.approve(by=make_moderator())
    intake.edit(sent(), comment, form_for(comment, "New."))
    assert not Comment.objects.on_page().exists()
    assert Discussion.objects.get(pk=comment.article_id).approved_count == 0


def test_the_same_token_again_changes_nothing_more() -> None:
    comment = posted()
    token = tokens.issue(comment.article)
    intake.edit(sent(), comment, form_for(comment, "New.", token))
    again = intake.edit(sent(), comment, form_for(comment, "Newer.", token))
    assert (again.pk, again.version, again.text) == (comment.pk, 2, "New.")


def test_after_fifteen_minutes_it_is_too_late() -> None:
    comment = posted()
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=1)):
        assert (refusal(comment).status, refusal(comment).code) == (403, "window_over")


@pytest.mark.parametrize(
    ("text", "code", "status"), [("", "invalid", 422), ("x" * 10_001, "invalid", 422), ("\u200b", "invalid", 422)]
)
def test_the_new_text_keeps_to_the_same_rules(text: str, code: str, status: int) -> None:
    refused = refusal(posted(), text)
    assert (refused.code, refused.status) == (code, status)


def test_a_closed_article_takes_no_changes() -> None:
    comment = posted()
    comment.article.takes_comments = False
    comment.article.save()
    assert refusal(comment).code == "closed"


def test_token_origin_and_limits_count_for_changes_too() -> None:
    comment = posted()
    assert refusal(comment, token="x").code == "token_forged"
    assert refusal(comment, request=sent(origin="https://evil.example")).code == "foreign_origin"
    for number in range(4):
        intake.edit(sent(), comment, form_for(comment, f"Change {number}."))
    with pytest.raises(Refused) as refused:
        intake.edit(sent(), comment, form_for(comment, "One too many."))
    assert (refused.value.status, refused.value.code) == (429, "too_fast")


@pytest.mark.parametrize("status", ["spam", "withdrawn"])
def test_what_is_spam_or_withdrawn_stays_as_it_is(status: str) -> None:
    comment = make_comment(status=status)
    make_submission(comment)
    assert refusal(comment).code == "window_over"


def test_a_moderator_who_was_faster_wins() -> None:
    comment = posted()
    stale = Comment.objects.get(pk=comment.pk)
    comment.reject(by=make_moderator(), reason="insult")
    refused = refusal(stale)
    assert (refused.status, refused.code) == (409, "changed_meanwhile")
    assert comment.submissions.count() == 1


def test_staff_change_their_own_comments_at_once_when_they_are_signed_in_and_only_then() -> None:
    moderator, comment = make_moderator(), posted()
    comment.commenter = writers.commenter_of(moderator, "")
    comment.save()
    assert intake.edit(sent(moderator), comment, form_for(comment, "Signed in.")).status == "approved"
    assert intake.edit(sent(), comment, form_for(comment, "Only the link.")).status == "unchecked"
    assert intake.edit(sent(make_moderator()), comment, form_for(comment, "A colleague.")).status == "unchecked"
    assert ModerationAction.objects.filter(actor=moderator.pk).count() == 1
