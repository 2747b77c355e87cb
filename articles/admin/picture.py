from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.shared import SharedAdmin
from articles.models import Picture
from articles.pictures import CleanPicture


class PictureForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean_file(self) -> Any:
        """What we know of the file from writing it anew; one that is here already is not stored a second time."""
        file = self.cleaned_data["file"]
        if isinstance(file, CleanPicture):
            _refuse_known(file)
            self.instance.width, self.instance.height, self.instance.digest = file.width, file.height, file.digest
        return file


def _refuse_known(file: CleanPicture) -> None:
    known = Picture.objects.filter(digest=file.digest).first()
    if known:
        message = _("This picture is here already: number %(number)s, “%(alt)s”.")
        raise ValidationError(message, "known", {"number": known.pk, "alt": known})


@admin.register(Picture)
class PictureAdmin(SharedAdmin):
    form = PictureForm
    list_display = ["thumbnail", "alt", "credit", "uploaded_at"]
    list_display_links = ["thumbnail", "alt"]
    search_fields = ["alt", "caption", "credit"]
    ordering = ["-pk"]
    fields = ["file", "alt", "caption", "credit", "focus_x", "focus_y"]

    @admin.display(description=_("picture"))
    def thumbnail(self, picture: Picture) -> SafeString:
        return format_html('<img src="{}" alt="" width="96" height="64" loading="lazy">', picture.small_url)

    def get_readonly_fields(self, request: HttpRequest, obj: Picture | None = None) -> list[str]:
        """A file never changes under its number: another picture is another row."""
        return ["file"] if obj else []

    def save_model(self, request: HttpRequest, obj: Picture, form: Any, change: bool) -> None:
        if not change:
            obj.uploaded_by_id = request.user.pk
        super().save_model(request, obj, form, change)
