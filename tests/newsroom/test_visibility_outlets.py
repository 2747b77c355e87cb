"""The table of outlets is whole and true, so that what is asserted of every outlet is asserted of every address."""

import pytest
from django.urls import Resolver404, resolve

from tests.factories import make_article, make_author, make_comment, make_section
from tests.newsroom.outlets import OUTLETS, Subject, admin_addresses, admin_patterns, public_patterns

pytestmark = pytest.mark.django_db


@pytest.fixture
def subject() -> Subject:
    section = make_section("harbor", parent=make_section("city"))
    article = make_article(section=section, authors=(make_author("Ada Byline"),))
    return Subject(article, make_comment(article, parent=make_comment(article, status="approved")))


def test_every_public_pattern_is_in_the_table() -> None:
    for pattern in public_patterns():
        assert pattern in OUTLETS, (
            f"The public address {pattern!r} is new. Name it in OUTLETS of tests/newsroom/outlets.py, with the"
            " addresses under which it could show an article or a comment: the visibility matrix looks at no other."
        )


def test_the_table_names_no_pattern_that_is_gone() -> None:
    assert set(OUTLETS) - set(public_patterns()) == set()


@pytest.mark.parametrize("pattern", OUTLETS)
def test_the_addresses_of_a_pattern_lead_to_it(pattern: str, subject: Subject) -> None:
    addresses = OUTLETS[pattern](subject)
    assert addresses
    assert {resolve(address.partition("?")[0]).route for address in addresses} == {pattern}


def test_so_do_the_addresses_of_the_admin(subject: Subject) -> None:
    found = [resolve(address).route for address in admin_addresses(subject)]
    # Django's own sign-in page stands behind ours, under the same address.
    assert sorted({*found, "admin/login/"}) == sorted(set(admin_patterns()))


def test_a_pattern_that_the_table_lacks_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(OUTLETS, "sitemap.xml")
    with pytest.raises(AssertionError, match=r"'sitemap\.xml' is new\. Name it in OUTLETS"):
        test_every_public_pattern_is_in_the_table()


def test_an_address_outside_the_table_has_no_page() -> None:
    with pytest.raises(Resolver404):
        resolve("/no/such/page/at/all/")
