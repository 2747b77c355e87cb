"""Rules and modes on the admin's front page, and their addresses. Neither has a stock form."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path

from comments.desk import modes, rules
from comments.desk.own_pages import OwnPages


class RulesAdmin(OwnPages):
    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("comments.keep_rules")

    def get_urls(self) -> list[URLPattern]:
        inside = self.admin_site.admin_view
        return [
            path("", inside(rules.show_rules), name="comments_rules_changelist"),
            path("<slug:kind>/", inside(rules.edit_rule), name="comments_rules_change"),
            path("<slug:kind>/versions/", inside(rules.show_versions), name="comments_rules_versions"),
            path("<slug:kind>/undo/", inside(rules.undo_version), name="comments_rules_undo"),
        ]


class ModeAdmin(OwnPages):
    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return modes.may_see(request)

    def get_urls(self) -> list[URLPattern]:
        inside = self.admin_site.admin_view
        return [
            path("", inside(modes.show_modes), name="comments_mode_changelist"),
            path("<int:pk>/end/", inside(modes.end_mode), name="comments_mode_end"),
        ]
