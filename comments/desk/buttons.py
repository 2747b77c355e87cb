"""The forms of a card: each is one button, sends what was seen, and works without scripts."""

from __future__ import annotations

from html import escape

from django.utils.translation import gettext as _

from comments.desk.acts import ACTS, DEFERRALS, Act
from comments.desk.cards import Card
from comments.desk.words import buttons, hidden, options
from comments.reasons import rejection_choices

FORM = (
    '<form method="post" action="{url}{act}/" hx-post="{url}{act}/" id="{act}-{number}" class="act-{act}">{fields}'
    '<button aria-keyshortcuts="{key}">{label}</button>{more}</form>'
)
DEFERRAL = (
    '<form method="post" action="{url}defer/" hx-post="{url}defer/">{fields}<span>{label}</span> {choices}</form>'
)
BACK = (
    '<form method="post" action="{url}{act}/" hx-post="{url}{act}/">{fields}'
    '<input type="hidden" {field}><button{marks}>{label}</button></form>'
)
SEEN = (
    '<input type="hidden" name="status" value="{}"><input type="hidden" name="version" value="{}">'
    '<input type="hidden" name="next" value="{}">'
)
REASON = '<select name="reason" required aria-label="{}">{}</select>'
BY_KEY = ' aria-keyshortcuts="z" data-undo'  # the one that Z presses


class Buttons:
    """For all cards of one answer: what their forms share is written once. `back` is where they return to."""

    def __init__(self, token: str, back: str) -> None:
        self.common = hidden(csrfmiddlewaretoken=token, back=back)
        self.labels = {act.slug: escape(str(act.label)) for act in ACTS.values()}
        self.reasons = REASON.format(escape(_("Reason")), options([("", _("Reason …")), *rejection_choices()]))
        self.deferrals = buttons("until", ((slug, str(name)) for slug, (name, _until) in DEFERRALS.items() if name))

    def fields(self, status: str, version: int, following: int | None = None) -> str:
        """What was seen, and the card that comes next in the list."""
        return self.common + SEEN.format(status, version, following or "")

    def decide(self, card: Card, url: str, fields: str) -> str:
        """The buttons that apply, always in the same order."""
        return "".join(
            self._form(act, card.pk, url, fields, self.reasons if act.slug == "reject" else "") for act in card.buttons
        )

    def put_off(self, url: str, fields: str) -> str:
        return DEFERRAL.format(url=url, fields=fields, label=self.labels["defer"], choices=self.deferrals)

    def check_again(self, card: Card, url: str, fields: str) -> str:
        return self._form(ACTS["check-again"], card.pk, url, fields)

    def undo(self, url: str, fields: str, act: int, marks: str = "") -> str:
        return self._back("undo", url, fields, f'name="action" value="{act}"', marks)

    def bring_back(self, url: str, fields: str, marks: str = "") -> str:
        """Takes back that it was put off."""
        return self._back("defer", url, fields, 'name="until" value="now"', marks)

    def _form(self, act: Act, number: int, url: str, fields: str, more: str = "") -> str:
        told = {"act": act.slug, "number": number, "key": act.key, "label": self.labels[act.slug], "more": more}
        return FORM.format(url=url, fields=fields, **told)

    def _back(self, act: str, url: str, fields: str, field: str, marks: str) -> str:
        return BACK.format(act=act, url=url, fields=fields, field=field, marks=marks, label=self.labels["undo"])
