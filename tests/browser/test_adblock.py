"""The note to readers who block advertising: seen once, covers nothing, hides nothing."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPerson
from tests.browser.people import open_newest_article

pytestmark = pytest.mark.once

NOTE = ".adblock"
BLOCKER = """
const rules = new CSSStyleSheet();
rules.replaceSync(".adsbox { display: none !important }");
document.adoptedStyleSheets.push(rules);
"""
SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.shifted += entry.value }))
    .observe({ type: "layout-shift", buffered: true });
"""


def test_whoever_blocks_is_asked_once_and_nothing_moves_or_is_covered(person: NewPerson) -> None:
    page = person()
    page.add_init_script(BLOCKER + SHIFTS)
    open_newest_article(page)
    note = page.locator(NOTE)
    expect(note).to_be_visible()
    assert page.evaluate("window.shifted") == 0
    assert note.evaluate("note => getComputedStyle(note).position") == "static"
    assert _follows_words(page)
    note.get_by_role("button").click()
    expect(note).to_have_count(0)
    page.reload()
    expect(page.locator(".prose")).to_be_visible()
    expect(page.locator(NOTE)).to_be_hidden()


def test_nobody_else_sees_it(person: NewPerson) -> None:
    for page in (person(), person(scripts=False)):
        open_newest_article(page)
        expect(page.locator("#comments")).to_be_visible()
        expect(page.locator(NOTE)).to_be_hidden()
        expect(page.locator(".adblock-bait")).to_have_count(0)


def _follows_words(page: Page) -> bool:
    return bool(page.locator(NOTE).evaluate("note => note.previousElementSibling.textContent.length > 40"))
