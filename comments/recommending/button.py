"""What stands under a comment: the button and how many pressed it. Without the template engine, as a page has many."""

from __future__ import annotations

from html import escape

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# The same id before and after, so that who has pressed it still has the focus.
_FORM = (
    '<form class="recommend" method="post" action="{address}">{hidden}'
    '<button id="recommend-{pk}" aria-describedby="by-{pk}"{pressed}>{label}</button></form>'
)
_TAKE_BACK = '<input type="hidden" name="take_back" value="1">'


def address_of(comment: int) -> str:
    return f"/comments/{comment}/recommend/"


def offered(comment: int, count: int, label: str) -> str:
    """The same for everybody. `label` is what `label()` says, looked up once for a page."""
    told = f"{label} ({count})" if count else label
    return _FORM.format(address=address_of(comment), pk=comment, hidden="", pressed="", label=told)


def given(comment: int, count: int) -> str:
    """For the browser that has just recommended it."""
    told = _("You recommend this (%(count)d): take back") % {"count": count}
    return _FORM.format(
        address=address_of(comment), pk=comment, hidden=_TAKE_BACK, pressed=' class="recommended"', label=told
    )


def label() -> str:
    return _("Recommend")


def counted(count: int) -> str:
    """Where nobody can recommend any more; nothing where nobody did."""
    if not count:
        return ""
    told = ngettext("%(count)d recommendation", "%(count)d recommendations", count) % {"count": count}
    return f'<span class="recommendations">{told}</span>'


def refused(comment: int, sentence: str) -> str:
    return f'<p class="recommend-refused" id="recommend-{comment}" role="alert">{escape(sentence)}</p>'
