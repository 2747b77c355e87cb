"""Proves that every article is found by the words it has, and repairs what is not so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import batched

from django.db import connections, transaction
from django.utils.translation import gettext as _

from articles.models import Article, SearchEntry
from articles.search import index

AT_ONCE = 100


def differences(*, repair: bool, using: str = "default") -> Iterator[str]:
    """A sentence for each; what has been repaired when it comes is repaired for good."""
    yield from _of_entries(repair, using)
    if not index.is_whole(connections[using]):
        if repair:
            with transaction.atomic(using=using):
                index.install(connections[using])
        yield _("The full-text index is not that of the entries, or not of the site's language.")


def _of_entries(repair: bool, using: str) -> Iterator[str]:
    """Those that have an entry or should have one; the others have neither, and that is quickly seen."""
    numbers = Article.objects.using(using).order_by("pk").values_list("pk", flat=True)
    entries = SearchEntry.objects.using(using)
    for some in batched(numbers.iterator(), AT_ONCE):
        with transaction.atomic(using=using):
            wrong = [number for number in some if (entries.keep([number]) if repair else entries.is_wrong(number))]
        for number in wrong:
            yield _("Article %(number)s is found by other words than it has.") % {"number": number}
