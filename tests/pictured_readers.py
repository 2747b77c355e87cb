"""A comment as its writer sees it, in the order of docs/readers.md; with each picture the page that it is of."""

import re
from collections.abc import Iterator

from playwright.sync_api import Page

ARTICLE = "/opinion/in-defense-of-the-slow-tram/"
FIRST = "The tram takes eleven minutes to the harbor and the bus nineteen. I timed both on Monday, twice."
SECOND = "You should all just buy a car."
QUEUE = "/admin/comments/queue/"

type Pictures = Iterator[tuple[str, Page]]


def readers_day(reader: Page, moderator: Page) -> Pictures:
    """`reader` is signed in, and on a telephone."""
    _post(reader, SECOND)
    number = re.findall(r"/status/(\d+)-", reader.url)[0]
    appealed = reader.url
    _post(reader, FIRST)
    reader.get_by_text("Waiting for a moderator").first.wait_for()
    yield "status", reader
    _reject(moderator, number)
    reader.goto(appealed)
    yield "not-published", reader
    reader.get_by_role("link", name="Ask for another look").click()
    reader.get_by_label("What should they know?").fill("I meant it as a joke about the fares.")
    yield "appeal", reader
    reader.get_by_role("button", name="Ask for another look").click()
    reader.goto("/comments/mine/")
    yield "mine", reader
    reader.goto("/accounts/")
    yield "account", reader


def passkeys(page: Page, password: str) -> Pictures:
    """At localhost: passkeys are for names, not for addresses."""
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    said = {"options": device | {"isUserVerified": True, "automaticPresenceSimulation": True}}
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", said)
    page.goto("/accounts/passkeys/")
    page.get_by_label("Name").fill("My telephone")
    page.get_by_label("Your password").fill(password)
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("status").wait_for()
    page.goto("/accounts/passkeys/")
    yield "passkeys", page


def _post(page: Page, text: str) -> None:
    page.goto(f"{ARTICLE}comment/")
    page.get_by_label("Comment", exact=True).fill(text)
    page.get_by_role("button", name="Post comment").click()
    page.wait_for_url(re.compile("/comments/status/"))


def _reject(page: Page, number: str) -> None:
    for _look in range(120):
        page.goto(f"{QUEUE}{number}/")
        card = page.locator(f"#comment-{number}")
        if card.get_by_role("button", name="Reject", exact=True).count():
            break
        page.wait_for_timeout(500)
    card.get_by_label("Reason", exact=True).select_option("off_topic")
    card.get_by_role("button", name="Reject", exact=True).click()
    page.get_by_role("button", name="Undo").first.wait_for()
