"""A comment in its author's hands: changed, not published, looked at again, withdrawn."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPerson
from tests.browser.people import card, expect_state, new_text, post, press, reject, sign_in
from tests.running_site import RunningSite


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 390)], ids=["scripts", "telephone-no-scripts"])
def test_its_author_changes_appeals_and_withdraws_it(
    person: NewPerson, running: RunningSite, scripts: bool, width: int
) -> None:
    reader, desk = person(scripts=scripts, width=width), person(scripts=scripts)
    first, second = new_text("First thought"), new_text("Second thought")
    post(reader, first)
    expect_state(reader, "Waiting for a moderator")
    change(reader, second)
    expect_state(reader, "Waiting for a moderator")
    expect(reader.get_by_role("region", name="Only you can see this")).to_contain_text(second)
    sign_in(desk, "moderator", running.password_of("moderator"))
    reject(desk, second, "off_topic")
    status = reader.url
    elsewhere = person(scripts=scripts, width=width)
    elsewhere.goto(status)
    appeal(elsewhere)
    senior = person(scripts=scripts)
    sign_in(senior, "admin", running.password_of("admin"))
    press(card(senior, second, tab="appeals"), "Approve")
    elsewhere.reload()
    expect_state(elsewhere, "Published")
    expect(elsewhere.locator(".state")).to_contain_text("A moderator has changed the decision.")
    withdraw(elsewhere)


def change(page: Page, text: str) -> None:
    page.get_by_role("link", name="Change it").click()
    field = page.get_by_label("Comment", exact=True)
    field.fill("")
    page.get_by_role("button", name="Save the change").click()
    expect(page).to_have_title(re.compile("^Error:"))
    field.fill(text)
    page.get_by_role("button", name="Save the change").click()
    expect(page).to_have_url(re.compile(r"/comments/status/[^/]+/$"))


def appeal(page: Page) -> None:
    expect_state(page, "Not published")
    page.get_by_role("link", name="Ask for another look").click()
    page.get_by_label("What should they know?").fill("It is about the very bridge.")
    page.get_by_role("button", name="Ask for another look").click()
    expect(page.locator(".state")).to_contain_text("A moderator will take it.")


def withdraw(page: Page) -> None:
    page.get_by_role("link", name="Withdraw it").click()
    page.get_by_role("button", name="Withdraw it").click()
    expect_state(page, "Withdrawn")
    expect(page.get_by_role("link", name="Change it")).to_have_count(0)
