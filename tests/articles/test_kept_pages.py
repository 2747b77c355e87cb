"""Pages are kept compressed, and a process believes a page's versions for a second."""

import gzip
import time
from collections.abc import Iterator

import brotli
import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles import kept
from articles.models import Article
from tests.factories import make_article

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.articles.quiet")]

UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    cache.clear()
    kept.forget_beliefs()
    yield
    kept.forget_beliefs()


@pytest.fixture
def article() -> Article:
    return make_article("A bridge reopens")


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("GZIP;Q=1.0", "gzip"),
        ("*", "br"),
        ("*;q=0", ""),
        ("identity", ""),
        ("", ""),
        ("br;q=nonsense", ""),
        (",,;;=,", ""),
    ],
)
def test_the_best_encoding_that_is_accepted(accepted: str, encoding: str) -> None:
    assert kept.best_encoding(accepted) == encoding


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_every_encoding_holds_the_same_page_under_one_etag(client: Client, article: Article, encoding: str) -> None:
    plain = client.get(article.get_absolute_url())
    packed = client.get(article.get_absolute_url(), headers={"Accept-Encoding": encoding})
    assert packed.headers["Content-Encoding"] == encoding
    assert UNPACK[encoding](packed.content) == plain.content
    assert packed.headers["ETag"] == plain.headers["ETag"]
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in plain.headers


def test_a_kept_page_is_neither_rendered_nor_packed_again(
    client: Client, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(article.get_absolute_url(), headers={"Accept-Encoding": "br"})
    monkeypatch.setattr(kept, "COMPRESS", {})
    assert client.get(article.get_absolute_url(), headers={"Accept-Encoding": "br"}).content == first.content


def test_no_page_is_kept_uncompressed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    article = make_article(body=f"<p>{'word ' * 20_000}</p>")
    sizes = []
    monkeypatch.setattr(kept, "_to_cache", lambda key, page: sizes.append(len(page[1])))
    plain = client.get(article.get_absolute_url())
    client.get(article.get_absolute_url(), headers={"Accept-Encoding": "br"})
    assert len(sizes) == 2
    assert max(sizes) < len(plain.content) / 10


def test_what_nobody_could_compress_to_a_usual_size_is_not_kept(
    client: Client, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(article.get_absolute_url(), headers={"Accept-Encoding": "br"})
    packed: list[int] = []
    monkeypatch.setitem(kept.COMPRESS, "gzip", lambda body: packed.append(1) or gzip.compress(body))  # type: ignore[func-returns-value]
    monkeypatch.setattr(kept, "LARGEST", len(first.content) // 2)
    for _ in range(2):
        assert client.get(article.get_absolute_url(), headers={"Accept-Encoding": "gzip"}).status_code == 200
    assert len(packed) == 2


def test_who_takes_no_compression_gets_the_kept_page_too(
    client: Client, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(article.get_absolute_url())
    monkeypatch.setattr(kept, "COMPRESS", {})
    assert client.get(article.get_absolute_url()).content == first.content


def test_a_saved_change_shows_at_once_when_nothing_is_believed(client: Client, article: Article) -> None:
    client.get(article.get_absolute_url())
    article.headline = "The bridge closes again"
    article.save()
    assert b"The bridge closes again" in client.get(article.get_absolute_url()).content


def test_within_a_second_a_page_costs_no_query(
    client: Client, article: Article, settings: LazySettings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.BELIEVE_VERSIONS_FOR = 60.0
    first = client.get(article.get_absolute_url())
    with django_assert_num_queries(0):
        again = client.get(article.get_absolute_url())
        known = client.get(article.get_absolute_url(), headers={"If-None-Match": first.headers["ETag"]})
    assert again.content == first.content
    assert (again.headers["ETag"], again.headers["Cache-Control"]) == (
        first.headers["ETag"], first.headers["Cache-Control"]
    )  # fmt: skip
    assert known.status_code == 304


def test_a_belief_ends(
    client: Client, article: Article, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BELIEVE_VERSIONS_FOR = 1.0
    client.get(article.get_absolute_url())
    article.unpublish()
    assert client.get(article.get_absolute_url()).status_code == 200
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 1.1)
    assert client.get(article.get_absolute_url()).status_code == 410


def test_nothing_is_believed_of_addresses_without_a_page(client: Client, settings: LazySettings) -> None:
    settings.BELIEVE_VERSIONS_FOR = 60.0
    assert client.get("/nowhere/at-all/").status_code == 404
    assert not kept._beliefs


def test_different_queries_are_different_pages(client: Client, article: Article) -> None:
    plain = client.get("/")
    other = client.get("/?before=nonsense")
    assert plain.status_code == other.status_code == 200
    long = client.get(f"/?utm={'x' * 400}", headers={"Accept-Encoding": "br"})
    assert brotli.decompress(long.content)


def test_a_cache_that_is_away_costs_no_page(client: Client, article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(cache, "get", refuse)
    monkeypatch.setattr(cache, "set", refuse)
    assert client.get(article.get_absolute_url()).status_code == 200


def test_beliefs_are_bounded(
    client: Client, article: Article, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BELIEVE_VERSIONS_FOR = 60.0
    monkeypatch.setattr(kept, "MOST_BELIEFS", 3)
    for number in range(10):
        client.get(f"/?page={number}")
        assert len(kept._beliefs) <= 3
