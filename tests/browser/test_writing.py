"""The editor for bodies in a real browser: every block by keyboard and mouse, and nothing lost on the way."""

import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from articles import body
from newsroom.demo.newspaper import _read
from tests.browser.conftest import NewPerson
from tests.browser.people import sign_in
from tests.browser.writing import press, put, room, text
from tests.running_site import RunningSite

pytestmark = pytest.mark.once

WORD_LIST = """<p class=MsoNormal style='margin:0'>Bring:</p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;
</span></span>a <b>lamp</b></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>a rope</p>"""
WEB_PAGE = """<div class="story"><script>alert(1)</script><h1 style="color:red">Ships</h1>
<div><span style="font-weight:700">Five</span> of <a href="javascript:alert(1)">them</a>
<a href="https://example.org/" target="_blank" onclick="x()">left</a>.</div>
<img src="https://example.org/tracker.gif"></div>"""
FIGURE = r'<figure><img src="/media/[^"]+" alt="{}">{}</figure>'
PASTE = """(room, html) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    room.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def page(person: NewPerson, running: RunningSite) -> Page:
    page = person()
    sign_in(page, "editor", running.password_of("editor"))
    page.goto("/admin/articles/article/add/")
    return page


def test_every_block_is_written_by_keyboard_and_mouse(page: Page) -> None:
    room(page).click()
    put(page, "The ferry stops.")
    page.keyboard.press("Enter")
    page.get_by_label("Kind of paragraph").select_option("Heading")
    put(page, "Why")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+B")
    put(page, "Ice")
    for name, words in (("Key takeaway", "No ferry"), ("Expert insight", "It is cold"), ("Did you know?", "Salt")):
        press(page, name)
        put(page, words)
    press(page, "Questions")
    put(page, "When?")
    page.keyboard.press("Enter")
    put(page, "In spring.")
    press(page, "Table")
    put(page, "Day")
    page.keyboard.press("Control+Enter")
    put(page, "After all that.")
    written = text(page)
    for part in (
        "<p>The ferry stops.</p>",
        "<h2>Why</h2>",
        "<p><strong>Ice</strong></p>",
        '<aside data-kind="key-takeaway">\n<p>No ferry</p>\n</aside>',
        '"expert-insight">\n<blockquote><p>It is cold</p></blockquote>\n<p><strong>Name</strong>, role',
        '"questions">\n<details open=""><summary>When?</summary><p>In spring.</p></details>\n</section>',
        "<tr><th>Day</th><th></th><th></th></tr>",
    ):
        assert part in written
    assert written.endswith("<p>After all that.</p>")
    expect(page.locator("[data-count]")).to_contain_text("words")


def test_the_toolbar_is_one_stop_of_the_tab_key_with_arrows_inside(page: Page) -> None:
    room(page).click()
    put(page, "Ice")
    page.keyboard.press("Control+A")
    page.keyboard.press("Alt+F10")
    expect(page.get_by_label("Kind of paragraph")).to_be_focused()
    page.keyboard.press("ArrowRight")
    bold = page.get_by_role("button", name="Bold", exact=True)
    expect(bold).to_be_focused()
    page.keyboard.press("Enter")
    expect(bold).to_have_attribute("aria-pressed", "true")
    assert text(page) == "<p><strong>Ice</strong></p>"


def test_a_link_leads_to_an_article_that_is_looked_for_or_to_any_address(page: Page) -> None:
    room(page).click()
    put(page, "lightship")
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+K")
    window = page.get_by_role("dialog", name="Link")
    window.get_by_label("Or an article or page of ours").fill("lost lightship")
    window.get_by_role("listitem").filter(has_text="Lost Lightship").get_by_role("button").click()
    expect(room(page)).to_be_focused()
    assert text(page) == '<p><a href="/harbor/dredger-strikes-lost-lightship/">lightship</a></p>'
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+K")
    window.get_by_label("Address").fill("example.org/ships")
    page.keyboard.press("Enter")
    expect(room(page)).to_be_focused()
    assert text(page) == '<p><a href="https://example.org/ships">lightship</a></p>'
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+K")
    window.get_by_role("button", name="Remove link").click()
    expect(room(page)).to_be_focused()
    assert text(page) == "<p>lightship</p>"


def test_a_picture_is_uploaded_with_its_words_or_taken_from_those_the_paper_has(page: Page, tmp_path: Path) -> None:
    Image.new("RGB", (320, 200), "teal").save(tmp_path / "sea.png")
    room(page).click()
    press(page, "Picture")
    window = page.get_by_role("dialog", name="Picture")
    window.get_by_label("A new one").set_input_files(tmp_path / "sea.png")
    expect(window.get_by_role("alert")).to_have_text("Say first what the picture shows.")
    window.get_by_label("Alternative text").fill("The calm sea")
    window.get_by_label("Alternative text").press("Tab")
    expect(window.locator("[data-preview]")).to_be_visible()
    window.get_by_role("button", name="Use this picture").click()
    put(page, "At noon.")
    assert re.fullmatch(FIGURE.format("The calm sea", "<figcaption>At noon.</figcaption>"), text(page))
    page.keyboard.press("Control+Enter")
    press(page, "Picture")
    window.get_by_role("listitem").filter(has_text="The calm sea").get_by_role("button").click()
    window.get_by_role("button", name="Use this picture").click()
    assert len(re.findall(FIGURE.format("The calm sea", "(?:<figcaption>At noon.</figcaption>)?"), text(page))) == 2


@pytest.mark.parametrize(
    ("pasted", "clean"),
    [
        (WORD_LIST, "<p>Bring:</p>\n<ul><li>a <strong>lamp</strong></li><li>a rope</li></ul>"),
        (WEB_PAGE, '<h2>Ships</h2>\n<p><strong>Five</strong> of them <a href="https://example.org/">left</a>.</p>'),
    ],
    ids=["word", "web page"],
)
def test_pasting_gives_clean_blocks(page: Page, pasted: str, clean: str) -> None:
    room(page).click()
    room(page).evaluate(PASTE, pasted)
    assert re.sub(r"\s+", " ", text(page)) == re.sub(r"\s+", " ", clean)


def test_no_article_of_the_demo_is_changed_by_passing_through(page: Page) -> None:
    source = page.get_by_role("button", name="HTML")
    for data in _read("articles"):
        before: Any = body.clean(data["body"])
        source.click()
        page.locator("textarea[name=body]").fill(before)
        source.click()
        assert lines(body.clean(text(page))) == lines(before), data["slug"]


def lines(source: str) -> str:
    """Where a line ends between blocks is nobody's business."""
    return re.sub(r"\s*\n\s*", "", source)
