from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from accounts.models import User
from newsroom.roles import ROLES, keep_groups

pytestmark = pytest.mark.django_db

AUTHORS = {"author", "editor", "admin"}
EDITORS = {"editor", "admin"}
MODERATORS = {"moderator", "senior moderator", "admin"}
SENIORS = {"senior moderator", "admin"}
EVERYBODY = AUTHORS | MODERATORS
NOBODY: set[str] = set()

EXPECTED = {
    "articles.add_article": AUTHORS,
    "articles.change_article": AUTHORS,
    "articles.view_article": AUTHORS,
    "articles.delete_article": EDITORS,
    "articles.publish_article": EDITORS,
    "articles.change_byline": AUTHORS,
    "articles.view_section": AUTHORS,
    "articles.change_section": EDITORS,
    "articles.view_author": AUTHORS,
    "articles.change_author": EDITORS,
    "comments.publish_comments": EVERYBODY,
    "comments.moderate_comment": MODERATORS,
    "comments.view_comment": MODERATORS,
    "comments.view_log": MODERATORS | EDITORS,
    "comments.see_addresses": SENIORS,
    "comments.edit_comment": SENIORS,
    "comments.undo_others": SENIORS,
    "comments.decide_appeals": SENIORS,
    "comments.restrict_people": SENIORS,
    "comments.handle_legal_reports": MODERATORS,
    "comments.keep_rules": SENIORS | EDITORS,
    "comments.change_discussionsettings": EDITORS,
    "comments.add_discussionsettings": NOBODY,
    "comments.add_rejectionreason": EDITORS,
    "comments.change_rejectionreason": EDITORS,
    "comments.change_comment": NOBODY,
    "comments.delete_comment": NOBODY,
    "comments.change_reach": SENIORS,
    "accounts.view_user": NOBODY,
    "accounts.change_user": NOBODY,
    "auth.change_group": NOBODY,
    "outbox.change_job": NOBODY,
}


def member(role: str) -> User:
    user = User.objects.create_user(f"a-{role}", is_staff=True)
    user.groups.set(Group.objects.filter(name=role))
    return user


@pytest.mark.parametrize("permission", EXPECTED)
def test_a_permission_belongs_to_these_roles(permission: str) -> None:
    app, codename = permission.split(".")
    assert Permission.objects.filter(content_type__app_label=app, codename=codename).exists()
    allowed = {role for role in [*ROLES, "reader"] if member(role).has_perm(permission)}
    assert allowed == EXPECTED[permission]


def test_every_permission_that_a_role_names_exists() -> None:
    exist = {f"{app}.{name}" for app, name in Permission.objects.values_list("content_type__app_label", "codename")}
    assert frozenset().union(*ROLES.values()) <= exist


def test_a_role_has_what_the_code_says_and_no_more() -> None:
    for role, permissions in ROLES.items():
        assert member(role).get_all_permissions() == permissions


def test_migrating_again_adds_what_is_missing_and_leaves_what_a_superuser_added() -> None:
    editor = Group.objects.get(name="editor")
    extra = Permission.objects.get(codename="see_addresses")
    editor.permissions.set([extra])
    Group.objects.filter(name="author").delete()
    call_command("migrate", stdout=StringIO())
    after = {f"{p.content_type.app_label}.{p.codename}" for p in editor.permissions.select_related("content_type")}
    assert after == ROLES["editor"] | {"comments.see_addresses"}
    assert Group.objects.get(name="author").permissions.count() == len(ROLES["author"])


def test_keeping_the_groups_twice_changes_nothing() -> None:
    def rows() -> set[tuple[str, int | None]]:
        return set(Group.objects.values_list("name", "permissions"))

    before = rows()
    keep_groups()
    assert rows() == before


def test_a_role_whose_permissions_are_not_there_yet_does_not_stop_migrate() -> None:
    Permission.objects.filter(codename="moderate_comment").delete()
    Group.objects.filter(name="moderator").delete()
    keep_groups()
    assert member("moderator").get_all_permissions() == ROLES["moderator"] - {"comments.moderate_comment"}
