"""Fields for what is chosen by its name. Without scripts the name is typed whole; scripts offer names meanwhile."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.forms.widgets import Script
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.admin.naming import KINDS, Kind

NEAREST = 5
BLANKS = 3  # fields for more, beside those that are filled


def _attributes(kind: str) -> dict[str, Any]:
    return {"data-names": reverse(f"admin:articles_names_{kind}"), "autocomplete": "off", "dir": "auto"}


class NameInput(forms.TextInput):
    class Media:
        css = {"all": ["css/names.css"]}
        js = [Script("js/names.js", type="module")]

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        return super().build_attrs(base_attrs, extra_attrs) | _attributes(self.kind)


class NamesInput(NameInput):
    """A field for each name, and some for more."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        written = [*(value or []), *[""] * BLANKS]
        rows = ((self._field(name, text, attrs or {}, place, renderer),) for place, text in enumerate(written, start=1))
        return format_html('<ol class="names">{}</ol>', format_html_join("", "<li>{}</li>", rows))

    def _field(self, name: str, text: str, attrs: dict[str, Any], place: int, renderer: Any) -> SafeString:
        """The label leads to the first."""
        own = {key: value for key, value in attrs.items() if key != "id" or place == 1}
        label = self.attrs.get("aria-label") or name
        numbered = {"aria-label": _("%(label)s, number %(number)d") % {"label": label, "number": place}}
        return super().render(name, text, own | numbered, renderer)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        typed = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [str(text) for text in typed if str(text).strip()]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """A form without any of them has none: it is sent with empty fields."""
        return False


def _one(kind: Kind, text: str) -> Model:
    found = kind.resolve(text.strip())
    if len(found) == 1:
        one: Model = found[0]
        return one
    offers = kind.written(found) if found else kind.offers(text)[:NEAREST]
    told = {"text": text, "offers": ", ".join(offers)}
    sentence = str(kind.several if found else kind.unknown) % told
    if not found and offers:
        sentence += " " + _("Near to it: %(offers)s.") % told
    raise forms.ValidationError(sentence, "several" if found else "unknown")


def _written(kind: Kind, values: Iterable[Any]) -> list[str]:
    """Of rows and numbers of rows; what was typed stays as it was."""
    values = list(values)
    numbers = [value for value in values if isinstance(value, int)]
    rows = kind.rows.in_bulk(numbers) if numbers else {}
    there = [rows.get(value, value) if isinstance(value, int) else value for value in values]
    known = [row for row in there if isinstance(row, Model)]
    said = dict(zip((row.pk for row in known), kind.written(known), strict=True)) if known else {}
    return [said[each.pk] if isinstance(each, Model) else str(each) for each in there]


class NamedField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def __init__(self, kind: str, **options: Any) -> None:
        self.kind = KINDS[kind]
        super().__init__(self.kind.rows, widget=NameInput(kind), **options)

    def prepare_value(self, value: Any) -> Any:
        return _written(self.kind, [value])[0] if isinstance(value, (int, Model)) else value

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or not str(value).strip():
            return None
        return value if isinstance(value, Model) else _one(self.kind, str(value))


class NamedListField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def __init__(self, kind: str, **options: Any) -> None:
        self.kind = KINDS[kind]
        super().__init__(self.kind.rows, widget=NamesInput(kind), **options)

    def prepare_value(self, value: Any) -> Any:
        if value is None:
            return []
        several = value if isinstance(value, Sequence | QuerySet | set) and not isinstance(value, str) else [value]
        return [text for text in _written(self.kind, several) if text.strip()]

    def clean(self, value: Any) -> QuerySet[Any]:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], "required")
        chosen = [_one(self.kind, str(text)) for text in value or []]
        return self.kind.rows.filter(pk__in=[each.pk for each in chosen])

    def has_changed(self, initial: Any, data: Any) -> bool:
        return set(self.prepare_value(initial)) != set(self.prepare_value(data))
