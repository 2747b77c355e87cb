"""The front page, as editors arrange it: six places, each held by an article or left to the newest."""

from datetime import datetime
from itertools import zip_longest
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import front
from articles.models import Article, Pin
from articles.models.article import Status
from articles.models.pin import Place

OFFERED = 100  # newest articles to choose from

type Arrangement = dict[int, tuple[int, datetime | None]]


class ArticleChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        when = timezone.localtime(obj.published_at).strftime("%Y-%m-%d %H:%M")
        return f"{obj.headline} ({obj.section.name}, {when})"


class ArrangementForm(forms.Form):
    """Two fields for each place; `seen` is the arrangement that the editor had on the screen."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.present = present()
        super().__init__(*args, **kwargs)
        self.initial["seen"] = _written(self.present)
        offered = _offered(self.present)
        for place in Place:
            self._add_place(place, offered)

    def _add_place(self, place: Place, offered: QuerySet[Article]) -> None:
        article, until = self.present.get(place, (None, None))
        attributes = {"type": "datetime-local"}
        self.fields[f"article_{place}"] = ArticleChoice(
            offered, label=_("Article"), required=False, initial=article, empty_label=_("the newest")
        )
        self.fields[f"until_{place}"] = forms.DateTimeField(
            label=_("Until"),
            required=False,
            initial=until,
            widget=forms.DateTimeInput(attrs=attributes, format="%Y-%m-%dT%H:%M"),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        )

    def places(self) -> list[tuple[Any, Article | None, Any, Any]]:
        """With what readers find there now."""
        shown = zip_longest(Place, front.top())
        return [(place.label, now, self[f"article_{place}"], self[f"until_{place}"]) for place, now in shown]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.data.get("seen", "") != _written(self.present):
            message = _("Somebody else has arranged it meanwhile. Below is your choice: save again to put it in force.")
            self.data = {**dict(self.data.items()), "seen": _written(self.present)}
            raise ValidationError(message, "changed_meanwhile")
        chosen = set[int]()
        for place in Place:
            self._check(place, chosen)
        return cleaned

    def _check(self, place: Place, chosen: set[int]) -> None:
        article, until = self.cleaned_data.get(f"article_{place}"), self.cleaned_data.get(f"until_{place}")
        if article and article.pk in chosen:
            self.add_error(f"article_{place}", _("This article has a place above already."))
        if article and until and until <= timezone.now() and self.present.get(place) != (article.pk, until):
            self.add_error(f"until_{place}", _("That time has passed."))
        chosen |= {article.pk} if article else set()

    def arrangement(self) -> Arrangement:
        chosen = {place: self.cleaned_data[f"article_{place}"] for place in Place}
        return {place.value: (each.pk, self.cleaned_data[f"until_{place}"]) for place, each in chosen.items() if each}


def present() -> Arrangement:
    return {place: (article, until) for place, article, until in Pin.objects.values_list("place", "article", "until")}


def put_in_force(arrangement: Arrangement) -> None:
    """All at once: an article that changes its place stands nowhere twice."""
    with transaction.atomic():
        before = present()
        for pin in Pin.objects.all():
            if arrangement.get(pin.place) != before[pin.place]:
                pin.delete()
        for place, (article, until) in arrangement.items():
            if before.get(place) != (article, until):
                Pin(place=place, article_id=article, until=until).save()


def _offered(arrangement: Arrangement) -> QuerySet[Article]:
    published = Article.objects.filter(status=Status.PUBLISHED).newest_first()
    newest = list(published.values_list("pk", flat=True)[:OFFERED])
    held = [article for article, _until in arrangement.values()]
    offered = Article.objects.filter(Q(pk__in=newest) | Q(pk__in=held), status=Status.PUBLISHED)
    return offered.newest_first().for_teasers()


def _written(arrangement: Arrangement) -> str:
    return ";".join(f"{place}:{article}:{until or ''}" for place, (article, until) in sorted(arrangement.items()))


@admin.register(Pin)
class FrontPageAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """One page instead of the stock ones."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = ArrangementForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            put_in_force(form.arrangement())
            messages.success(request, _("The front page is arranged."))
            return HttpResponseRedirect(reverse("admin:articles_pin_changelist"))
        known = {**self.admin_site.each_context(request), "title": _("Front page"), "form": form, "opts": Pin._meta}
        return render(request, "admin/articles/front.html", known, status=422 if form.errors else 200)

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A pin alone has no page."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("admin:articles_pin_changelist"))
