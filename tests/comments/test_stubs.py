"""What is left of spam after its time: its number, its times and the verdict. Nothing brings the words back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from comments.models import Comment, DecisionRefused, ModerationAction
from tests.factories import make_comment, make_moderator

pytestmark = pytest.mark.django_db

EMPTY = {"text": "", "html": "", "name": "", "website": ""}


def make_stub(**columns: Any) -> Comment:
    long_ago = timezone.now() - timedelta(days=40)
    told: dict[str, Any] = {"status": "spam", "reason": "akismet", "created_at": long_ago, "decided_at": long_ago}
    return make_comment(**EMPTY | told | {"emptied_at": timezone.now()} | columns)


ACTS: dict[str, dict[str, Any]] = {
    "approve": {},
    "reject": {"reason": "insult"},
    "mark_spam": {},
    "mark_not_spam": {},
    "check_again": {},
}


@pytest.mark.parametrize("verb", ACTS)
def test_a_stub_stays_spam_whatever_a_moderator_asks(verb: str) -> None:
    stub = make_stub()
    with pytest.raises(DecisionRefused, match=r"Its text was deleted on .*, as all spam is after 30 days") as refused:
        getattr(stub, verb)(by=make_moderator(), **ACTS[verb])
    assert refused.value.code == "text_gone"
    stub.refresh_from_db()
    assert stub.status == "spam"
    assert not ModerationAction.objects.exists()


def test_the_act_that_made_it_spam_can_no_longer_be_undone() -> None:
    comment, moderator = make_comment(), make_moderator()
    marked = comment.mark_spam(by=moderator)
    Comment.objects.filter(pk=comment.pk).update(emptied_at=timezone.now(), **EMPTY)
    with pytest.raises(DecisionRefused, match="Its text was deleted"):
        comment.undo(marked, by=moderator)
    assert Comment.objects.get(pk=comment.pk).status == "spam"


@pytest.mark.parametrize("columns", [{"status": "approved", "on_page": True}, {"text": "x"}, {"name": "x"}])
def test_the_database_holds_no_stub_that_is_public_or_has_words(columns: dict[str, Any]) -> None:
    stub = make_stub()
    with pytest.raises(IntegrityError, match="emptied_comment_is_spam"), transaction.atomic():
        Comment.objects.filter(pk=stub.pk).update(**columns)
