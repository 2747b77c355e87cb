"""Pictures of ours within texts: shown with their size in every format, kept account of, and renewed."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db.models import ProtectedError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles import body, figures, renewing
from articles.models import Article, Picture, StandingPage
from outbox.models import Job
from outbox.worker import Worker
from tests.articles.pictures import take_in
from tests.articles.test_body import check_harmless
from tests.factories import make_article, make_author, make_picture

pytestmark = pytest.mark.django_db

MADE = "abc123abc123 jpg 160 320 640 960 1200"


def figure(picture: Picture, rest: str = ' alt="Two boats"') -> str:
    return f'<figure><img src="{picture.url}"{rest}><figcaption>At dawn</figcaption></figure>'


def html_of(text: str) -> str:
    return figures.render(text)[0].html


def test_a_picture_of_ours_has_its_size_and_all_its_formats() -> None:
    html = html_of(figure(make_picture(made=MADE)))
    assert '<source type="image/avif" srcset="/media/renditions/abc123abc123-160.avif 160w, ' in html
    assert "abc123abc123-1200.webp 1200w" in html
    assert '<img src="/media/renditions/abc123abc123-1200.jpg" alt="Two boats" width="1200" height="800"' in html
    assert "<figcaption>At dawn</figcaption>" in html
    check_harmless(re.sub(r"<source [^<>]*>|</?picture>", "", html))


def test_one_without_renditions_yet_has_its_size() -> None:
    picture = make_picture()
    assert f'<img src="{picture.url}" alt="Two boats" width="1200" height="800" loading="lazy"' in html_of(
        figure(picture)
    )


def test_a_size_that_somebody_typed_is_not_believed() -> None:
    assert 'width="5"' not in html_of(figure(make_picture(), ' alt="x" width="5" height="5"'))


def test_what_it_shows_is_said_by_the_text_or_else_by_the_picture() -> None:
    picture = make_picture("A quay")
    assert 'alt="Two boats"' in html_of(figure(picture))
    assert 'alt="A quay"' in html_of(figure(picture, ""))
    assert 'alt=""' in html_of(figure(picture, ' alt=""'))


def test_words_cannot_leave_their_attribute() -> None:
    html = html_of(figure(make_picture('"><script>alert(1)</script>'), ""))
    assert "<script" not in html
    check_harmless(html)


def test_other_files_of_the_site_stay_as_they_are() -> None:
    assert '<img alt="" src="/media/old.jpg" loading="lazy" decoding="async">' in html_of(
        '<p><img src="/media/old.jpg">'
    )


def test_a_picture_is_known_whatever_the_quotation_marks() -> None:
    picture = make_picture()
    assert figures.render(f"<p><img alt='' src='{picture.url}'></p>")[1] == [picture]


def test_a_text_asks_for_its_pictures_once_and_one_without_never(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    several = "".join(figure(make_picture()) for _ in range(3))
    with django_assert_num_queries(1):
        figures.render(several)
    with django_assert_num_queries(0):
        figures.render("<p>Words, and <img src='/static/x.png'> one of the house.</p>")


def test_pictures_that_nobody_has_described_are_told() -> None:
    mute, told = make_picture(""), make_picture("A quay")
    text = figure(mute, "") + figure(told, "") + figure(told, ' alt=""') + figure(mute) + '<img src="/media/x.png">'
    assert figures.without_words(text) == [mute.url, told.url, "/media/x.png"]


def test_an_article_keeps_account_of_what_it_shows() -> None:
    first, second = make_picture(), make_picture()
    article = make_article(body=figure(first) + figure(first))
    assert list(article.figures.all()) == [first]
    article.body = figure(second)
    article.save()
    assert list(article.figures.all()) == [second]


def test_a_picture_that_a_text_shows_cannot_be_deleted() -> None:
    picture = make_picture()
    article = make_article(body=figure(picture))
    page = StandingPage.objects.create(slug="about", title="About us", body=figure(picture))
    for text in (article, page):
        with pytest.raises(ProtectedError):
            picture.delete()
        text.body = "<p>Words.</p>"
        text.save()
    picture.delete()
    assert not Picture.objects.exists()


@pytest.mark.parametrize("column", ["picture", "portrait"])
def test_nor_one_that_stands_over_an_article_or_beside_a_name(column: str) -> None:
    picture = make_picture()
    owner: Any = make_article(picture=picture) if column == "picture" else make_author(portrait=picture)
    with pytest.raises(ProtectedError):
        picture.delete()
    setattr(owner, column, None)
    owner.save()
    picture.delete()


def test_its_files_go_with_it(settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    picture = take_in("JPEG", (100, 100))
    Worker().drain()
    assert sum(path.is_file() for path in tmp_path.rglob("*")) == 4
    with django_capture_on_commit_callbacks(execute=True):
        picture.delete()
    assert not any(path.is_file() for path in tmp_path.rglob("*"))


def test_texts_are_rendered_anew_when_their_pictures_are_made(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    picture = take_in("JPEG", (300, 200))
    article = make_article(body=figure(picture))
    page = StandingPage.objects.create(slug="about", title="About us", body=figure(picture), is_public=True)
    revision = article.revision
    Worker().drain()
    for text in (article, page):
        text.refresh_from_db()
        assert "image/avif" in text.body_html
        assert "image/avif" in client.get(text.get_absolute_url()).content.decode()
    assert article.revision == revision, "a form that was opened before can still be saved"


def test_other_words_of_a_picture_reach_the_texts_that_show_it() -> None:
    picture = make_picture("A quay")
    article = make_article(body=figure(picture, ""))
    Job.objects.all().delete()
    picture.alt = "A pier"
    picture.save()
    Worker().drain()
    article.refresh_from_db()
    assert 'alt="A pier"' in article.body_html


def test_bodies_of_an_older_markup_get_their_pictures_and_are_known_to_show_them() -> None:
    picture = make_picture(made=MADE)
    article = make_article(body=figure(picture))
    article.figures.clear()
    Article.objects.update(body_html="old", body_markup=body.MARKUP - 1)
    outcome = renewing.renew_older(Job())
    outcome.effect()
    article.refresh_from_db()
    assert (article.body_markup, list(article.figures.all())) == (body.MARKUP, [picture])
    assert "image/avif" in article.body_html


def test_a_text_that_was_changed_meanwhile_is_not_written_over() -> None:
    picture = make_picture(made=MADE)
    article = make_article(body=figure(picture))
    outcome = renewing.renew_figures(Job(ref=picture.pk))
    article.body = "<p>Newer.</p>"
    article.save()
    outcome.effect()
    article.refresh_from_db()
    assert (article.body_html, article.figures.count()) == ("<p>Newer.</p>", 0)
