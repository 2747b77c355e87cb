"""The pictures that have been uploaded: as a grid, each with its words, its focus, and where it is shown."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin import choosing
from articles.admin.shared import SharedAdmin, name_field
from articles.models import Article, Picture
from articles.pictures import CleanPicture

REMEMBERED = 20  # articles that are named at most


class PictureForm(forms.ModelForm):  # type: ignore[type-arg]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if file := self.fields.get("file"):
            name_field(file)

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


class Described(admin.SimpleListFilter):
    title = _("alternative text")
    parameter_name = "described"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("missing")), ("yes", _("there"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Picture]) -> QuerySet[Picture]:
        match self.value():
            case "no":
                return queryset.filter(alt="")
            case "yes":
                return queryset.exclude(alt="")
        return queryset


@admin.register(Picture)
class PictureAdmin(SharedAdmin):
    form = PictureForm
    list_filter = [Described]
    list_per_page = 48
    search_fields = ["alt", "caption", "credit"]
    ordering = ["-pk"]
    actions = None
    fields = ["file", "alt", "caption", "credit", "focus_x", "focus_y"]

    class Media:
        css = {"all": ["css/picture-desk.css"]}

    def get_fields(self, request: HttpRequest, obj: Picture | None = None) -> Any:
        """A file never changes under its number: another picture is another row."""
        return ["facts", *self.fields[1:], "shown_by"] if obj else self.fields[:4]

    def get_readonly_fields(self, request: HttpRequest, obj: Picture | None = None) -> list[str]:
        return ["facts", "shown_by"] if obj else []

    @admin.display(description=_("file"))
    def facts(self, picture: Picture) -> SafeString:
        name = str(picture.file).rpartition("/")[2]
        size = _("%(width)s × %(height)s pixels") % {"width": picture.width, "height": picture.height}
        return format_html('<a href="{}">{}</a>, {}, {}', picture.url, name, size, picture.uploaded_by or _("unknown"))

    @admin.display(description=_("shown by"))
    def shown_by(self, picture: Picture) -> SafeString:
        uses = [_link(each) for each in picture.shown_by()]
        return SafeString("<br>".join(uses)) if uses else SafeString(_("Nothing yet."))

    def save_model(self, request: HttpRequest, obj: Picture, form: Any, change: bool) -> None:
        if not change:
            obj.uploaded_by_id = request.user.pk
        super().save_model(request, obj, form, change)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[list[Any], dict[Any, int], set[Any], Any]:
        """Its renditions are nobody's concern; what shows it is."""
        uses = {_link(use) for picture in objs for use in picture.shown_by()}
        return [str(picture) for picture in objs], {self.opts.verbose_name_plural: len(objs)}, set(), sorted(uses)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """What only the history still shows keeps nobody from deleting, but has to be seen."""
        picture = self.get_object(request, object_id)
        is_shown = picture is None or bool(picture.shown_by())
        remembered = [] if is_shown else [_link(article) for article in _remembering(picture)]
        if remembered and request.method == "POST" and "anyway" not in request.POST:
            self.message_user(request, _("Not deleted: say first that it may go from the history."), messages.ERROR)
            return HttpResponseRedirect(request.path)
        return super().delete_view(request, object_id, {"remembered": remembered} | (extra_context or {}))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("choose/", view(choosing.choose(self)), name="articles_picture_choose"),
            path("upload/", view(choosing.upload(self)), name="articles_picture_upload"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        may_add = {"may_upload": self.has_add_permission(request)}
        return super().changelist_view(request, may_add | (extra_context or {}))


def _remembering(picture: Any) -> QuerySet[Article]:
    """Articles of which a revision shows it; of those that show it still, deletion is refused anyway."""
    former = Q(revisions__content__picture=picture.pk) | Q(revisions__content__body__icontains=picture.url)
    return Article.objects.filter(former).distinct().order_by("-pk")[:REMEMBERED]


def _link(use: Any) -> SafeString:
    address = reverse(f"admin:articles_{use._meta.model_name}_change", args=[use.pk])
    return format_html('{}: <a href="{}">{}</a>', use._meta.verbose_name, address, use)
