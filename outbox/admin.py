"""What waits to be done, to look at; a dead job can be given another life."""

from typing import Any, cast

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from outbox import holding, jobs
from outbox.models import Job

COUNTED = 1_001


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than 1,001."""

    @cached_property
    def count(self) -> int:
        return cast(QuerySet[Job], self.object_list).order_by()[:COUNTED].count()


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("__str__", "state", "due_at", "held_at", "claimed_by", "failures", "error", "created_at")
    list_filter = ("state", "kind")
    ordering = ("-pk",)
    actions = ("try_again",)
    paginator = BoundedPaginator
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Job | None = None) -> list[str]:
        return [field.name for field in Job._meta.fields]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        count = sum(holding.on_hold().values())
        text = ngettext("%(count)d job is", "%(count)d jobs are", count) % {"count": count}
        if count and request.method == "GET":
            told = _("%(jobs)s on hold since a restore. To let them go: %(command)s")
            messages.warning(request, told % {"jobs": text, "command": holding.RELEASE})
        return super().changelist_view(request, extra_context)

    @admin.action(description=_("Try the selected dead jobs again"), permissions=["change"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        revived = sum(jobs.revive(job) for job in queryset)
        text = ngettext("%d dead job will be tried again.", "%d dead jobs will be tried again.", revived)
        self.message_user(request, text % revived, messages.SUCCESS if revived else messages.WARNING)
