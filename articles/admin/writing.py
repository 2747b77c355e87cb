"""The editor for bodies: the form's own field, with a toolbar and windows that scripts bring to life over it."""

import json
from typing import Any

from django import forms
from django.forms.widgets import Script
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles.body import CALLOUTS
from articles.models.article import WORDS_A_MINUTE


class WritingWidget(forms.Textarea):
    """Without scripts it is a field for HTML."""

    class Media:
        css = {"all": ["css/prose.css", "css/writing.css"]}
        js = [Script("js/writing/start.js", type="module")]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        known = {
            "field": super().render(name, value, attrs, renderer),
            "callouts": CALLOUTS,
            "links": reverse("admin:articles_links"),
            "pictures": reverse("admin:articles_picture_choose"),
            "words_a_minute": WORDS_A_MINUTE,
            "words_json": json.dumps(_words()),
        }
        return mark_safe(render_to_string("admin/articles/writing.html", known))

    def use_required_attribute(self, initial: Any) -> bool:
        """A hidden field that is required would keep the form from being sent without a word."""
        return False


def _words() -> dict[str, Any]:
    """For the scripts, in the language of whoever writes."""
    callouts = {kind: str(label) for kind, label in CALLOUTS.items()}
    boxes = {"callouts": callouts, "questions": _("Questions and answers")}
    return {"label": _("Body"), "name": _("Name"), "role": _("role, institution"), **boxes}
