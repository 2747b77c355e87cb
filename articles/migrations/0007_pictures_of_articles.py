"""Gives a row of its own to each picture that articles and authors have by the name of its file. The files stay."""

import hashlib
from typing import Any

from django.core.files.storage import default_storage
from django.db import migrations
from PIL import Image

UNKNOWN = (0, 0)  # the worker reads it when the file is there


def give_rows(apps: Any, schema_editor: Any) -> None:
    using = schema_editor.connection.alias
    pictures = apps.get_model("articles", "Picture").objects.using(using)
    known: dict[str, int] = {}
    for article in apps.get_model("articles", "Article").objects.using(using).exclude(picture="").order_by("pk"):
        size = (article.picture_width or 0, article.picture_height or 0)
        words = {"alt": article.picture_alt, "caption": article.caption, "credit": article.credit}
        article.picture_row_id = row_of(article.picture.name, known, pictures, size, **words)
        article.save(update_fields=["picture_row"])
    for author in apps.get_model("articles", "Author").objects.using(using).exclude(portrait="").order_by("pk"):
        author.portrait_row_id = row_of(author.portrait.name, known, pictures, UNKNOWN, alt=author.name)
        author.save(update_fields=["portrait_row"])


def row_of(name: str, known: dict[str, int], pictures: Any, size: tuple[int, int], **words: str) -> int:
    """Two files of the same content are one picture."""
    if name not in known:
        digest, found = read(name)
        width, height = found or size
        columns = {"file": name, "width": width, "height": height, **words}
        same = pictures.filter(digest=digest).first() if digest else None
        known[name] = (same or pictures.create(digest=digest, **columns)).pk
    return known[name]


def read(name: str) -> tuple[str, tuple[int, int] | None]:
    """Its digest and its size, as far as they can be read: a file that is away must not stop an upgrade."""
    try:
        with default_storage.open(name) as file:
            digest = hashlib.sha256(file.read()).hexdigest()
            with Image.open(file) as image:
                return digest, image.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return "", None


def give_names(apps: Any, schema_editor: Any) -> None:
    using = schema_editor.connection.alias
    for model, column in (("Article", "picture"), ("Author", "portrait")):
        rows = apps.get_model("articles", model).objects.using(using).exclude(**{f"{column}_row": None})
        for row in rows.select_related(f"{column}_row"):
            picture = getattr(row, f"{column}_row")
            row_columns = {column: picture.file.name}
            if model == "Article":
                row_columns |= {"picture_width": picture.width, "picture_height": picture.height}
            rows.filter(pk=row.pk).update(**row_columns)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0006_pictures"),
    ]

    operations = [
        migrations.RunPython(give_rows, give_names, elidable=True),
    ]
