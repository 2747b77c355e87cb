"""The form by which a mode begins: where, who is published at once, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.forms import PageForm
from accounts.models import User
from articles.models import Article, Section
from comments.reach import sections_of

HOLD, KNOWN = "hold", "known"
SETTING = ("comments.moderate_comment", "comments.keep_rules")
SITE, SECTION, ARTICLE = "site", "section", "article"
HOURS = {"1": lazy("for one hour"), "2": lazy("for two hours"), "8": lazy("for eight hours"), "24": lazy("for a day")}


class ModeForm(PageForm):
    """Whoever moderates may hold comments for a time; all else needs the right to keep rules."""

    place = forms.ChoiceField(
        label=lazy("Where"),
        choices=[
            (ARTICLE, lazy("under one article")),
            (SECTION, lazy("in a section")),
            (SITE, lazy("on the whole site")),
        ],
    )
    article = forms.ModelChoiceField(
        Article.objects.all(),
        required=False,
        label=lazy("Number of the article"),
        widget=forms.NumberInput(attrs={"min": 1}),
        help_text=lazy("A queue that is narrowed to an article has a link that fills this in."),
        error_messages={"invalid_choice": lazy("There is no such article.")},
    )
    section = forms.ModelChoiceField(Section.objects.all(), required=False, label=lazy("Section"))
    mode = forms.ChoiceField(
        label=lazy("What happens to comments"),
        choices=[
            (HOLD, lazy("everything waits for a person")),
            (KNOWN, lazy("known commenters are published at once")),
        ],
    )
    publish_after = forms.IntegerField(
        min_value=0,
        max_value=1000,
        required=False,
        label=lazy("Approved comments that make somebody known"),
        help_text=lazy("Of an account; and nobody is published before the spam check has let the comment through."),
    )
    hours = forms.ChoiceField(
        label=lazy("How long"), choices=[*HOURS.items(), ("", lazy("until somebody ends it"))], required=False
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        place = given.get("place")
        if place in (ARTICLE, SECTION) and not given.get(place) and place not in self.errors:
            self.add_error(place, _("Name it."))
        if given.get("mode") == KNOWN and given.get("publish_after") is None and "publish_after" not in self.errors:
            self.add_error("publish_after", _("Enter a number; 0 publishes every account at once."))
        if not self.errors:
            where = self.where
            section = where.section_id if isinstance(where, Article) else where.pk if where else None
            refuse_beyond_rights(self.user, section, given["mode"], given["hours"])
        return given

    @property
    def where(self) -> Article | Section | None:
        chosen = self.cleaned_data["place"]
        found: Article | Section | None = None if chosen == SITE else self.cleaned_data[chosen]
        return found

    @property
    def publish_known_after(self) -> int | None:
        return None if self.cleaned_data["mode"] == HOLD else int(self.cleaned_data["publish_after"])

    @property
    def until(self) -> datetime | None:
        hours = self.cleaned_data["hours"]
        return timezone.now() + timedelta(hours=int(hours)) if hours else None


def may_set(user: User, section: int) -> bool:
    """Whoever moderates or keeps the rules; of some sections, there alone."""
    reach = sections_of(user)
    return (reach is None or section in reach) and any(map(user.has_perm, SETTING))


def refuse_beyond_rights(user: User, section: int | None, mode: str, end: object) -> None:
    """Moderators of some sections decide about these alone."""
    reach = sections_of(user)
    if reach is not None and section not in reach:
        raise ValidationError(_("This is not among your sections."), "out_of_reach")
    if not user.has_perm("comments.keep_rules") and (mode == KNOWN or not end):
        raise ValidationError(
            _("You may hold comments for some hours; whoever keeps the rules may do the rest."), "rights"
        )
