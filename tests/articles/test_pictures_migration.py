"""The upgrade from files named by articles and authors to pictures of their own: nothing that was shown is lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from moving.scratch import ALIAS, scratch
from tests.articles.pictures import picture_file

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = ("articles", "0005_front_page")
AFTER = ("articles", "0008_keys_of_pictures")


@pytest.fixture
def old(settings: Any, tmp_path: Path) -> Iterator[Any]:
    settings.MEDIA_ROOT = tmp_path
    with scratch():
        yield moved_to(BEFORE)


def moved_to(target: tuple[str, str]) -> Any:
    """The models of that state, in the scratch database."""
    MigrationExecutor(connections[ALIAS]).migrate([target])
    apps = MigrationExecutor(connections[ALIAS]).loader.project_state([target]).apps
    return lambda name: apps.get_model("articles", name).objects.using(ALIAS)


def stored(name: str, size: tuple[int, int] = (30, 20)) -> str:
    return default_storage.save(name, ContentFile(picture_file("PNG", size).read()))


def test_every_file_becomes_a_picture_with_its_words_and_size(old: Any) -> None:
    section = old("Section").create(slug="harbor", name="Harbor")
    words = {"picture_alt": "A boat", "caption": "At dawn", "credit": "Photo: Bly"}
    boats: dict[str, Any] = {"picture": stored("pictures/a.png"), "picture_width": 30, "picture_height": 20}
    same = {"picture": stored("pictures/b.png"), "picture_width": 30, "picture_height": 20}
    gone = {"picture": "pictures/gone.webp", "picture_width": 7, "picture_height": 5}
    for slug, columns in (("boats", boats), ("ships", same), ("gone", gone), ("bare", {})):
        old("Article").create(section=section, slug=slug, headline=slug, **columns, **words)
    old("Author").create(name="Ada", slug="ada", portrait=stored("portraits/ada.png", (40, 40)))
    old("Author").create(name="Ben", slug="ben", portrait="portraits/gone.png")
    old("Author").create(name="Cy", slug="cy")
    new = moved_to(AFTER)
    articles = {article.slug: article for article in new("Article").select_related("picture")}
    kept = articles["boats"].picture
    assert (kept.file.name, kept.width, kept.height, kept.alt) == (boats["picture"], 30, 20, "A boat")
    assert (kept.caption, kept.credit, len(kept.digest)) == ("At dawn", "Photo: Bly", 64)
    assert articles["ships"].picture == kept, "the same content twice is one picture"
    assert (articles["gone"].picture.file.name, articles["gone"].picture.width) == (gone["picture"], 7)
    assert articles["bare"].picture is None
    assert all(getattr(article, name) == value for article in articles.values() for name, value in words.items())
    authors = {author.slug: author.portrait for author in new("Author").select_related("portrait")}
    assert (authors["ada"].file.name, authors["ada"].width, authors["ada"].alt) == ("portraits/ada.png", 40, "Ada")
    assert (authors["ben"].file.name, authors["ben"].width) == ("portraits/gone.png", 0)
    assert authors["cy"] is None
    assert new("Picture").exclude(rendering=0).count() == 0, "the worker makes the renditions"
    assert default_storage.exists(boats["picture"])
    check_way_back(boats["picture"])


def check_way_back(name: str) -> None:
    again = moved_to(BEFORE)
    article = again("Article").get(slug="boats")
    assert (article.picture.name, article.picture_width, article.picture_height) == (name, 30, 20)
    assert again("Author").get(slug="ada").portrait.name == "portraits/ada.png"
