"""The editors' reasons for rejections, as pages name them.

A card alone may name twenty. So they are read together, once per request at most, and believed for
`settings.BELIEVE_VERSIONS_FOR` seconds, in which another process may have changed them.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.apps import apps
from django.apps.registry import Apps
from django.conf import settings
from django.core.signals import request_started
from django.db.models import QuerySet
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from comments.models import RejectionReason

FIRST_ONES = {
    "off_topic": (_("off topic"), _("It does not deal with the subject of the article.")),
    "insult": (_("insult"), _("It attacks a person instead of answering what was said.")),
    "promotion": (_("promotion"), _("It advertises something.")),
    "illegal": (_("illegal"), _("It may break the law.")),
    "duplicate": (_("duplicate"), _("The same text has been sent before.")),
    "other": (_("other"), _("It does not keep to our guideline.")),
}
"""With which a new installation begins: code, label, sentence."""

OUTSIDE_REQUESTS = 5.0  # seconds that a worker believes them


class Rejection(NamedTuple):
    code: str
    label: str
    sentence: str
    clause: str
    is_active: bool


class _Believed(NamedTuple):
    at: float  # by the monotonic clock
    reasons: Mapping[str, Rejection]


_believed: _Believed | None = None


def find(code: str) -> Rejection | None:
    """Also one that is no longer in use."""
    return _known().get(code)


def offered() -> list[Rejection]:
    return [reason for reason in _known().values() if reason.is_active]


def choices() -> list[tuple[str, str]]:
    return [(reason.code, capfirst(reason.label)) for reason in offered()]


def forget() -> None:
    """They have been changed here."""
    global _believed
    _believed = None


def keep_first_ones(using: str = "default", apps: Apps = apps, **signal: Any) -> None:
    """Those that a new installation begins with, in its language. `migrate` calls this.

    When the paper speaks another language since, those that no editor has ever changed follow it; others stay.
    """
    if "rejectionreason" not in apps.all_models["comments"]:
        return  # `migrate` also runs up to a point, and back
    rows = apps.get_model("comments", "RejectionReason").objects.using(using)
    words = _first_words(settings.LANGUAGE_CODE)
    if rows.exists():
        _follow_language(rows, words)
    else:
        made = [
            rows.model(code=code, label=label, sentence=sentence, position=10 * number)
            for number, (code, (label, sentence)) in enumerate(words.items(), start=1)
        ]
        rows.bulk_create(made, ignore_conflicts=True)
    forget()


def _first_words(language: str) -> dict[str, tuple[str, str]]:
    with translation.override(language):
        return {code: (str(label), str(sentence)) for code, (label, sentence) in FIRST_ONES.items()}


def _follow_language(rows: QuerySet[Any], words: Mapping[str, tuple[str, str]]) -> None:
    ours = [_first_words(language) for language in settings.TRANSLATED]
    for row in rows.filter(version=1, code__in=words):
        kept, wanted = (row.label, row.sentence), words[row.code]
        if kept != wanted and kept in [spoken[row.code] for spoken in ours]:
            rows.filter(pk=row.pk, version=1).update(label=wanted[0], sentence=wanted[1])


def _known() -> Mapping[str, Rejection]:
    global _believed
    found = _believed
    if found is None or time.monotonic() - found.at > OUTSIDE_REQUESTS:
        at = time.monotonic()
        reasons = map(Rejection._make, RejectionReason.objects.values_list(*Rejection._fields))
        _believed = found = _Believed(at, {reason.code: reason for reason in reasons})
    return found.reasons


def _begin_request(**signal: Any) -> None:
    if _believed and time.monotonic() - _believed.at >= settings.BELIEVE_VERSIONS_FOR:
        forget()


request_started.connect(_begin_request, dispatch_uid="comments.rejections")
