"""Every address, asked in every way there is: an answer, never a fault, and nothing written but by POST."""

import os

import pytest
from django.test import Client

from tests.factories import make_article, make_author, make_comment, make_section, make_user
from tests.newsroom.digests import changed, digest_of_all_tables
from tests.newsroom.outlets import Subject, admin_addresses, admin_patterns, public_addresses

pytestmark = pytest.mark.django_db

READ_AND_SENT = ("GET", "POST")  # the two that come as far as a database
MEANT_BY_NONE = ("PUT", "PATCH", "DELETE", "TRACE", "BREW")
OTHERS = [pytest.param(name, marks=pytest.mark.once) for name in ("HEAD", "OPTIONS", *MEANT_BY_NONE)]
METHODS = [*READ_AND_SENT, *OTHERS]
SAFE_ONLY = ("/", "/robots.txt", "/sitemap.xml", "/favicon.ico", "/comment-data/", "/healthz", "/readyz")


@pytest.fixture
def subject() -> Subject:
    section = make_section("harbor", parent=make_section("city"))
    article = make_article(section=section, authors=(make_author("Ada Byline"),))
    return Subject(article, make_comment(article, parent=make_comment(article, status="approved")))


@pytest.fixture(params=["anonymous", "superuser"])
def visitor(request: pytest.FixtureRequest) -> Client:
    """CSRF is not asked for, so that requests come as far as they can."""
    client = Client(raise_request_exception=False)
    if request.param != "anonymous":
        superuser = request.param == "superuser"
        client.force_login(make_user(request.param, staff=superuser, is_superuser=superuser))
    return client


@pytest.mark.parametrize("method", METHODS)
def test_no_address_fails(method: str, subject: Subject, visitor: Client) -> None:
    before = digest_of_all_tables()
    addresses = [*public_addresses(subject), *_but_signing_out(admin_addresses(subject))]
    for address in _in_turn(method, addresses):
        response = visitor.generic(method, address)
        assert response.status_code < 500, f"{method} {address}"
        if response.status_code == 405:
            assert method not in response.headers["Allow"].split(", "), f"{method} {address}"
    assert method == "POST" or changed(before) == []


@pytest.mark.parametrize("method", METHODS)
def test_no_public_address_takes_a_method_that_it_does_not_know(method: str, subject: Subject) -> None:
    allowed = {address: _allowed(address) for address in public_addresses(subject)}
    for address, methods in allowed.items():
        status = Client().generic(method, address).status_code
        assert (status == 405) == (methods != set() and method not in methods), f"{method} {address}: {status}"


@pytest.mark.parametrize("address", SAFE_ONLY)
def test_a_page_that_is_only_read_says_so(address: str) -> None:
    response = Client().post(address)
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) <= {"GET", "HEAD", "OPTIONS"}


def test_head_is_get_without_the_body(subject: Subject) -> None:
    for address in public_addresses(subject):
        get, head = Client().get(address), Client().head(address)
        assert head.status_code == get.status_code, address
        assert head.streaming or head.content == b"", address
        assert _lasting(head.headers) == _lasting(get.headers), address


FORM_PAGES = ("/reply/", "/edit/")


def test_acts_of_the_desk_are_posts_and_its_pages_are_not(subject: Subject) -> None:
    client = Client()
    client.force_login(make_user("root", staff=True, is_superuser=True))
    for address in admin_addresses(subject):
        if address.startswith("/admin/comments/queue/") and not address.endswith(FORM_PAGES):
            get, post = client.get(address), client.post(address)
            assert (get.status_code == 405) != (post.status_code == 405), address


def test_the_admin_is_whole_in_this_test() -> None:
    assert len(admin_patterns()) > 50
    assert any(pattern.startswith("admin/comments/queue/<int:pk>/") for pattern in admin_patterns())


def _in_turn(method: str, addresses: list[str]) -> list[str]:
    """Each address is asked by one of the methods that no page of ours means, in the deep run by all of them."""
    of_none = os.environ.get("TEST_DEPTH") != "deep" and method in MEANT_BY_NONE
    return addresses[MEANT_BY_NONE.index(method) :: len(MEANT_BY_NONE)] if of_none else addresses


def _but_signing_out(addresses: list[str]) -> list[str]:
    return [address for address in addresses if "logout" not in address]


def _allowed(address: str) -> set[str]:
    """What the address says of itself when asked by a method that nobody knows; nothing where no page is."""
    response = Client().generic("BREW", address)
    return set(response.headers["Allow"].split(", ")) if response.status_code == 405 else set()


def _lasting(headers: object) -> dict[str, str]:
    """Without what is new in every answer."""
    kept = {"Content-Type", "Cache-Control", "ETag", "Vary", "Location", "Allow", "X-Robots-Tag"}
    return {name: value for name, value in dict(headers.items()).items() if name in kept}  # type: ignore[attr-defined]
