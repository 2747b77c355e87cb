"""The pages of a comment's author: axe finds nothing, and none is wider than a narrow window, whatever they wrote."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from comments import links
from comments.letters import wishes
from comments.models import Comment
from comments.own import erasing, mine
from tests.browser.profiles import NewProfile
from tests.comments.identity import asked, bound, confirmed, link, typed_comment
from tests.factories import make_comment, make_moderator

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]
QUICK = {"resultTypes": ["violations"], "preload": False}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LONG = "W" * 90


@pytest.fixture
def rejected() -> Comment:
    comment = make_comment(commenter=confirmed().commenter, text=LONG, html=f"<p>{LONG}</p>", name="W" * 60)
    comment.reject(by=make_moderator(), reason="insult", words=LONG)
    return comment


def test_axe_finds_nothing_on_the_pages_of_an_author(
    new_profile: NewProfile, live_server: LiveServer, rejected: Comment
) -> None:
    context = new_profile(live_server.url, width=320, height=800, dark=True)
    cookies = bound().cookies.items()
    context.add_cookies([{"name": name, "value": held.value, "url": live_server.url} for name, held in cookies])
    page = context.new_page()
    found = {name: faults for name in visited(page, rejected) if (faults := faults_of(page))}
    assert found == {}


def visited(page: Page, comment: Comment) -> Iterator[str]:
    status = links.status_url(comment)
    typed_comment(LONG, status="approved")
    contact = asked()
    wishes.let_wait(contact.commenter, {"kind": "article", "article": comment.article})
    for address in (status, f"{status}withdraw/", f"{status}appeal/", "/comments/mine/", link(contact)):
        page.goto(address)
        yield address
    page.goto(f"{status}edit/")
    page.get_by_label("Comment", exact=True).fill("")
    page.get_by_role("button", name="Save the change").click()
    page.locator(".form-errors").wait_for()
    yield "a change that lacks words"
    page.goto("/comments/mine/erase/")
    page.get_by_role("button", name="Erase everything").click()
    page.locator(".field-error").wait_for()
    yield "an erasure that lacks the word"
    assert comment.commenter
    page.goto(mine.address_of(erasing.ask(comment.commenter)))
    yield "an erasure"


def faults_of(page: Page) -> list[str]:
    violations = Axe().run(page, options=QUICK).response["violations"]
    wider = [f"{page.evaluate(WIDER)} px too wide"] if page.evaluate(WIDER) else []
    return [f"{each['id']}: {each['nodes'][0]['html'][:100]}" for each in violations] + wider
