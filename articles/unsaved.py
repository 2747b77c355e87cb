"""What somebody has typed and not saved: one text per person and form, kept by the page every few seconds."""

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from articles import content
from articles.content import Content
from articles.models import Article, UnsavedText

LARGEST = 1_000_000  # signs, of all fields together
LEFT_OUT = {"csrfmiddlewaretoken", "over"}


class TooLarge(Exception):
    """More than a slot takes."""


def keep(by: User, article: Article | None, typed: QueryDict) -> UnsavedText:
    fields = {name: values for name, values in typed.lists() if name not in LEFT_OUT and not name.startswith("_")}
    if sum(len(value) for values in fields.values() for value in values) > LARGEST:
        raise TooLarge
    slot, _is_new = UnsavedText.objects.update_or_create(
        by=by, article=article, defaults={"fields": fields, "at": timezone.now()}
    )
    return slot


def forget(by: User, article: Article | None) -> None:
    UnsavedText.objects.filter(by=by, article=article).delete()


def of(by: User, article: Article | None, kept: Content) -> UnsavedText | None:
    """None where it says no more than what is kept: its save came through after all."""
    slot = UnsavedText.objects.filter(by=by, article=article).first()
    return slot if slot and _differs(slot, kept) else None


def _differs(slot: UnsavedText, kept: Content) -> bool:
    typed = {name: one(slot, name) for name in content.WORDS if name in slot.fields}
    return any(_plain(value) != _plain(kept.get(name, "")) for name, value in typed.items() if name != "label")


def _plain(text: str) -> str:
    """Browsers send other line ends than they were given."""
    return "\n".join(text.split("\r\n")).strip()


def one(slot: UnsavedText, name: str) -> str:
    values: list[str] = slot.fields.get(name, [])
    return values[-1] if values else ""


def initial(slot: UnsavedText, names: Iterable[str]) -> dict[str, Any]:
    """For the fields of a form; what the slot lacks is as it was."""
    several = {"related"}
    return {name: slot.fields[name] if name in several else one(slot, name) for name in names if name in slot.fields}


def rows(slot: UnsavedText, prefix: str) -> list[dict[str, str]] | None:
    """Those of a formset that were not removed; None where the form had none."""
    total = one(slot, f"{prefix}-TOTAL_FORMS")
    if not total.isdigit():
        return None
    found = [_row(slot, f"{prefix}-{place}-") for place in range(min(int(total), 100))]
    return [row for row in found if row and not row.pop("DELETE", "")]


def _row(slot: UnsavedText, start: str) -> dict[str, str]:
    names = [name.removeprefix(start) for name in slot.fields if name.startswith(start)]
    return {name: one(slot, f"{start}{name}") for name in names if name not in {"id", "article", "position"}}
