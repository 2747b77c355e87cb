"""Pictures of a batch taken back, a portion at a time, with their files: those that nothing shows or is going to."""

from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F

from articles.models import Picture, Rendition, Revision
from articles.models.picture import remove_files
from moving.imports.used import delete, used


def take_back(rows: list[int], since: datetime) -> set[int]:
    """In a transaction; says which of them stay. Until its end nobody can begin to show one of them."""
    there = list(Picture.objects.select_for_update().filter(pk__in=rows).order_by("pk"))
    kept = used(Picture, rows) | _awaited(there)
    _delete([picture for picture in there if picture.pk not in kept])
    return kept & {picture.pk for picture in there}


def _awaited(pictures: Collection[Picture]) -> set[int]:
    """By working copies, as `Picture.shown_by` says it of one."""
    copies = Revision.objects.filter(article__working_copy=F("number")).order_by()
    found: set[int] = set()
    for number, body in copies.values_list("content__picture", "content__body").iterator():
        found.update(each.pk for each in pictures if each.pk == number or each.url in (body or ""))
    return found


def _delete(going: Collection[Picture]) -> None:
    numbers = [picture.pk for picture in going]
    smaller = Rendition.objects.filter(picture__in=numbers).values_list("file", flat=True)
    names = [*(str(picture.file.name) for picture in going), *smaller]
    delete(Picture, numbers)
    transaction.on_commit(partial(remove_files, names))
