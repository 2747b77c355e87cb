"""What the look promises and a browser can tell: it fits, it prints, and the keyboard's place is always seen."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPerson
from tests.browser.people import open_newest_article, sign_in
from tests.running_site import RunningSite

pytestmark = pytest.mark.once

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
RING = "getComputedStyle(document.activeElement.closest('.teaser') ?? document.activeElement)"
PUBLIC = ("/", "/city/", "/authors/nora-castellane/", "/comment-data/", "/accounts/login/", "/no-such-page/")
DESK = (
    *("/admin/", "/admin/comments/queue/", "/admin/comments/spam-service/", "/admin/articles/article/add/"),
    *("/accounts/second-factor/", "/accounts/second-factor/set-up/", "/accounts/passkeys/", "/admin/accounts/user/"),
    *("/admin/comments/numbers/", "/admin/comments/alarms/", "/admin/comments/people/", "/admin/comments/rules/"),
)


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_is_wider_than_its_window(person: NewPerson, running: RunningSite, width: int) -> None:
    page = person(width=width)
    wider = {address: _width_over(page, address) for address in PUBLIC}
    open_newest_article(page)
    wider["an article"] = page.evaluate(WIDER)
    page.get_by_role("link", name="Leave a comment").first.click()
    expect(page.locator("textarea")).to_be_visible()
    wider["its form"] = page.evaluate(WIDER)
    sign_in(page, "admin", running.password_of("admin"))
    wider |= {address: _width_over(page, address) for address in DESK}
    assert not {place: over for place, over in wider.items() if over}


def _width_over(page: Page, address: str) -> int:
    page.goto(address)
    return int(page.evaluate(WIDER))


def test_paper_gets_the_article_and_where_it_came_from_without_the_frame(
    person: NewPerson, running: RunningSite
) -> None:
    page = person()
    open_newest_article(page)
    address = page.get_by_text(page.url, exact=True)
    expect(address).to_be_hidden()
    page.emulate_media(media="print")
    expect(address).to_be_visible()
    expect(page.locator("h1")).to_be_visible()
    for frame in (".sections", ".breadcrumb", ".footer", ".also-liked", ".skip-link"):
        expect(page.locator(frame)).to_be_hidden()
    expect(page.get_by_role("link", name="Leave a comment")).to_be_hidden()


def test_the_keyboard_is_seen_wherever_it_stands(person: NewPerson, running: RunningSite) -> None:
    page = person(dark=True)
    for address in ("/", "/accounts/login/"):
        page.goto(address)
        _walk(page)
    open_newest_article(page)
    _walk(page)
    sign_in(page, "moderator", running.password_of("moderator"))
    _walk(page)


def _walk(page: Page, stops: int = 25) -> None:
    """By Tab: every stop has a ring of two pixels or more."""
    for _ in range(stops):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            return
        ring = page.evaluate(f"[{RING}.outlineStyle, parseFloat({RING}.outlineWidth)]")
        assert ring[0] != "none", page.evaluate("document.activeElement.outerHTML")
        assert ring[1] >= 2, page.evaluate("document.activeElement.outerHTML")


def test_the_look_needs_no_script_and_no_other_host(person: NewPerson, running: RunningSite) -> None:
    page = person(scripts=False)
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    page.goto("/")
    open_newest_article(page)
    assert any(".css" in url for url in asked)
    assert not {url for url in asked if not url.startswith(f"{running.url}/")}
