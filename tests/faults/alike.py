"""All rows of the database by their places in order instead of their numbers, and without times of the test itself.

What was killed and begun again has other numbers and other times: everything else has to be the same.
"""

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import ForeignKey, Model
from django.db.models.fields.files import FieldFile

from articles.models import Article, Author, Picture, Section, StandingPage, Tag
from comments.models import Comment
from moving.models import Kind

type Places = dict[type[Model], dict[Any, int]]
type Whole = dict[str, list[dict[str, Any]]]

ROWS_OF: dict[str, type[Model]] = {
    Kind.AUTHOR: Author,
    Kind.SECTION: Section,
    Kind.TAG: Tag,
    Kind.ARTICLE: Article,
    Kind.PAGE: StandingPage,
    Kind.PICTURE: Picture,
    Kind.COMMENT: Comment,
}
OURS = ("accounts", "articles", "comments", "moving", "outbox")
# By chance, with numbers within, or risen once for each transaction.
FILE_AGAIN = re.compile(r"(originals/[0-9a-f]+)_\w{7}\b")
NOT_SAID = {
    *("comments.comment.nonce", "comments.commenter.nonce", "articles.searchentry.marks", "outbox.job.ref"),
    "comments.discussion.version",
}
LOOSE: dict[str, type[Model]] = {"comments.comment.section": Section, "articles.searchentry.place": Article}
NUMBERED = {"moving.origin.name"}  # of a thread of Disqus: by the number of its article
SECOND = 2**31  # a place in the search is second × this + number


def whole(since: datetime, without: Collection[str] = ()) -> Whole:
    """By the names of models; what is later than `since` is now."""
    places: Places = {model: _places(model) for model in _models()}
    return {
        model._meta.label_lower: [_told(row, places, since) for row in model._base_manager.order_by("pk")]
        for model in places
        if model._meta.label_lower not in without
    }


def unlike(one: Whole, other: Whole) -> list[str]:
    """What is not the same of each row that is named in `one`, or that it is there once."""
    pairs = ((name, *rows) for name in one for rows in zip_longest(one[name], other[name]))
    return [f"{name}: {_unlike(here, there)}" for name, here, there in pairs if here != there]


def _unlike(here: dict[str, Any] | None, there: dict[str, Any] | None) -> Any:
    if here is None or there is None:
        return here, there
    return {name: (here[name], there[name]) for name in here if here[name] != there[name]}


def _models() -> Iterator[type[Model]]:
    for name in OURS:
        models = apps.get_app_config(name).get_models()
        yield from (model for model in models if model._meta.managed and not model._meta.proxy)


def _places(model: type[Model]) -> dict[Any, int]:
    numbers = model._base_manager.order_by("pk").values_list("pk", flat=True)
    return {number: place for place, number in enumerate(numbers)}


def _told(row: Model, places: Places, since: datetime) -> dict[str, Any]:
    return {field.attname: _value(row, field, places, since) for field in row._meta.concrete_fields}


def _value(row: Model, field: Any, places: Places, since: datetime) -> Any:
    value = getattr(row, field.attname)
    value = file_as_it_was(str(value)) if isinstance(value, str | FieldFile) else value
    if isinstance(value, datetime) and value >= since:
        return "now"
    if isinstance(value, UUID) or f"{row._meta.label_lower}.{field.name}" in NOT_SAID:
        return "random"
    if f"{row._meta.label_lower}.{field.name}" in NUMBERED:
        return re.sub(r"^\d+ ", "", value)
    model = _pointed_at(row, field)
    return value if model is None or value is None else places[model][value % SECOND]


def file_as_it_was(text: str) -> str:
    """A file that was written just before a kill stays for a day, and the next one has letters behind its name."""
    return FILE_AGAIN.sub(r"\1", text)


def _pointed_at(row: Any, field: Any) -> type[Model] | None:
    """The model of which the value is a number, as far as it is one."""
    name = f"{row._meta.label_lower}.{field.name}"
    if name == "moving.origin.row":
        return ROWS_OF[row.kind]
    if name in LOOSE:
        return LOOSE[name]
    if isinstance(field, ForeignKey) or field.name == "id":
        pointed: Any = field.related_model or field.model
        return apps.get_model(pointed._meta.concrete_model._meta.label)
    return None
