"""The pages of the desk, as links over each of them: those that somebody may open."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Page(NamedTuple):
    """Open to whoever has one of the rights."""

    name: Promise | str
    url_name: str
    rights: tuple[str, ...]


MODERATING = ("comments.moderate_comment",)
PAGES = (
    Page(_("Queue"), "admin:comments_queue_changelist", MODERATING),
    Page(_("Illegal content"), "admin:comments_legalreport_changelist", ("comments.handle_legal_reports",)),
    Page(_("People"), "admin:comments_people", MODERATING),
    Page(_("Rules"), "admin:comments_rules_changelist", ("comments.keep_rules",)),
    Page(_("Modes"), "admin:comments_mode_changelist", (*MODERATING, "comments.keep_rules")),
    Page(_("Log"), "admin:comments_moderationaction_changelist", ("comments.view_log",)),
    Page(_("Numbers"), "desk_numbers", MODERATING),
    Page(_("Alarms"), "desk_alarms", MODERATING),
    Page(_("Spam service"), "spam_service", MODERATING),
)


class Link(NamedTuple):
    """`is_within`: a page below this one is open."""

    name: Promise | str
    address: str
    is_current: bool
    is_within: bool


def links(request: HttpRequest) -> list[Link]:
    open_to = [page for page in PAGES if any(map(request.user.has_perm, page.rights))]
    return [_link(page, reverse(page.url_name), request.path) for page in open_to]


def _link(page: Page, address: str, path: str) -> Link:
    return Link(page.name, address, path == address, path.startswith(address))
