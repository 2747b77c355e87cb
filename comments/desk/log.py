"""The moderation log as a page and as a file: newest first, by key, whatever part of it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import NamedTuple

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import User
from comments.desk import answers, kinds, spreadsheets
from comments.desk.answers import moderator
from comments.desk.history import Entry
from comments.desk.log_filter import MACHINE, Excerpt, Portion
from comments.desk.toast import toast_on_log
from comments.models import Rule
from comments.reasons import REASONS, rejection_choices

SIZE = 50
EXPORTED_AT_ONCE = 1_000
STAFF_LISTED = 200
COLUMNS = (
    "row", "time (UTC)", "kind", "what", "comment", "version", "person", "subject", "actor", "who", "from", "to",
    "reason", "reason in words", "note", "batch", "takes back row",
)  # fmt: skip


class Line(NamedTuple):
    entry: Entry
    may_undo: bool


@permission_required("comments.view_log", raise_exception=True)
@require_GET
def show_log(request: HttpRequest) -> HttpResponse:
    excerpt, viewer = Excerpt.parse(request.GET), moderator(request)
    found = excerpt.read(viewer, SIZE)
    return answers.page(
        request,
        "log_list",
        title=_("Moderation log"),
        excerpt=excerpt,
        lines=_lines(found, viewer),
        older=excerpt.going_on(found.before).query if found.before else "",
        searched_to=found.searched_to,
        choices=_choices(),
        toast=toast_on_log(request),
        token=get_token(request),
        here=request.get_full_path(),
    )


@permission_required("comments.view_log", raise_exception=True)
@require_GET
def export_log(request: HttpRequest) -> HttpResponseBase:
    """All that the filter shows, not only a page of it."""
    excerpt, viewer = Excerpt.parse(request.GET), moderator(request)
    return spreadsheets.answer("moderation-log", _rows(excerpt.going_on(None), viewer))


def _lines(found: Portion, viewer: User) -> list[Line]:
    entries = map(Entry, found.acts)
    return [Line(entry, entry.can_be_undone_by(viewer)) for entry in entries]


def _choices() -> dict[str, list[tuple[str, str]]]:
    staff = User.objects.filter(is_staff=True).order_by("username")[:STAFF_LISTED]
    machines = [(MACHINE, _("the machine")), *((rule.value, str(rule.label)) for rule in Rule)]
    reasons = {code: capfirst(str(reason.label)) for code, reason in REASONS.items()} | dict(rejection_choices())
    return {
        "who": [*((str(user.pk), user.name_shown) for user in staff), *machines],
        "kind": kinds.choices(),
        "reason": sorted(reasons.items(), key=lambda choice: choice[1]),
    }


def _rows(excerpt: Excerpt, viewer: User) -> Iterator[Sequence[object]]:
    yield COLUMNS
    before: int | None = None
    while True:
        found = excerpt.going_on(before).read(viewer, EXPORTED_AT_ONCE)
        yield from (_row(Entry(act)) for act in found.acts)
        if not found.before:
            return
        before = found.before


def _row(entry: Entry) -> Sequence[object]:
    act = entry.act
    return (
        act.pk, act.at.astimezone(UTC).isoformat(sep=" ", timespec="seconds"), act.kind, entry.said, act.comment,
        act.version, act.person, act.subject, act.actor, entry.who, act.from_status, act.to_status, act.reason,
        entry.reason, entry.note, str(act.batch), act.undoes,
    )  # fmt: skip
