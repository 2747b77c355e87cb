"""What the editors set for all discussions is logged like every rule, and taken back like one."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from comments import undoing
from comments.models import DecisionRefused, DiscussionSettings, Kind, Mode, ModerationAction, Reach
from comments.rules import changing, site
from tests.comments.desk import words
from tests.factories import make_article, make_moderator, make_user

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/comments/discussionsettings/1/change/"
EDITOR = (
    "comments.change_discussionsettings",
    "comments.view_discussionsettings",
    "comments.keep_rules",
    "comments.view_log",
)


@pytest.fixture
def editor() -> User:
    return make_user("ed", staff=True, permissions=EDITOR)


def save(client: Client, publish_after: str, guideline: str = "Be kind.") -> None:
    told = {"publish_after": publish_after, "guideline": guideline, "edit_minutes": "15"}
    answer = client.post(ADDRESS, told)
    assert answer.status_code == 302, words(answer)


def logged() -> list[tuple[str, dict[str, object]]]:
    rows = ModerationAction.objects.filter(kind=Kind.SETTINGS).order_by("pk")
    return [(row.reason, row.before) for row in rows]


def test_each_change_is_one_line_with_what_was_before(client: Client, editor: User) -> None:
    client.force_login(editor)
    save(client, "3")
    save(client, "3", "Be very kind.")
    save(client, "", "Be very kind.")
    assert logged() == [
        ("publish_known", {"publish_after": None, "authors_decide": False}),
        ("hold_all", {"publish_after": 3, "authors_decide": False}),
    ]
    assert DiscussionSettings.load().guideline == "Be very kind."


def test_it_is_taken_back_from_the_log_and_that_too(client: Client, editor: User) -> None:
    client.force_login(editor)
    save(client, "3")
    log = reverse("admin:comments_moderationaction_changelist")
    assert "Discussion settings changed" in words(client.get(log))
    for expected in (None, 3):
        last = ModerationAction.objects.latest("pk")
        assert client.post(reverse("log_undo", args=[last.pk]), {"next": log}).status_code == 303
        assert DiscussionSettings.load().publish_after == expected


def test_only_the_latest_change_is_taken_back_and_by_whom_it_is_for(editor: User) -> None:
    settings = DiscussionSettings.load()
    settings.publish_after = 2
    first = site.save(settings, by=editor)
    settings.publish_after = 5
    second = site.save(settings, by=editor)
    assert first
    assert second
    with pytest.raises(DecisionRefused):
        undoing.undo(first, by=editor)
    with pytest.raises(DecisionRefused):
        undoing.undo(second, by=make_moderator())
    assert DiscussionSettings.load().publish_after == 5


def test_editors_take_back_modes_that_moderators_have_set(client: Client, editor: User) -> None:
    action = changing.begin(make_article(), None, by=make_moderator())
    client.force_login(editor)
    assert client.post(reverse("log_undo", args=[action.pk])).status_code == 303
    assert not Mode.objects.in_force().exists()


def test_modes_of_others_and_of_other_sections_stay() -> None:
    mine, other = make_article(), make_article()
    action = changing.begin(other, None, by=make_moderator())
    with pytest.raises(DecisionRefused):
        undoing.undo(action, by=make_moderator())
    limited = make_user(staff=True, permissions=("comments.moderate_comment", "comments.keep_rules"))
    Reach.objects.create(moderator=limited).sections.set([mine.section])
    with pytest.raises(DecisionRefused, match="not yours"):
        undoing.undo(action, by=User.objects.get(pk=limited.pk))
    assert Mode.objects.in_force().exists()
