"""Comments in the admin: the desk, the log, the settings. No stock form can set a status or touch the log."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from articles.admin.shared import OneRow
from comments.desk import (
    bulk_views,
    claims_views,
    edit,
    legal,
    live,
    log,
    people,
    people_list,
    reply,
    saved_views,
    views,
)
from comments.desk.acts import ACTS
from comments.desk.answers import moderator
from comments.desk.own_pages import OwnPages, ReadOnly
from comments.desk.reach_admin import ReachAdmin
from comments.desk.rejection_admin import RejectionReasonAdmin
from comments.desk.rules_admin import ModeAdmin, RulesAdmin
from comments.models import (
    Comment,
    DiscussionSettings,
    LegalReport,
    Mode,
    ModerationAction,
    People,
    Queue,
    Reach,
    RejectionReason,
    Rules,
)
from comments.reach import reaches, within_reach
from comments.rules import site

admin.site.register(RejectionReason, RejectionReasonAdmin)
admin.site.register(Reach, ReachAdmin)
admin.site.register(Rules, RulesAdmin)
admin.site.register(Mode, ModeAdmin)


@admin.register(Queue)
class QueueAdmin(OwnPages):
    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("comments.moderate_comment")

    def get_urls(self) -> list[URLPattern]:
        inside = self.admin_site.admin_view
        act = inside(within_reach(views.act_on_comment))
        return [
            path("", inside(views.show_queue), name="comments_queue_changelist"),
            path("retry/", inside(views.retry_spam_check), name="comments_queue_retry"),
            path("saved/", inside(saved_views.save), name="comments_queue_save"),
            path("saved/<int:number>/rename/", inside(saved_views.rename), name="comments_queue_rename"),
            path("saved/<int:number>/delete/", inside(saved_views.delete), name="comments_queue_delete"),
            path("bulk/", inside(bulk_views.decide_together), name="comments_queue_bulk"),
            path("bulk/all/", inside(bulk_views.show_all), name="comments_queue_all"),
            path("bulk/<uuid:number>/", inside(bulk_views.show_batch), name="comments_queue_batch"),
            path("bulk/<uuid:number>/undo/", inside(bulk_views.undo_batch), name="comments_queue_undo_batch"),
            path("since/", inside(live.show_changes), name="comments_queue_since"),
            path("keys/", inside(live.switch_keys), name="comments_queue_keys"),
            path("claims/renew/", inside(claims_views.renew), name="comments_queue_renew"),
            path("<int:pk>/claim/", inside(within_reach(claims_views.claim)), name="comments_queue_claim"),
            path("<int:pk>/release/", inside(within_reach(claims_views.release)), name="comments_queue_release"),
            path("<int:pk>/", inside(within_reach(views.show_card)), name="comments_queue_change"),
            path("<int:pk>/reply/", inside(within_reach(reply.reply)), name="comments_queue_reply"),
            path("<int:pk>/edit/", inside(within_reach(edit.edit)), name="comments_queue_edit"),
            path("<int:pk>/preview/", inside(within_reach(views.preview_rejection)), name="comments_queue_preview"),
            *(path(f"<int:pk>/{slug}/", act, {"slug": slug}, name=f"comments_queue_{slug}") for slug in ACTS),
        ]


@admin.register(People)
class PeopleAdmin(OwnPages):
    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("comments.moderate_comment")

    def get_urls(self) -> list[URLPattern]:
        inside = self.admin_site.admin_view
        listed = inside(people_list.show_people)
        return [
            path("", listed, name="comments_people"),
            path("", listed, name="comments_people_changelist"),
            path("<int:pk>/", inside(people.show_person), name="comments_person"),
            path("<int:pk>/restrict/", inside(people.restrict_person), name="comments_person_restrict"),
            path("<int:pk>/lift/", inside(people.lift_restriction), name="comments_person_lift"),
            path("<int:pk>/note/", inside(people.add_note), name="comments_person_note"),
            path("<int:pk>/undo/", inside(people.undo_act), name="comments_person_undo"),
        ]


@admin.register(LegalReport)
class LegalReportAdmin(OwnPages):
    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("comments.handle_legal_reports")

    def get_urls(self) -> list[URLPattern]:
        inside = self.admin_site.admin_view
        return [
            path("", inside(legal.show_notices), name="comments_legalreport_changelist"),
            path("<int:pk>/", inside(legal.show_notice), name="comments_legalreport_change"),
            path("<int:pk>/decide/", inside(legal.decide), name="comments_legalreport_decide"),
        ]


@admin.register(ModerationAction)
class ModerationActionAdmin(OwnPages):
    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("comments.view_log")

    def get_urls(self) -> list[URLPattern]:
        return [path("", self.admin_site.admin_view(log.show_log), name="comments_moderationaction_changelist")]


@admin.register(Comment)
class CommentAdmin(ReadOnly):
    """Keeps the stock addresses, which lead to the desk."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) and (obj is None or reaches(request.user, obj.pk))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        inside = self.admin_site.admin_view
        return [
            path("", inside(_to_queue), name="comments_comment_changelist"),
            path("<int:pk>/change/", inside(_to_card), name="comments_comment_change"),
        ]


@admin.register(DiscussionSettings)
class DiscussionSettingsAdmin(OneRow):
    def save_model(self, request: HttpRequest, obj: DiscussionSettings, form: Any, change: bool) -> None:
        site.save(obj, by=moderator(request))


@views.for_moderators
def _to_queue(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:comments_queue_changelist"))


@views.for_moderators
def _to_card(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:comments_queue_change", args=[pk]))
