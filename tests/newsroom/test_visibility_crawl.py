"""GET changes nothing, anywhere: every link is followed, as every kind of visitor, and no row is another afterwards."""

import re
from html import unescape
from urllib.parse import urljoin

import pytest
from django.test import Client

from comments.models import Comment
from tests.factories import make_article, make_author, make_comment, make_moderator, make_section, make_submission
from tests.factories import make_user as make_reader
from tests.newsroom.digests import changed, digest_of_all_tables
from tests.newsroom.outlets import Subject, admin_addresses, private_address, public_addresses

pytestmark = [pytest.mark.once, pytest.mark.django_db]
LINK = re.compile(r'(?:href|src|hx-get|formaction)="([^"]+)"')


@pytest.fixture
def subject() -> Subject:
    """A discussion with comments of all statuses, links in their texts, and something to page through."""
    section = make_section("harbor", parent=make_section("city"))
    article = make_article(section=section, authors=(make_author("Ada Byline"),))
    root = make_comment(article, status="approved", html='<p><a href="/sitemap.xml">x</a></p>')
    for status in ("unchecked", "pending", "approved", "rejected", "spam", "withdrawn"):
        make_submission(make_comment(article, parent=root, status=status))
    for _number in range(21):
        make_comment(article, status="approved")
    return Subject(article, Comment.objects.get(status="pending"))


@pytest.fixture(params=["anonymous", "reader", "moderator", "superuser"])
def visitor(request: pytest.FixtureRequest) -> Client:
    client = Client()
    if request.param == "moderator":
        client.force_login(make_moderator())
    elif request.param != "anonymous":
        client.force_login(make_reader(staff=request.param == "superuser", is_superuser=request.param == "superuser"))
    return client


def links_of(client: Client, address: str) -> set[str]:
    """Addresses of ours that the page at this one leads to; a redirect leads to one."""
    response = client.get(address)
    assert response.status_code < 500, address
    found = LINK.findall("" if response.streaming else response.text)
    found.append(response.headers.get("Location", ""))
    leading = [urljoin(address, unescape(link)).partition("#")[0] for link in found]
    return {link for link in leading if link.startswith("/") and not link.startswith(("//", "/static/"))}


def crawl(client: Client, start: list[str]) -> set[str]:
    """From these on, each address and then each shape of address once."""
    ahead, shapes = list(start), {_shape(address) for address in start}
    for address in ahead:
        for link in sorted(links_of(client, address)):
            if _shape(link) not in shapes:
                shapes.add(_shape(link))
                ahead.append(link)
    return set(ahead)


def test_no_get_changes_anything(subject: Subject, visitor: Client) -> None:
    start = [*public_addresses(subject), *admin_addresses(subject), private_address(subject), "/admin/"]
    before = digest_of_all_tables()
    seen = crawl(visitor, start)
    assert len(seen) > 100
    assert changed(before) == []


def test_a_post_does_change_something(subject: Subject) -> None:
    """So that the test above can fail."""
    client = Client()
    client.force_login(make_moderator())
    before = digest_of_all_tables()
    client.post(f"/admin/comments/queue/{subject.comment.pk}/approve/", {"status": "pending", "version": "1"})
    assert {"comments_comment", "comments_discussion", "comments_moderationaction"} <= set(changed(before))


def _shape(address: str) -> str:
    """Pages that differ in numbers, or in what their query says, are one page to the crawler."""
    path, _, query = address.partition("?")
    return re.sub(r"\d+", "0", path) + "?" + "&".join(sorted({part.partition("=")[0] for part in query.split("&")}))
