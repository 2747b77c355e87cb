"""The form of an article in a browser: its editor for the body, and the buttons below."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.articles.desk import LIST

INBOX = f"{LIST}inbox/"


def room(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Body")


def text(page: Page) -> str:
    return page.locator("textarea[name=body]").input_value()


def press(page: Page, name: str) -> None:
    page.get_by_role("toolbar", name="Text").get_by_role("button", name=name, exact=True).click()


def put(page: Page, words: str) -> None:
    """Where the text goes on: a window that closes gives the focus back a moment later."""
    expect(room(page)).to_be_focused()
    page.keyboard.type(words)


def send(page: Page, button: str, said: str) -> None:
    """Presses a button of the form, and waits for the message that is the answer."""
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text(said)


def open_from_inbox(page: Page, part: str, headline: str) -> None:
    page.goto(INBOX)
    page.get_by_role("region", name=re.compile(f"^{part}")).get_by_role("link", name=headline).click()
    expect(room(page)).to_be_visible()
