"""Pictures for those who write: to choose from, and to upload without leaving the text; several at once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from articles.admin.acting import View
from articles.models import Picture
from articles.pictures import PictureFormField

A_PAGE = 24
MOST_AT_ONCE = 20


class OneUpload(forms.Form):
    file = PictureFormField(error_messages={"required": gettext_lazy("Choose a picture.")})
    alt = forms.CharField(max_length=300, error_messages={"required": gettext_lazy("Say what the picture shows.")})
    caption = forms.CharField(max_length=300, required=False)
    credit = forms.CharField(max_length=120, required=False)


def choose(admin: Any) -> View:
    """JSON. GET: the newest, or those whose words match `q`, a page at a time (`before`), or the one with number `id`.
    POST of `file` and its words: the picture, new or known (200), or `error`, a sentence (422)."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            return _take_in(admin, request)
        if not admin.has_view_permission(request):
            raise PermissionDenied
        found = list(_asked(request)[: A_PAGE + 1])
        older = found[A_PAGE - 1].pk if len(found) > A_PAGE else None
        return JsonResponse({"pictures": [_described(picture) for picture in found[:A_PAGE]], "older": older})

    return view


def _asked(request: HttpRequest) -> Any:
    pictures = Picture.objects.order_by("-pk")
    for word in request.GET.get("q", "").split()[:10]:
        pictures = pictures.filter(Q(alt__icontains=word) | Q(caption__icontains=word) | Q(credit__icontains=word))
    if before := _number(request, "before"):
        pictures = pictures.filter(pk__lt=before)
    if number := _number(request, "id"):
        pictures = pictures.filter(pk=number)
    return pictures


def _number(request: HttpRequest, name: str) -> int | None:
    """Anything that is no number of a row asks for nothing."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _take_in(admin: Any, request: HttpRequest) -> HttpResponse:
    if not admin.has_add_permission(request):
        raise PermissionDenied
    form = OneUpload(request.POST, request.FILES)
    if not form.is_valid():
        errors = {name: [str(error) for error in found] for name, found in form.errors.items()}
        return JsonResponse({"error": next(iter(errors.values()))[0], "errors": errors}, status=422)
    upload = form.cleaned_data.pop("file")
    picture, is_new = Picture.objects.take_in(upload, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
    if is_new:
        admin.log_addition(request, picture, _("Uploaded."))
    return JsonResponse({"picture": _described(picture), "known": not is_new})


def _described(picture: Picture) -> dict[str, Any]:
    """`url` is what a text names; `thumbnail` is what a list of pictures shows."""
    words = {name: getattr(picture, name) for name in ("alt", "caption", "credit", "width", "height", "url")}
    return {"id": picture.pk, "thumbnail": picture.small_url, **words}


def upload(admin: Any) -> View:
    """Several files, each for itself: one that is refused costs the others nothing."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest) -> HttpResponse:
        if not admin.has_add_permission(request):
            raise PermissionDenied
        errors = _take_in_several(admin, request) if request.method == "POST" else []
        if request.method == "POST" and not errors:
            return HttpResponseRedirect(reverse("admin:articles_picture_changelist"), status=303)
        told = {"title": _("Upload pictures"), "opts": admin.opts, "errors": errors, "most": MOST_AT_ONCE}
        context = admin.admin_site.each_context(request) | told
        return TemplateResponse(request, "admin/articles/picture/upload.html", context, status=422 if errors else 200)

    return view


def _take_in_several(admin: Any, request: HttpRequest) -> list[str]:
    """What was refused, in sentences; what was not is there, and said so."""
    files = request.FILES.getlist("files")
    if not files:
        return [_("Choose one picture or several.")]
    if len(files) > MOST_AT_ONCE:
        told = {"count": len(files), "most": MOST_AT_ONCE}
        return [_("These are %(count)s pictures; at most %(most)s go at once.") % told]
    results = [_take_in_one(admin, request, file) for file in files]
    if taken := results.count(""):
        said = ngettext("%(count)s picture is here.", "%(count)s pictures are here.", taken) % {"count": taken}
        admin.message_user(request, _("%(said)s Say of each what it shows.") % {"said": said}, messages.SUCCESS)
    return [result for result in results if result]


def _take_in_one(admin: Any, request: HttpRequest, file: Any) -> str:
    try:
        credit = request.POST.get("credit", "")[:120]
        picture, is_new = Picture.objects.take_in(file, by=request.user, credit=credit)  # type: ignore[arg-type]
    except ValidationError as error:
        return f"{file.name}: {' '.join(error.messages)}"
    if is_new:
        admin.log_addition(request, picture, _("Uploaded."))
    return ""
