from django.contrib import admin

from articles.admin.shared import SharedAdmin
from articles.models import Section


@admin.register(Section)
class SectionAdmin(SharedAdmin):
    list_display = ["name", "slug", "parent", "position", "on_front"]
    list_select_related = ["parent"]
    prepopulated_fields = {"slug": ["name"]}
