"""Addresses by name, remembered: a page has forty, and Django works each one out anew."""

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, reverse

REMEMBERED = 10_000


def path_of(name: str, *parts: object) -> str:
    return _path(settings.ROOT_URLCONF, get_script_prefix(), name, parts)


@lru_cache(REMEMBERED)
def _path(urlconf: str, prefix: str, name: str, parts: tuple[object, ...]) -> str:
    return reverse(name, urlconf, args=parts)
