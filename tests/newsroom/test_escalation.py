"""Nobody makes themselves more than they are."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.test import Client

from accounts.models import AsksForSecondFactor, User
from newsroom.roles import ROLES, keep_groups
from tests.accounts.factor import OVERVIEW, protect
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PASSWORD, NEW = "pass", "another long password"


@pytest.fixture
def senior() -> User:
    """In every group there is, and with every right given by hand: no superuser."""
    keep_groups()
    user = make_user("senior", staff=True)
    user.groups.set(Group.objects.filter(name__in=ROLES))
    user.user_permissions.set(Permission.objects.all())
    return user


@pytest.fixture
def client(senior: User) -> Client:
    client = Client()
    client.force_login(senior)
    return client


def rank(user: User) -> tuple[bool, bool, bool, int, int, str]:
    user = User.objects.get(pk=user.pk)
    counted = user.groups.count(), user.user_permissions.count()
    return user.is_active, user.is_staff, user.is_superuser, *counted, user.password


CROWN = {"username": "senior", "is_active": "on", "is_staff": "on", "is_superuser": "on", "_save": "Save"}


@pytest.mark.parametrize("page", ["change/", "password/", "second-factor/", "delete/"])
def test_no_account_is_changed_by_who_is_no_superuser(page: str, client: Client, senior: User) -> None:
    other = protect(make_user("other", staff=True))
    for user in (senior, other):
        before = rank(user)
        fields = CROWN | {"password1": NEW, "password2": NEW, "usable_password": "true", "post": "yes"}
        assert client.post(f"/admin/accounts/user/{user.pk}/{page}", fields).status_code == 403
        assert rank(user) == before
    assert Authenticator.objects.filter(user=other).count() == 2


def test_no_group_gives_more_by_who_is_no_superuser(client: Client) -> None:
    group = Group.objects.get(name="moderator")
    before = group.permissions.count()
    fields = {"name": "moderator", "asks": "on", "permissions": [p.pk for p in Permission.objects.all()]}
    for address in (f"/admin/auth/group/{group.pk}/change/", "/admin/auth/group/add/"):
        assert client.post(address, fields).status_code == 403
    assert (group.permissions.count(), AsksForSecondFactor.objects.count()) == (before, 0)


def test_fields_that_a_form_does_not_have_change_nothing(client: Client, senior: User) -> None:
    before = rank(senior)
    fields = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    for address in ("/accounts/password/", OVERVIEW):
        client.post(address, CROWN | fields | {"old_password": "wrong", "user": "1", "groups": "1"})
    assert rank(senior) == before


def test_a_reader_with_an_account_gets_nothing_by_being_in_a_group() -> None:
    """Nobody enters the admin without `is_staff`, whatever their groups may."""
    keep_groups()
    reader = make_user("reader")
    reader.groups.set(Group.objects.filter(name__in=ROLES))
    client = Client()
    client.force_login(reader)
    for address in ("/admin/", "/admin/comments/queue/", "/admin/comments/log/export/"):
        assert client.get(address)["Location"].startswith("/admin/login/")
