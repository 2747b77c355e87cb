"""A moderator's edit: the original is kept, the status stays, Akismet is told of the text as it came."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from comments import alike, amending
from comments.models import (
    Check,
    Comment,
    DecisionRefused,
    Discussion,
    Feedback,
    FormerText,
    Kind,
    ModerationAction,
    Seen,
    StaleDecision,
    Submission,
)
from comments.undoing import undo
from outbox.models import Job
from outbox.worker import Worker
from tests.akismet_server import AkismetServer
from tests.factories import make_comment, make_submission, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MAY = ("comments.moderate_comment", "comments.edit_comment")


@pytest.fixture
def editor() -> User:
    return make_user("ed", staff=True, permissions=MAY)


def columns(comment: Comment) -> dict[str, Any]:
    return dict(Comment.objects.values().get(pk=comment.pk))


def state(comment: Comment) -> Any:
    return columns(comment), list(ModerationAction.objects.values()), list(FormerText.objects.values())


@pytest.mark.parametrize("status", ["pending", "approved", "rejected"])
def test_the_text_is_new_the_status_is_not_and_the_original_is_kept(editor: User, status: str) -> None:
    comment = make_comment(status=status, text="He is a *fool*.")
    before = columns(comment)
    action = amending.amend(comment, "He is *wrong*.", by=editor, note="An insult.")
    after, former = columns(comment), FormerText.objects.get()
    assert (after["text"], after["version"], after["edited_by"]) == ("He is *wrong*.", 2, editor.pk)
    assert after["html"] == '<p dir="auto">He is <em>wrong</em>.</p>'
    assert (former.version, former.text, former.by) == (1, "He is a *fool*.", None)
    changed = {"text", "html", "markup", "version", "edited_by", "came_as"}
    assert {name: value for name, value in after.items() if name not in changed} == {
        name: value for name, value in before.items() if name not in changed
    }
    row = ModerationAction.objects.get()
    assert (row.pk, row.kind, row.actor, row.version) == (action.pk, Kind.EDIT, editor.pk, 2)
    assert "fool" not in str(ModerationAction.objects.values().get())
    assert not Job.objects.filter(kind="comments.check").exists()


@pytest.mark.parametrize("status", ["unchecked", "spam", "withdrawn"])
def test_what_is_being_checked_or_is_spam_or_withdrawn_is_not_edited(editor: User, status: str) -> None:
    comment = make_comment(status=status)
    before = state(comment)
    with pytest.raises(DecisionRefused):
        amending.amend(comment, "New.", by=editor)
    assert state(comment) == before


@pytest.mark.parametrize("seen", [Seen("pending", 2), Seen("approved", 1)])
def test_a_text_that_is_not_as_it_was_seen_is_not_overwritten(editor: User, seen: Seen) -> None:
    comment = make_comment()
    before = state(comment)
    with pytest.raises(StaleDecision):
        amending.amend(comment, "New.", by=editor, seen=seen)
    assert state(comment) == before


def test_who_decides_on_the_text_before_the_edit_is_told(editor: User) -> None:
    comment = make_comment()
    seen = comment.seen
    amending.amend(comment, "New.", by=editor)
    with pytest.raises(StaleDecision):
        Comment.objects.get().approve(by=editor, seen=seen)


def test_undo_restores_the_text_exactly_as_a_new_version_and_can_be_undone(editor: User) -> None:
    comment = make_comment(status="approved", text="One.", html='<p dir="auto">One.</p>')
    action = amending.amend(comment, "Two.", by=editor)
    undone = undo(action, by=editor)
    now = Comment.objects.get()
    assert (now.text, now.html, now.version, now.edited_by) == ("One.", '<p dir="auto">One.</p>', 3, None)
    undo(undone, by=editor)
    now = Comment.objects.get()
    assert (now.text, now.version, now.edited_by) == ("Two.", 4, editor.pk)


def test_an_edit_over_which_another_was_made_is_not_taken_back(editor: User) -> None:
    comment = make_comment()
    first = amending.amend(comment, "Two.", by=editor)
    amending.amend(Comment.objects.get(), "Three.", by=editor)
    before = state(comment)
    with pytest.raises(DecisionRefused):
        undo(first, by=editor)
    assert state(comment) == before


def test_an_edit_over_which_its_author_has_written_is_not_taken_back(editor: User) -> None:
    comment = make_comment()
    action = amending.amend(comment, "Two.", by=editor)
    Comment.objects.get().edit("Mine.", "<p>Mine.</p>", 1)
    before = state(comment)
    with pytest.raises(StaleDecision):
        undo(action, by=editor)
    assert state(comment) == before
    assert list(FormerText.objects.order_by("version").values_list("text", "by")) == [
        ("A remark.", None),
        ("Two.", editor.pk),
    ]
    now = Comment.objects.get()
    assert (now.version, now.submitted_version, now.edited_by) == (3, 3, None)


def test_a_decision_is_taken_back_though_its_text_was_edited_since(editor: User) -> None:
    comment = make_comment()
    approved = comment.approve(by=editor)
    amending.amend(Comment.objects.get(), "Two.", by=editor)
    undo(approved, by=editor)
    now = Comment.objects.get()
    assert (now.status, now.text, now.version) == ("pending", "Two.", 2)


def test_acts_and_edits_taken_back_last_first_leave_status_and_words_as_they_were(editor: User) -> None:
    comment = make_comment()
    before = columns(comment)
    acts = [comment.approve(by=editor), amending.amend(Comment.objects.get(), "Two.", by=editor)]
    acts.append(Comment.objects.get().mark_spam(by=editor))
    for action in reversed(acts):
        undo(action, by=editor)
    now = columns(comment)
    rendered = {"html", "markup", "version", "came_as"}
    assert {name: now[name] for name in now if name not in rendered} == {
        name: before[name] for name in before if name not in rendered
    }


def test_the_page_is_a_new_one_and_says_who_edited(editor: User, client: Client) -> None:
    comment = make_comment(status="approved", text="Before.", html="<p>Before.</p>")
    address = comment.article.get_absolute_url()
    first = client.get(address)
    amending.amend(comment, "After.", by=editor)
    second = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert second.status_code == 200
    page = second.content.decode()
    assert "After." in page
    assert "Before." not in page
    assert '<span class="comment-edited">edited by a moderator</span>' in page
    assert Discussion.objects.get().approved_count == 1


def test_what_is_not_public_changes_no_page(editor: User) -> None:
    public = make_comment(status="approved")
    comment = make_comment(public.article)
    version = Discussion.objects.get().version
    amending.amend(comment, "Two.", by=editor)
    assert Discussion.objects.get().version == version


def test_akismet_is_told_of_the_text_as_it_came(editor: User, akismet: AkismetServer) -> None:
    comment = make_comment(status="approved", text="Buy this.")
    make_submission(comment)
    Check.objects.create(comment=comment, version=1, verdict="ham")
    amending.amend(comment, "Read this.", by=editor)
    Comment.objects.get().mark_spam(by=editor)
    report = Feedback.objects.get()
    assert (report.version, report.kind, report.verdict) == (1, "spam", "ham")
    Job.objects.filter(kind="comments.feedback").update(due_at=comment.created_at)
    Worker().drain()
    assert Feedback.objects.get().state == "sent"
    assert akismet.journal.calls("submit-spam")[-1].fields["comment_content"] == "Buy this."


def test_checking_again_asks_about_the_text_as_it_came(editor: User, akismet: AkismetServer) -> None:
    comment = make_comment(text="Buy this.")
    make_submission(comment)
    amending.amend(comment, "Read this.", by=editor)
    Comment.objects.get().check_again(by=editor)
    Worker().drain()
    check = Check.objects.get()
    assert (check.version, check.verdict, check.applied) == (1, "ham", True)
    now = Comment.objects.get()
    assert (now.status, now.text, now.version) == ("pending", "Read this.", 2)
    assert Submission.objects.get().version == 1


def test_texts_that_say_the_same_are_found_by_the_words_of_today(editor: User) -> None:
    comment = make_comment(text="A long enough remark about boats.")
    alike.note(comment)
    amending.amend(comment, "Something else altogether here.", by=editor)
    before = alike.number_of("Something else altogether here.")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM comments_wording WHERE comment_id = %s", [comment.pk])
        assert cursor.fetchone() == (before,)
