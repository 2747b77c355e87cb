"""The pages of the desk, as links over each of them: those that somebody may open."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Page(NamedTuple):
    name: Promise | str
    url_name: str
    right: str


PAGES = (
    Page(_("Queue"), "admin:comments_queue_changelist", "comments.moderate_comment"),
    Page(_("People"), "admin:comments_people", "comments.moderate_comment"),
    Page(_("Rules"), "admin:comments_rules_changelist", "comments.keep_rules"),
    Page(_("Modes"), "admin:comments_mode_changelist", "comments.moderate_comment"),
    Page(_("Log"), "admin:comments_moderationaction_changelist", "comments.view_log"),
    Page(_("Numbers"), "desk_numbers", "comments.moderate_comment"),
    Page(_("Alarms"), "desk_alarms", "comments.moderate_comment"),
    Page(_("Spam service"), "spam_service", "comments.moderate_comment"),
)


class Link(NamedTuple):
    """`is_within`: a page below this one is open."""

    name: Promise | str
    address: str
    is_current: bool
    is_within: bool


def links(request: HttpRequest) -> list[Link]:
    open_to = [page for page in PAGES if request.user.has_perm(page.right)]
    return [_link(page, reverse(page.url_name), request.path) for page in open_to]


def _link(page: Page, address: str, path: str) -> Link:
    return Link(page.name, address, path == address, path.startswith(address))
