"""A rejection that is not sent yet: what was typed, and what its author would get."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from django import forms
from django.utils.translation import gettext as _

from comments import progress

PREVIEW = """<section class="act-preview" aria-label="{label}" role="status"><p class="act-preview-label">{label}</p>
<p><b>{title}</b></p>
<p>{explanation}</p>
{clause}{words}</section>"""


class Draft(NamedTuple):
    reason: str = ""
    words: str = ""
    note: str = ""
    html: str = ""

    @classmethod
    def of(cls, form: forms.Form) -> Draft:
        """As it was typed, whatever is wrong with it: nobody's words get lost."""
        return cls(*(form.data.get(name, "") for name in ("reason", "words", "note")))

    def previewed(self) -> Draft:
        """With what the author's own page will say, as that page says it."""
        state = progress.rejected(self.reason, self.words)
        html = PREVIEW.format(
            label=escape(_("What the author will read")),
            title=escape(state.title),
            explanation=escape(state.explanation),
            clause=f"<p>{escape(state.clause)}</p>\n" if state.clause else "",
            words=f'<blockquote dir="auto">{_lines(state.words)}</blockquote>' if state.words else "",
        )
        return self._replace(html=html)


def _lines(words: str) -> str:
    return escape(words).replace("\n", "<br>")


NOTHING = Draft()
