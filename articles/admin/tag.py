from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.admin.named_fields import NamedField
from articles.admin.shared import SharedAdmin
from articles.models import Tag


class TagForm(forms.ModelForm):  # type: ignore[type-arg]
    merge_into = NamedField(
        "tag",
        required=False,
        label=_("Merge into"),
        help_text=_(
            "When you save, all articles and addresses of this tag become those of the one chosen here, and this one"
            " is gone. That can't be undone."
        ),
    )

    def clean_merge_into(self) -> Tag | None:
        other: Tag | None = self.cleaned_data["merge_into"]
        if other and other.pk == self.instance.pk:
            raise forms.ValidationError(_("That is this tag itself. Choose another one."), "itself")
        return other


@admin.register(Tag)
class TagAdmin(SharedAdmin):
    form = TagForm
    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}

    def get_fields(self, request: HttpRequest, obj: Tag | None = None) -> Any:
        """Merging takes the right to delete, as one of the two is gone afterwards."""
        may_merge = obj is not None and self.has_change_permission(request, obj) and self.has_delete_permission(request)
        return ["name", "slug", *(["merge_into"] if may_merge else [])]

    def get_view_on_site_url(self, obj: Tag | None = None) -> str | None:
        return obj.get_absolute_url() if obj and Tag.objects.public().filter(pk=obj.pk).exists() else None

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        obj.merge_target = form.cleaned_data.get("merge_into")  # type: ignore[attr-defined]

    def response_change(self, request: HttpRequest, obj: Tag) -> HttpResponse:
        other: Tag | None = getattr(obj, "merge_target", None)
        if other is None:
            return super().response_change(request, obj)
        name = obj.name
        obj.merge_into(other)
        self.log_change(request, other, str(_("“%s” is merged into it.") % name))
        told = _("“%(one)s” is merged into “%(other)s”.") % {"one": name, "other": other.name}
        self.message_user(request, told, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_tag_change", args=[other.pk]))
