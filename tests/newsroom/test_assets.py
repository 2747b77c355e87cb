"""Static files as the site serves them: collected once, in three encodings."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.http import HttpResponse, HttpResponseNotFound
from django.test import RequestFactory

from newsroom.assets import AssetsMiddleware

pytestmark = pytest.mark.once

ADDRESS = "/static/css/base.css"


@pytest.fixture
def assets(tmp_path: Path) -> AssetsMiddleware:
    """Three files with other bytes, so that an answer tells which it was made of."""
    (tmp_path / "css").mkdir()
    for suffix, size in {"": 90, ".gz": 30, ".br": 20}.items():
        (tmp_path / f"css/base.css{suffix}").write_bytes(b"x" * size)
    collected = SimpleNamespace(
        DEBUG=False, STATIC_ROOT=str(tmp_path), STATIC_URL="/static/", FORCE_SCRIPT_NAME=None, WHITENOISE_MAX_AGE=60
    )
    return AssetsMiddleware(lambda request: HttpResponseNotFound(), settings=collected)


def ask(assets: AssetsMiddleware, **headers: str) -> HttpResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response: HttpResponse = assets(RequestFactory().get(ADDRESS, headers=named))
    return response


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("gzip;q=0, br;q=0, identity", None),
        ("sobriety", None),
        ("", None),
    ],
)
def test_a_file_comes_in_an_encoding_that_was_asked_for(
    assets: AssetsMiddleware, accepted: str, encoding: str | None
) -> None:
    response = ask(assets, accept_encoding=accepted)
    assert response.headers.get("Content-Encoding") == encoding
    assert len(b"".join(response.streaming_content)) == {"br": 20, "gzip": 30, None: 90}[encoding]  # type: ignore[attr-defined]
    assert response.headers["Vary"] == "Accept-Encoding"


def test_one_weak_etag_stands_for_all_encodings(assets: AssetsMiddleware) -> None:
    etags = {ask(assets, accept_encoding=encoding).headers["ETag"] for encoding in ("br", "gzip", "")}
    assert len(etags) == 1
    assert etags.pop().startswith('W/"')


def test_a_known_file_is_not_sent_again(assets: AssetsMiddleware) -> None:
    etag = ask(assets).headers["ETag"]
    again, other = ask(assets, if_none_match=etag), ask(assets, if_none_match='W/"other"')
    assert (again.status_code, other.status_code) == (304, 200)
    assert again.headers["ETag"] == etag
