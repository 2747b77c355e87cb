"""The mode of an article's comments as fields of the article's own form, and who may set it there."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import User
from articles.models import Article
from comments.desk import mode_words
from comments.desk.mode_form import HOLD, HOURS, KNOWN, refuse_beyond_rights
from comments.models import DecisionRefused
from comments.models.rule import Mode
from comments.rules import changing

AS_BEYOND, AS_IT_IS, NO_END = "", "as_it_is", ""
PUBLISH_AFTER = 3


class ModeOfArticle(forms.Form):
    """What was `seen` is told by its number, so that nobody ends a mode that came after the form was opened."""

    mode = forms.ChoiceField(
        label=lazy("Comments under this article"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (AS_BEYOND, lazy("go by what holds elsewhere")),
            (HOLD, lazy("all wait for a person")),
            (KNOWN, lazy("are published at once if known commenters write them")),
        ],
    )
    publish_after = forms.IntegerField(
        label=lazy("Approved comments that make somebody known"), min_value=0, max_value=1_000, required=False
    )
    hours = forms.ChoiceField(label=lazy("How long"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    prefix = "mode"

    def __init__(self, data: Any = None, *, article: Article, user: User) -> None:
        self.article, self.user = article, user
        self.now = mode_words.own(article)
        is_sent = data is not None and "mode-seen" in data
        super().__init__(data if is_sent else None, initial=self._shown(self._seen(data) if is_sent else self.now))
        self.fields["hours"].choices = self._ends()  # type: ignore[attr-defined]

    def _seen(self, data: Any) -> Mode | None:
        number = data["mode-seen"]
        known = Mode.objects.filter(article=self.article)
        return known.filter(pk=int(number)).first() if number.isascii() and number.isdigit() else None

    def _shown(self, mode: Mode | None) -> dict[str, Any]:
        if mode is None:
            return {"mode": AS_BEYOND, "publish_after": PUBLISH_AFTER, "hours": "2", "seen": ""}
        number = PUBLISH_AFTER if mode.publish_after is None else mode.publish_after
        chosen = HOLD if mode.publish_after is None else KNOWN
        return {"mode": chosen, "publish_after": number, "hours": AS_IT_IS, "seen": mode.pk}

    def _ends(self) -> list[tuple[str, Any]]:
        ends = [*HOURS.items(), (NO_END, lazy("until somebody ends it"))]
        return [(AS_IT_IS, lazy("as long as now")), *ends] if self.initial["seen"] else ends

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors or not self.is_another:
            return given
        if given["seen"] != (self.now.pk if self.now else None):
            raise forms.ValidationError(_("The mode has changed meanwhile. Look at it again."), "overtaken")
        if given["mode"] == KNOWN and given["publish_after"] is None:
            self.add_error("publish_after", _("Enter a number; 0 publishes every account at once."))
        self._refuse_beyond_rights(given["mode"])
        return given

    def _refuse_beyond_rights(self, mode: str) -> None:
        if mode != AS_BEYOND:
            refuse_beyond_rights(self.user, self.article.section_id, mode, self._until)
        if self.now and self.now.by_id != self.user.pk and not self.user.has_perm("comments.keep_rules"):
            raise forms.ValidationError(_("Only who keeps the rules ends a mode that somebody else began."), "rights")

    @property
    def is_another(self) -> bool:
        """What stands in fields that the chosen mode has no use for changes nothing."""
        changed = set(self.changed_data) - {"seen"}
        of_use = {AS_BEYOND: {"mode"}, HOLD: {"mode", "hours"}, KNOWN: {"mode", "publish_after", "hours"}}
        return self.is_bound and bool(changed & of_use[self.cleaned_data.get("mode", AS_BEYOND)])

    @property
    def _until(self) -> Any:
        hours = self.cleaned_data["hours"]
        if hours == AS_IT_IS:
            return self.now.ends_at if self.now else None
        return timezone.now() + timedelta(hours=int(hours)) if hours else None

    @property
    def changed_names(self) -> list[str]:
        return [_("the mode of its comments")] if self.is_another else []

    def save(self) -> None:
        """The mode that was set here before ends, so that it does not come back after this one."""
        if not self.is_another:
            return
        for mode in Mode.objects.in_force().filter(article=self.article):
            with suppress(DecisionRefused):  # somebody was faster
                changing.end(mode, by=self.user)
        if self.cleaned_data["mode"] != AS_BEYOND:
            number = None if self.cleaned_data["mode"] == HOLD else self.cleaned_data["publish_after"]
            changing.begin(self.article, number, by=self.user, until=self._until)
