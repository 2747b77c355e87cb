"""Words and figures of the pages of moving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.formats import number_format

from moving.desk import words

register = template.Library()
register.filter("told", words.told)
register.filter("listed", words.listed)
register.filter("tallied", words.tallied)
register.filter("sentence", words.sentence)
register.filter("about", words.about)
register.filter("status", words.status)
register.filter("met", words.met)
register.filter("met_listed", words.met_listed)
register.filter("asked", words.asked)
register.filter("met_counted", words.met_counted)


@register.filter
def share(done: int, total: int) -> str:
    return f"{number_format(min(100, 100 * done // total))} %"


@register.filter
def of_key(found: Mapping[str, Any] | str, key: str) -> Any:
    return found.get(key, "") if isinstance(found, Mapping) else ""
