"""Who may do what: the groups that every installation has, and their permissions.

`migrate` brings them in step. It only ever adds, so that what a superuser has granted besides stays. A reader with an
account is in no group; whoever works in the admin also needs `is_staff`. Accounts, groups and second factors are kept
by superusers alone, whatever is granted here.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, Permission

OWN_COMMENTS = frozenset({"comments.publish_comments"})
WRITING = frozenset(
    {
        "articles.add_article",
        "articles.change_article",
        "articles.view_article",
        "articles.add_byline",
        "articles.change_byline",
        "articles.delete_byline",
        "articles.view_byline",
        "articles.add_picture",
        "articles.change_picture",
        "articles.view_picture",
        "articles.view_author",
        "articles.view_section",
        "articles.add_tag",
        "articles.view_tag",
        "articles.add_tagging",
        "articles.change_tagging",
        "articles.delete_tagging",
        "articles.view_tagging",
    }
)
EDITING = frozenset(
    {
        "articles.publish_article",
        "articles.delete_article",
        "articles.add_author",
        "articles.change_author",
        "articles.delete_author",
        "articles.delete_picture",
        "articles.add_section",
        "articles.change_section",
        "articles.delete_section",
        "articles.change_tag",
        "articles.delete_tag",
        "articles.change_correction",
        "articles.view_correction",
        "articles.change_newspapersettings",
        "articles.view_newspapersettings",
        "articles.change_pin",
        "articles.view_pin",
        "articles.add_standingpage",
        "articles.change_standingpage",
        "articles.delete_standingpage",
        "articles.view_standingpage",
        "comments.view_discussionsettings",
        "comments.change_discussionsettings",
        "comments.add_rejectionreason",
        "comments.change_rejectionreason",
        "comments.view_rejectionreason",
        "comments.keep_rules",
        "comments.view_log",  # where the changes of rules, modes and settings stand
    }
)
MODERATING = frozenset(
    {"comments.moderate_comment", "comments.view_comment", "comments.view_log", "comments.handle_legal_reports"}
)
SENIOR = frozenset(
    {
        "comments.decide_appeals",
        "comments.edit_comment",
        "comments.keep_rules",
        "comments.restrict_people",
        "comments.see_addresses",
        "comments.undo_others",
        "comments.add_reach",
        "comments.change_reach",
        "comments.delete_reach",
        "comments.view_reach",
    }
)

ROLES: dict[str, frozenset[str]] = {
    "moderator": MODERATING | OWN_COMMENTS,
    "senior moderator": MODERATING | SENIOR | OWN_COMMENTS,
    "author": WRITING | OWN_COMMENTS,
    "editor": WRITING | EDITING | OWN_COMMENTS,
    "admin": WRITING | EDITING | MODERATING | SENIOR | OWN_COMMENTS,
}
"""Permissions as "app.codename". That an author changes own articles only is a rule of the articles' admin."""


def keep_groups(using: str = "default", **signal: Any) -> None:
    for name, permissions in ROLES.items():
        group, _ = Group.objects.using(using).get_or_create(name=name)
        group.permissions.add(*_found(permissions, using))


def _found(permissions: Iterable[str], using: str) -> list[Permission]:
    """Those that exist by now: `migrate` also runs up to a point, and back."""
    codenames = [permission.partition(".")[2] for permission in permissions]
    candidates = Permission.objects.using(using).select_related("content_type").filter(codename__in=codenames)
    return [each for each in candidates if f"{each.content_type.app_label}.{each.codename}" in permissions]
