"""Cards as HTML, without the template engine, which needs thirty times as long for a page of 25.

Whatever comes from outside goes through `escape`, here or in comments/desk/fragments.py; the HTML of comments is
sanitized when it is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from comments.desk import fragments, parts
from comments.desk.buttons import BY_KEY, Buttons
from comments.desk.cards import Card
from comments.desk.slots import Around
from comments.desk.words import Phrases, host_of, one_place
from comments.models import Comment

ON_ITS_PAGE = "card"  # where a form returns to the card's own page, not to a list

_OPEN = """<article id="comment-{0}" class="card{1}" aria-labelledby="name-{0}" tabindex="-1" data-card \
data-seen="{0}.{2}.{3}" hx-target="this" hx-swap="outerHTML" hx-disabled-elt="find button">"""
_FOLDED = """{open}
<p><b>{said}</b> · <bdi id="name-{pk}">{name}</bdi> · <a href="{url}">{words[open]}</a></p>
{way_back}
</article>
"""
_CARD = """{open}
<div class="card-main">
<header class="card-head">
{choice}<h2 id="name-{pk}">{name}</h2>
{slots[badges]}<a class="card-time" href="{url}">{created}</a>
{since}{slots[claim]}</header>
{slots[notice]}{notice}<p class="card-notice" role="alert" data-failed hidden>{words[failed]}</p>
{slots[text]}
{acts}{slots[foot]}{below}</div>
<aside class="card-context">
<div class="card-why"><p>{why}</p>{undo}</div>
{slots[why]}{slots[context]}{website}{address}{beside}</aside>
</article>
"""
_FOLDS = '<div class="card-folds">{}</div>\n'  # on its own page under the text, where they have room
_CHOICE = """<label class="card-choose"><input type="checkbox" form="bulk" name="row" value="{}.{}.{}" \
aria-keyshortcuts="x" aria-label="{}"></label>"""
_NOTICE = '<p class="card-notice" role="alert">{}</p>\n'
_MORE = """<details class="card-more"><summary>{words[more]}</summary>
{forms}
{last}</details>"""
_PERSON = '<a class="card-person" aria-keyshortcuts="p" href="{url}"{beside}>{name}</a>'
_BESIDE = ' data-person hx-get="{}" hx-target="#person" hx-swap="innerHTML" hx-disabled-elt="this"'
_SINCE = '<span class="card-time">{} {}</span>\n'
_WEBSITE = '<p><small>{words[website]} <span class="host" dir="ltr">{host}</span></small></p>\n'
_ADDRESS = '<p class="card-address"><small dir="ltr">{}<br>{}</small></p>\n'

_WORDS = Phrases(
    choose=_("Choose, %(name)s"),
    deleted=_("name deleted"),
    decided=_("decided by %(who)s,"),
    edited=_("edited"),
    edited_here=_("edited by a moderator"),
    failed=_("That did not reach the server. Try again."),
    last=_("Last: %(was)s → %(now)s, by %(who)s"),
    more=_("More"),
    open=_("Open"),
    website=_("Website"),
)


class Writer:
    """Writes the cards of one answer. `back` is the list to which their forms return, or ON_ITS_PAGE."""

    def __init__(self, token: str, back: str, viewer: User) -> None:
        self.viewer = viewer
        self.in_list = back != ON_ITS_PAGE
        self.buttons = Buttons(token, back, viewer)
        self.words = _WORDS()
        self.queue = reverse("admin:comments_queue_changelist")
        self.people = reverse("admin:comments_people")

    def cards(self, shown: Sequence[Card]) -> list[SafeString]:
        with one_place():
            return [self.card(one, following) for one, following in pairwise([*shown, None]) if one]

    def card(self, card: Card, following: Card | None = None) -> SafeString:
        row, url = card.row, f"{self.queue}{card.pk}/"
        fields = self.buttons.fields(row.status, row.version, following.pk if following else None)
        undo = self._undo(card, url, fields)
        around = Around(card, self.viewer, url, fields, not self.in_list)
        slots = parts.fill(around, card.found)
        folds = _FOLDS.format(slots["folds"])
        html = _CARD.format(
            slots=slots,
            open=_OPEN.format(row.pk, "", row.status, row.version),
            words=self.words,
            pk=row.pk,
            url=url,
            choice=self._choice(card) if self.in_list and card.buttons else "",
            name=self._name(card),
            created=fragments.time_tag(row.created_at),
            since=self._edited(card) + self._decided(card),
            notice=_NOTICE.format(escape(card.notice)) if card.notice else "",
            acts=self._acts(card, url, fields, slots["more"], undo) if card.buttons else "",
            why=escape(card.why),
            undo=undo if card.is_decided else "",
            website=self._website(row.website) if row.website else "",
            address=_ADDRESS.format(escape(row.email or ""), escape(row.ip)) if row.ip else "",
            below="" if self.in_list else folds,
            beside=folds if self.in_list else "",
        )
        return SafeString(html)

    def folded(self, comment: Comment, said: str, undo: int) -> SafeString:
        """The one line that is left of a decided card, with the way back."""
        url = f"{self.queue}{comment.pk}/"
        fields = self.buttons.fields(comment.status, comment.version)
        html = _FOLDED.format(
            open=_OPEN.format(comment.pk, " card-folded", comment.status, comment.version),
            words=self.words,
            pk=comment.pk,
            url=url,
            said=escape(said),
            name=escape(comment.name),
            way_back=self.buttons.undo(url, fields, undo, BY_KEY),
        )
        return SafeString(html)

    def _choice(self, card: Card) -> str:
        label = self.words["choose"] % {"name": escape(card.row.name)}
        return _CHOICE.format(card.pk, card.row.status, card.row.version, label)

    def _name(self, card: Card) -> str:
        """It leads to the person: in a list to what opens beside it."""
        name = f"<i>{self.words['deleted']}</i>" if card.is_stub else f"<bdi>{escape(card.row.name)}</bdi>"
        if card.row.person is None:
            return name
        url = f"{self.people}{card.row.person}/"
        return _PERSON.format(url=url, beside=_BESIDE.format(url) if self.in_list else "", name=name)

    def _edited(self, card: Card) -> str:
        """By a moderator, whose act the history dates, or by its author."""
        if card.row.edited_by:
            return _SINCE.format(self.words["edited_here"], "")
        at = card.row.edited_at
        return _SINCE.format(self.words["edited"], fragments.time_tag(at)) if at else ""

    def _decided(self, card: Card) -> str:
        if not card.is_decided or not card.last:
            return ""
        said = self.words["decided"] % {"who": escape(card.last.who)}
        return _SINCE.format(said, fragments.time_tag(card.last.act.at))

    def _acts(self, card: Card, url: str, fields: str, others: str, undo: str) -> str:
        more = _MORE.format(
            words=self.words,
            forms=self.buttons.more(card, url, fields) + others,
            last="" if card.is_decided or not undo else f"<p>{self._last(card)}</p>{undo}\n",
        )
        return f'<div class="card-acts">{self.buttons.decide(card, url, fields)}{more}</div>\n'

    def _undo(self, card: Card, url: str, fields: str) -> str:
        last = card.undoable
        return self.buttons.undo(url, fields, last.act.pk) if last and last.can_be_undone_by(self.viewer) else ""

    def _last(self, card: Card) -> str:
        told = {"was": card.last.came_from, "now": card.last.went_to, "who": card.last.who} if card.last else {}
        return self.words["last"] % {name: escape(value) for name, value in told.items()}

    def _website(self, website: str) -> str:
        return _WEBSITE.format(words=self.words, host=escape(host_of(website)))
