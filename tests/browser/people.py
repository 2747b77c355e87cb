"""What readers and moderators do, in the words of the pages."""

import re
from itertools import count

from playwright.sync_api import Locator, Page, expect

numbers = count(1)


def new_text(words: str = "A remark") -> str:
    return f"{words}, number {next(numbers)}."


def open_newest_article(page: Page) -> None:
    page.goto("/")
    page.locator("main h2 a, main h3 a").first.click()
    expect(page.locator("#comments")).to_be_attached()


def write(page: Page, text: str, name: str = "Ada Reader") -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_label("Comment", exact=True).fill(text)
    send(page)


def send(page: Page) -> None:
    """Ends on the status page: with scripts the state stands where the form stood, and names that page."""
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator(".status")).to_be_visible()
    if page.locator(".write-place").count():
        page.get_by_role("link", name="Keep this link").click()
    expect(page).to_have_url(re.compile("/comments/status/"))


def post(page: Page, text: str) -> None:
    """Under the newest article; ends on the status page."""
    open_newest_article(page)
    page.get_by_role("link", name="Leave a comment").first.click()
    write(page, text)


def sign_in(page: Page, name: str, password: str) -> None:
    page.goto("/admin/login/?next=/admin/comments/queue/")
    page.locator("input[name=username]").fill(name)
    page.locator("input[type=password]").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile("/admin/comments/queue/"))


def card(desk: Page, text: str, tab: str = "new") -> Locator:
    """The card of the comment with this text, newest first, once it has reached that tab."""
    address = f"/admin/comments/queue/?tab={tab}&order=newest&size=100"
    return reload_until(desk, address, desk.locator("article.card").filter(has_text=text))


def reload_until(page: Page, address: str, wanted: Locator) -> Locator:
    """Looks again as a person would; what is awaited is the work of another process."""
    for _ in range(240):
        page.goto(address)
        if wanted.count():
            return wanted
        page.wait_for_timeout(250)
    raise AssertionError(f"{wanted} never stood on {address}:\n{page.locator('body').inner_text()}")


def find_published(page: Page, text: str) -> None:
    """Under the newest article; its page may be a second old."""
    open_newest_article(page)
    reload_until(page, page.url, page.get_by_text(text))


def decide(desk: Page, text: str, button: str, tab: str = "new") -> None:
    found = card(desk, text, tab)
    press(found, button)


def press(found: Locator, button: str) -> None:
    """Until the desk has answered: the card folds in place, or the page comes back without it."""
    found.get_by_role("button", name=button, exact=True).click()
    expect(found).to_have_count(0)
    expect(found.page.get_by_role("button", name="Undo").first).to_be_visible()


def reject(desk: Page, text: str, reason: str) -> None:
    found = card(desk, text)
    found.get_by_label("Reason", exact=True).select_option(reason)
    press(found, "Reject")


def expect_state(page: Page, title: str) -> None:
    """The status page updates itself: by script, or by the refresh that it asks of browsers without."""
    expect(page.locator(".state-title")).to_have_text(title)
