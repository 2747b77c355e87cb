"""The way from a public comment to the page on which its writer is asked for a question of the article."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles import editing
from comments.desk.slots import Around
from comments.desk.words import Phrases
from comments.models import Status

PHRASES = Phrases(ask=_("Ask its writer for a question of the article"))


def html(_found: None, around: Around) -> str:
    row = around.card.row
    if row.status != Status.APPROVED or not editing.is_editor(around.viewer):
        return ""
    return f'<p><a href="{reverse("desk_question_of", args=[row.pk])}">{PHRASES()["ask"]}</a></p>\n'
