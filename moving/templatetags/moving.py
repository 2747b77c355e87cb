"""Words of the pages of moving: codes and English sentences of the engine, in the language of whoever reads."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext

from moving.desk import words

register = template.Library()


@register.filter
def told(fault: dict[str, Any]) -> str:
    """A sentence that was kept with its values."""
    sentence, named = gettext(fault["sentence"]), fault.get("named")
    return sentence % named if named else sentence


@register.filter
def share(done: int, total: int) -> str:
    return f"{number_format(min(100, 100 * done // total))} %"


@register.filter
def counted(name: str) -> str:
    """What a number is of."""
    return words.counted(name)
