"""A day at the editors' desk, in the order of docs/editors.md; with each picture the page that it is of."""

import re
from collections.abc import Iterator

from playwright.sync_api import Page

ARTICLES = "/admin/articles/article/"
INBOX = f"{ARTICLES}inbox/"
HEADLINE = "Gannet Island Ferry Stops Until the Ice Is Gone"
STANDFIRST = "For the first time in {} years nobody crosses the sound."
CORRECTION = "We wrote that the ferry last stopped eleven years ago. It was thirteen."
BODY = """<p>The last boat left the island at four on Sunday, with nine people and a piano aboard. The next one goes
when the ice lets it.</p><h2>What the harbor office says</h2><aside data-kind="key-takeaway"><p>No crossing before the
first week of March. Mail and medicine come by air.</p></aside><aside data-kind="expert-insight"><blockquote><p>It is
not the cold that stops us. It is the wind, which packs the ice.</p></blockquote><p><strong>Ada Frost</strong>, harbor
pilot</p></aside><section data-kind="questions"><details open><summary>Who pays for the flights?</summary><p>The city,
until the end of the winter timetable.</p></details></section>"""

type Pictures = Iterator[tuple[str, Page]]


def editors_day(author: Page, editor: Page, chief: Page, reader: Page) -> Pictures:
    yield from _write(author)
    _report_a_mistake(reader)
    editor.goto(INBOX)
    yield "inbox", editor
    yield from _review(editor, author)
    yield from _change_what_is_public(editor, reader)
    yield from _look_back(editor)
    yield from _collide(editor, chief)
    yield from _arrange(editor)


def _write(page: Page) -> Pictures:
    page.goto(f"{ARTICLES}add/")
    page.get_by_label("Headline").fill(HEADLINE)
    page.get_by_label("Standfirst").fill(STANDFIRST.format("eleven"))
    page.get_by_label("Section").select_option(label="Harbor")
    source = page.get_by_role("button", name="HTML")
    source.click()
    page.locator("textarea[name=body]").fill(BODY)
    source.click()
    page.get_by_role("textbox", name="Body").click()
    _to_the_top(page, ".field-standfirst")
    yield "writing", page
    page.get_by_role("toolbar", name="Text").get_by_role("button", name="Picture", exact=True).click()
    window = page.get_by_role("dialog", name="Picture")
    window.get_by_role("listitem").filter(has_text="ferry").get_by_role("button").first.click()
    window.locator("[data-preview]").wait_for()
    yield "picture", page
    window.get_by_role("button", name="Cancel").click()
    page.get_by_label("Note", exact=True).fill(
        "The figures are the harbor office's. Please have a look at the headline."
    )
    _send(page, "Save and submit for review")


def _report_a_mistake(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="A Year Without Cars on Pier Street").click()
    page.get_by_role("link", name=re.compile("Found a mistake")).click()
    page.locator("textarea[name=quote]").fill("Deliveries are allowed until ten.")
    page.locator("textarea[name=text]").fill("Until eleven, since September: it says so on the new signs.")
    page.get_by_role("button", name="Send to the editors").click()
    page.wait_for_load_state()


def _review(editor: Page, author: Page) -> Pictures:
    editor.get_by_role("link", name=HEADLINE).click()
    editor.get_by_label("Standfirst").fill("")
    _send(editor, "Save and continue editing")
    _to_the_top(editor, "#publication")
    yield "publishing", editor
    editor.get_by_label("What is to be done").fill(
        "A standfirst is missing, and who carries the mail? One sentence will do."
    )
    _send(editor, "Save and send back")
    author.goto(INBOX)
    author.get_by_role("link", name=HEADLINE).click()
    yield "sent-back", author
    author.get_by_label("Standfirst").fill(STANDFIRST.format("eleven"))
    _send(author, "Save and submit for review")
    author.goto(INBOX)


def _change_what_is_public(editor: Page, reader: Page) -> Pictures:
    editor.goto(INBOX)
    editor.get_by_role("link", name=HEADLINE).click()
    _send(editor, "Save and publish now")
    editor.get_by_label("Standfirst").fill(STANDFIRST.format("thirteen"))
    _send(editor, "Save and continue editing")
    yield "working-copy", editor
    editor.get_by_role("link", name="Compare with what readers have").click()
    yield "compare", editor
    editor.go_back()
    editor.get_by_label("Correction, for readers").fill(CORRECTION)
    _send(editor, "Save and publish changes")
    editor.get_by_role("link", name="View on site").wait_for()
    reader.goto("/corrections/")
    reader.get_by_role("link", name=HEADLINE).click()
    reader.goto(reader.url.partition("#")[0])
    yield "correction", reader


def _look_back(page: Page) -> Pictures:
    page.get_by_role("link", name="History").click()
    yield "history", page
    page.go_back()
    page.get_by_role("link", name="Preview").click()
    page.get_by_role("button", name="Make a link").click()
    page.get_by_role("button", name="Take it back").wait_for()
    yield "preview", page


def _collide(first: Page, second: Page) -> Pictures:
    for page in (first, second):
        page.goto(f"{ARTICLES}?q=Gannet+Island+Ferry+Stops")
        page.locator("#result_list tbody").get_by_role("link", name=HEADLINE).click()
    first.get_by_label("Standfirst").fill("For the first time in thirteen years nobody crosses, but the mail does.")
    _send(first, "Save and continue editing")
    second.get_by_label("Standfirst").fill("For the first time in thirteen years the sound is closed to ships.")
    second.get_by_role("button", name="Save and continue editing").click()
    second.get_by_role("heading", name="Two texts").wait_for()
    yield "collision", second


def _arrange(page: Page) -> Pictures:
    page.goto("/admin/articles/pin/")
    places = page.get_by_label("Article").first
    chosen = places.locator("option").filter(has_text=HEADLINE).get_attribute("value")
    places.select_option(chosen)
    yield "arrangement", page
    page.goto(f"{ARTICLES}?q=A+Year+Without+Cars")
    page.locator("#result_list tbody").get_by_role("link", name="A Year Without Cars").click()
    _to_the_top(page, "fieldset.discussion")
    yield "discussion", page


def _send(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.locator(".messagelist").wait_for()


def _to_the_top(page: Page, selector: str) -> None:
    page.locator(selector).evaluate("element => element.scrollIntoView()")
