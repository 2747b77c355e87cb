"""Pictures on pages: nothing moves when they come, nobody loads a larger one than needed, the first one comes first."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles import picture_html
from articles.models import Picture
from articles.picture_html import PLACES, Made
from tests.factories import make_article, make_author, make_picture, make_section

pytestmark = pytest.mark.django_db

MADE = "abc123abc123 jpg 160 320 640 960 1200"
PICTURE = re.compile(r"(<picture>.*?)?(<img [^>]*>)", re.DOTALL)


def shown(html: str) -> list[str]:
    return [found[0] for found in PICTURE.finditer(html.split("<main")[1])]


@pytest.fixture
def pages(client: Client) -> dict[str, list[str]]:
    """What stands on each kind of page: a lead, rows, lists, portraits, figures, and what one may also like."""
    section, author = make_section("harbor"), make_author("Ada", bio="Knows ships.", portrait=make_picture(made=MADE))
    old = timezone.now() - timedelta(days=3)
    body = f'<figure><img src="{make_picture(made=MADE).url}" alt="A quay"></figure>'
    articles = [
        make_article(f"No {n}", (author,), section=section, picture=make_picture(made=MADE), body=body, published_at=at)
        for n, at in enumerate(old - timedelta(hours=hour) for hour in range(9))
    ]
    paths = {"front": "/", "section": "/harbor/", "author": "/authors/ada/", "article": articles[0].get_absolute_url()}
    return {name: shown(client.get(path).content.decode()) for name, path in paths.items()}


def test_every_picture_has_its_size_and_its_formats(pages: dict[str, list[str]]) -> None:
    assert {name: len(found) for name, found in pages.items()} == {"front": 4, "section": 9, "author": 10, "article": 7}
    for found in (each for page in pages.values() for each in page):
        assert 'width="1200" height="800"' in found
        assert found.startswith('<picture><source type="image/avif"')
        assert '<source type="image/webp"' in found
        assert re.search(r' alt="[^"]*"', found)


def test_only_what_a_page_waits_for_is_not_lazy(pages: dict[str, list[str]]) -> None:
    eager = {name: [n for n, each in enumerate(found) if 'loading="lazy"' not in each] for name, found in pages.items()}
    assert eager == {"front": [0], "section": [0], "author": [], "article": [1]}
    for found in (each for page in pages.values() for each in page):
        assert ('fetchpriority="high"' in found) != ('loading="lazy"' in found)


def test_a_list_loads_no_large_picture_as_its_thumbnail(pages: dict[str, list[str]]) -> None:
    portrait, *thumbnails = pages["author"]
    assert "960w" not in portrait
    for thumbnail in thumbnails:
        assert 'src="/media/renditions/abc123abc123-640.jpg"' in thumbnail
        assert 'sizes="(min-width: 60rem) 20rem, ' in thumbnail


@pytest.mark.once
def test_what_the_focus_is_on_stays_in_sight() -> None:
    html = picture_html.write(Picture(file="x.jpg", width=3, height=4, focus_x=31, focus_y=0), PLACES["lead"])
    assert 'class="teaser-picture tall fx-30 fy-0"' in html
    assert "fx-" not in picture_html.write(Picture(file="x.jpg", width=4, height=3), PLACES["lead"])


@pytest.mark.once
def test_styles_have_a_rule_for_every_focus() -> None:
    from django.contrib.staticfiles import finders

    path = finders.find("css/base.css")
    assert isinstance(path, str)
    with open(path) as file:
        styles = file.read()
    for axis in "xy":
        for at in (place for place in range(0, 101, 10) if place != 50):
            assert f".f{axis}-{at} {{ --f{axis}: {at}%; }}" in styles


@pytest.mark.once
@pytest.mark.parametrize("made", ["ab jpg 30", "ab png 160 320 640 960 1600"])
def test_what_pages_know_is_read_as_it_was_written(made: str) -> None:
    assert str(Made.read(made)) == made
    assert Made.read("") is None


def test_words_of_an_article_come_before_those_of_its_picture(client: Client) -> None:
    picture = make_picture("A quay", caption="The quay at dawn", credit="Photo: Bly")
    article = make_article(picture=picture)
    html = client.get(article.get_absolute_url()).content.decode()
    for words in ('alt="A quay"', "The quay at dawn", "Photo: Bly"):
        assert words in html
    article.picture_alt, article.caption, article.credit = "The same quay", "A week later", "Photo: Moss"
    article.save()
    html = client.get(article.get_absolute_url()).content.decode()
    for own in ('alt="The same quay"', "A week later", "Photo: Moss"):
        assert own in html
    assert "Photo: Bly" not in html
