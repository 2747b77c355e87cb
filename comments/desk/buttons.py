"""The forms of a card: each is one button, sends what was seen, and works without scripts."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from accounts.models import User
from comments.desk.acts import ACTS, DEFERRALS, LONGEST_WORDS, Act
from comments.desk.cards import Card
from comments.desk.draft import NOTHING
from comments.desk.words import buttons, hidden, options
from comments.models import Shelf, Status
from comments.reasons import rejection_choices

FORM = (
    '<form method="post" action="{url}{act}/" hx-post="{url}{act}/" id="{act}-{number}" class="act-{act}"{marks}>'
    "{fields}{button}{more}</form>"
)
BUTTON = '<button aria-keyshortcuts="{key}">{label}</button>'
PAIR = '<span class="act-pair">{}{}</span>'  # never torn apart at the end of a line
REASON = '<select name="reason" required aria-label="{label}">{options}</select>'
WORDS = """<details class="act-words"{open}><summary>{words[words]}</summary>
<label>{words[to_author]}<textarea name="words" rows="3" maxlength="{longest}" dir="auto">{said}</textarea></label>
<label>{words[note]}<textarea name="note" rows="2" maxlength="{longest}" dir="auto">{note}</textarea></label>
<button formaction="{url}preview/" hx-post="{url}preview/" hx-disabled-elt="this" formnovalidate>\
{words[preview]}</button>
</details>{preview}"""
DEFERRAL = """<details class="act-defer"><summary aria-keyshortcuts="{key}">{label}</summary>
<form method="post" action="{url}defer/" hx-post="{url}defer/">{fields}{choices}
<label>{words[note_only]}<input name="note" maxlength="{longest}" dir="auto"></label></form></details>"""
DENIAL = """<details class="act-deny"><summary>{label}</summary>
<form method="post" action="{url}deny/" hx-post="{url}deny/">{fields}
<label>{words[to_author_denied]}<textarea name="sentence" rows="3" maxlength="{longest}" required dir="auto"></textarea>
</label><button>{label}</button></form></details>"""
BACK = (
    '<form method="post" action="{url}{act}/" hx-post="{url}{act}/">{fields}'
    '<input type="hidden" {field}><button{marks}>{label}</button></form>'
)
LEAD = '<a class="act-{act}" href="{url}{act}/{query}"{marks}>{label}</a>'
SEEN = (
    '<input type="hidden" name="status" value="{}"><input type="hidden" name="version" value="{}">'
    '<input type="hidden" name="next" value="{}">'
)
BY_KEY = ' aria-keyshortcuts="z" data-undo'  # the one that Z presses
REPLIABLE = frozenset({Status.UNCHECKED.value, Status.PENDING.value, Status.APPROVED.value})


class Buttons:
    """For all cards of one answer: what their forms share is written once. `back` is where they return to."""

    def __init__(self, token: str, back: str, viewer: User) -> None:
        self.common = hidden(csrfmiddlewaretoken=token, back=back)
        self.query = escape(f"?{urlencode({'back': back})}")
        self.labels = {act.slug: escape(str(act.label)) for act in ACTS.values()}
        self.words = {name: escape(word) for name, word in _words().items()}
        self.choices = rejection_choices()
        self.reasons = options([("", _("Reason …")), *self.choices])
        self.deferrals = buttons("until", ((slug, str(name)) for slug, (name, _until) in DEFERRALS.items() if name))
        self.may = {act.slug: not act.right or viewer.has_perm(act.right) for act in ACTS.values()}
        self.may_reply = viewer.has_perm("comments.publish_comments")
        self.may_edit = viewer.has_perm("comments.edit_comment")

    def fields(self, status: str, version: int, following: int | None = None) -> str:
        """What was seen, and the card that comes next in the list."""
        return self.common + SEEN.format(status, version, following or "")

    def decide(self, card: Card, url: str, fields: str) -> str:
        """The buttons that apply, always in the same order."""
        told = [self._answer(card, url, fields)]
        told += [self._decision(act, card, url, fields) for act in card.buttons]
        told.append(self._put_off(url, fields) if card.can_be_put_off else "")
        told.append(self._reply(card, url) if self.may_reply and card.row.status in REPLIABLE else "")
        told.append(self._feature(card, url, fields) if card.can(ACTS["feature"]) else "")
        told.append(self._edit(url) if self.may_edit and card.can_be_edited else "")
        return "".join(told)

    def more(self, card: Card, url: str, fields: str) -> str:
        """What is needed seldom."""
        told = [self._form(ACTS["pending"], card.pk, url, fields) if card.can(ACTS["pending"]) else ""]
        told.append(self._bring_back(url, fields) if card.is_deferred else "")
        told.append(self._form(ACTS["check-again"], card.pk, url, fields) if card.can_be_checked_again else "")
        return "".join(told)

    def undo(self, url: str, fields: str, act: int, marks: str = "") -> str:
        return self._back("undo", url, fields, f'name="action" value="{act}"', self.labels["undo"], marks)

    def _bring_back(self, url: str, fields: str) -> str:
        """Takes back that it was put off, whoever did it."""
        return self._back("defer", url, fields, 'name="until" value="now"', self.words["bring_back"])

    def _answer(self, card: Card, url: str, fields: str) -> str:
        """To readers' reports, or to the author's appeal, without another decision about the comment."""
        if card.row.shelf == Shelf.REPORTED and card.can(ACTS["keep"]):
            return self._form(ACTS["keep"], card.pk, url, fields)
        if card.row.shelf != Shelf.APPEALED or not self.may["deny"]:
            return ""
        told = {"label": self.labels["deny"], "words": self.words, "longest": LONGEST_WORDS}
        return DENIAL.format(url=url, fields=fields, **told)

    def _decision(self, act: Act, card: Card, url: str, fields: str) -> str:
        if act.slug != "reject":
            return self._form(act, card.pk, url, fields)
        draft = card.draft or NOTHING
        chosen = options([("", _("Reason …")), *self.choices], draft.reason) if draft.reason else self.reasons
        select = REASON.format(label=self.words["reason"], options=chosen)
        told = {"said": escape(draft.words), "note": escape(draft.note), "preview": draft.html}
        is_open = " open" if draft.words or draft.note or draft.html else ""
        more = WORDS.format(words=self.words, open=is_open, url=url, longest=LONGEST_WORDS, **told)
        return self._form(act, card.pk, url, fields, beside=select, more=more)

    def _put_off(self, url: str, fields: str) -> str:
        told = {"key": ACTS["defer"].key, "label": self.labels["defer"], "words": self.words, "longest": LONGEST_WORDS}
        return DEFERRAL.format(url=url, fields=fields, choices=self.deferrals, **told)

    def _reply(self, card: Card, url: str) -> str:
        place = f'hx-target="#reply-{card.pk}" hx-swap="innerHTML" hx-disabled-elt="this"'
        marks = f' aria-keyshortcuts="e" data-stays hx-get="{url}reply/{self.query}" {place}'
        return LEAD.format(act="reply", url=url, query=self.query, marks=marks, label=self.words["reply"])

    def _feature(self, card: Card, url: str, fields: str) -> str:
        is_featured = card.row.featured_at is not None
        fields += hidden(end="on") if is_featured else ""
        label = self.words["feature_no_more"] if is_featured else ""
        return self._form(ACTS["feature"], card.pk, url, fields, label=label)

    def _edit(self, url: str) -> str:
        return LEAD.format(act="edit", url=url, query=self.query, marks="", label=self.words["edit"])

    def _form(
        self, act: Act, number: int, url: str, fields: str, label: str = "", beside: str = "", more: str = ""
    ) -> str:
        if not self.may[act.slug]:
            return ""
        button = BUTTON.format(key=act.key, label=label or self.labels[act.slug])
        told = {"act": act.slug, "number": number, "button": PAIR.format(button, beside) if beside else button}
        marks = " data-stays" if act.stays else ""
        return FORM.format(url=url, fields=fields, more=more, marks=marks, **told)

    def _back(self, act: str, url: str, fields: str, field: str, label: str, marks: str = "") -> str:
        return BACK.format(act=act, url=url, fields=fields, field=field, marks=marks, label=label)


def _words() -> dict[str, str]:
    return {
        "bring_back": _("Bring back"),
        "edit": _("Edit"),
        "feature_no_more": _("Feature no longer"),
        "note": _("Note for the log, which the author never sees"),
        "note_only": _("Note"),
        "preview": _("Preview"),
        "reason": _("Reason"),
        "reply": _("Reply"),
        "to_author": _("In your own words, to the author, besides the reason"),
        "to_author_denied": _("To the author: why the decision stands"),
        "words": _("With words …"),
    }
