"""What somebody may do: asked in one query, and answered as Django would."""

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db
MODERATE, LOG = "comments.moderate_comment", "comments.view_log"


def anew(user: User) -> User:
    """As the next request finds the account."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def user() -> User:
    """With one right of their own, and one by a group."""
    user = make_user(permissions=(MODERATE,))
    group = Group.objects.create(name="readers of the log")
    group.permissions.add(Permission.objects.get(codename="view_log"))
    user.groups.add(group)
    return anew(user)


def test_own_rights_and_those_of_groups_count_alike(user: User) -> None:
    assert user.has_perms([MODERATE, LOG])
    assert user.rights == ModelBackend().get_all_permissions(anew(user)) == {MODERATE, LOG}
    assert not user.has_perm("comments.see_addresses")
    assert not make_user().has_perm(MODERATE)


def test_all_rights_take_one_query_also_those_that_are_missing(user: User) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert user.has_perm(MODERATE)
        assert not user.has_perm("articles.change_article")
        assert not user.has_module_perms("articles")
    assert len(captured) == 1


def test_who_has_a_right_in_an_app_has_something_to_do_there(user: User) -> None:
    assert user.has_module_perms("comments")
    assert not user.has_module_perms("comment")


def test_a_closed_account_may_nothing(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert not anew(user).has_perm(MODERATE)
    assert not anew(user).has_module_perms("comments")


def test_a_superuser_may_everything_and_somebody_unknown_nothing() -> None:
    boss = make_user(is_superuser=True)
    assert boss.has_perm("comments.see_addresses")
    assert boss.has_module_perms("articles")
    assert not AnonymousUser().has_perm(MODERATE)


def test_rights_over_a_single_object_are_nobody_s(user: User) -> None:
    assert not user.has_perm(MODERATE, user)
