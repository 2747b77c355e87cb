"""The list of reasons for rejections in the admin: added to, changed, retired; never deleted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _

from comments import keeping
from comments.desk.answers import moderator
from comments.models import RejectionReason
from comments.reasons import REASONS


class RejectionReasonForm(forms.ModelForm):  # type: ignore[type-arg]
    """`seen`: the version that the editor has before them."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = RejectionReason
        fields = ("code", "label", "sentence", "clause", "position", "is_active", "seen")
        widgets = {"sentence": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = self.instance.version

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code in REASONS:
            raise ValidationError(_("Newsroom itself uses this code. Choose another."), "taken")
        return code

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk and said.get("seen") != self.instance.version:
            told = _("Somebody has changed this reason since you opened the page. Load it again before you save.")
            raise ValidationError(told, "stale")
        return said


class RejectionReasonAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = RejectionReasonForm
    list_display = ("label", "code", "sentence", "clause", "position", "is_active")
    list_display_links = ("label",)
    fields = ("code", "label", "sentence", "clause", "position", "is_active", "seen")

    def get_readonly_fields(self, request: HttpRequest, obj: RejectionReason | None = None) -> tuple[str, ...]:
        """The log and old comments name the code."""
        return ("code",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: RejectionReason | None = None) -> bool:
        return False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> RejectionReason | None:
        """Held while it is being changed, so that what is compared is what is overwritten."""
        found: RejectionReason | None = super().get_object(request, object_id, from_field)
        if found and request.method == "POST" and connection.in_atomic_block:
            found.refresh_from_db(from_queryset=RejectionReason.objects.select_for_update(no_key=True))
        return found

    def save_model(self, request: HttpRequest, obj: RejectionReason, form: Any, change: bool) -> None:
        if not change or form.has_changed():
            keeping.keep(obj, by=moderator(request))
