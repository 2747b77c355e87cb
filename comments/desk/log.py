"""The moderation log as a page: newest first, by key, for one comment or one person if asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import User
from comments.desk import answers
from comments.desk.history import Entry
from comments.desk.log_rows import Act, read_acts
from comments.desk.writer import ON_ITS_PAGE
from comments.queue import whole_number

SIZE = 50
STAFF_LISTED = 200


@dataclass(frozen=True)
class Excerpt:
    """Which part of the log; numbers that are none are ignored."""

    comment: int | None = None
    person: int | None = None
    before: int | None = None

    @classmethod
    def parse(cls, query: QueryDict) -> Self:
        return cls(*(whole_number(query.get(name, "")) for name in ("comment", "person", "before")))

    def rows(self, limit: int) -> list[Act]:
        asked = {"a.comment = %s": self.comment, "a.actor = %s": self.person, "a.id < %s": self.before}
        known = {condition: value for condition, value in asked.items() if value}
        return read_acts(" AND ".join(known) or "TRUE", list(known.values()), limit)

    def query(self, before: int) -> str:
        asked = {"comment": self.comment, "person": self.person, "before": before}
        return "&".join(f"{name}={value}" for name, value in asked.items() if value)


@permission_required("comments.view_log", raise_exception=True)
@require_GET
def show_log(request: HttpRequest) -> HttpResponse:
    excerpt = Excerpt.parse(request.GET)
    found = excerpt.rows(SIZE + 1)
    return answers.page(
        request,
        "log_list",
        title=_("Moderation log"),
        excerpt=excerpt,
        entries=[Entry(act) for act in found[:SIZE]],
        older=excerpt.query(found[SIZE - 1].pk) if len(found) > SIZE else "",
        people=User.objects.filter(is_staff=True).order_by("username")[:STAFF_LISTED],
        may_undo=request.user.has_perm("comments.moderate_comment"),
        token=get_token(request),
        back=ON_ITS_PAGE,
    )
