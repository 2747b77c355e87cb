from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import QuerySet

from comments.models import Comment, Commenter, Discussion
from tests.factories import make_comment, make_moderator

pytestmark = pytest.mark.django_db


def recount(*arguments: str) -> str:
    out = StringIO()
    call_command("recount", *arguments, stdout=out)
    return out.getvalue()


def make_busy_discussion() -> Comment:
    """Two public replies under a rejected comment, one pending, by people with tallies."""
    moderator, person = make_moderator(), Commenter.objects.create(email_key="a")
    top = make_comment(status="approved", commenter=person)
    for _number in range(2):
        make_comment(parent=top, commenter=person).approve(by=moderator)
    make_comment(parent=top)
    top.reject(by=moderator, reason="insult")
    return top


def test_after_any_decision_everything_kept_equals_what_is_counted() -> None:
    make_busy_discussion()
    assert "Everything kept equals" in recount("--check")


@pytest.mark.parametrize(
    ("rows", "wrong", "said"),
    [
        (Discussion.objects, {"approved_count": 7}, "7 approved comments kept, 2 counted"),
        (Discussion.objects, {"last_activity": None}, "last activity"),
        (Commenter.objects, {"spam_count": 3}, "spam_count 3 kept, 0 counted"),
        (Commenter.objects, {"approved_count": 0}, "approved_count 0 kept, 2 counted"),
        (Comment.objects.filter(status="rejected"), {"on_page": False}, "is not on the page and should be"),
        (Comment.objects.filter(status="rejected"), {"reply_count": 5}, "5 replies kept, 2 counted"),
        (Comment.objects.filter(status="pending"), {"on_page": True}, "is on the page and should not be"),
    ],
)
def test_a_difference_is_told_and_repaired(rows: QuerySet[Any], wrong: dict[str, Any], said: str) -> None:
    make_busy_discussion()
    before = [list(model.objects.order_by("pk").values()) for model in (Comment, Commenter)]
    assert rows.update(**wrong) == 1
    with pytest.raises(CommandError) as refusal:
        recount("--check")
    assert refusal.value.returncode == 1
    assert said in recount()
    assert "Everything kept equals" in recount("--check")
    assert [list(model.objects.order_by("pk").values()) for model in (Comment, Commenter)] == before


def test_a_check_changes_nothing() -> None:
    make_busy_discussion()
    Discussion.objects.update(approved_count=7)
    with pytest.raises(CommandError):
        recount("--check")
    assert Discussion.objects.get().approved_count == 7


def test_a_repaired_discussion_has_a_new_version_so_that_cached_pages_go() -> None:
    make_busy_discussion()
    Discussion.objects.update(approved_count=7)
    version = Discussion.objects.get().version
    recount()
    assert Discussion.objects.get().version == version + 1
