"""The main job, with and without JavaScript: read, post, moderate, see it published."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPerson
from tests.browser.people import (
    card,
    decide,
    expect_state,
    find_published,
    new_text,
    open_newest_article,
    post,
    reject,
    send,
    sign_in,
    write,
)
from tests.running_site import RunningSite

pytestmark = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])


@pytest.fixture
def reader(person: NewPerson, scripts: bool) -> Page:
    return person(scripts=scripts)


@pytest.fixture
def desk(person: NewPerson, running: RunningSite, scripts: bool) -> Page:
    page = person(scripts=scripts)
    sign_in(page, "moderator", running.password_of("moderator"))
    return page


def test_a_comment_is_checked_waits_and_is_published(
    reader: Page, desk: Page, person: NewPerson, running: RunningSite, scripts: bool
) -> None:
    text = new_text()
    running.akismet.delay(1.0)
    post(reader, text)
    running.akismet.delay(0)
    expect_state(reader, "Checking for spam")
    expect_state(reader, "Waiting for a moderator")
    somebody_else = person(scripts=scripts)
    open_newest_article(somebody_else)
    expect(somebody_else.get_by_text(text)).to_have_count(0)
    decide(desk, text, "Approve")
    expect_state(reader, "Published")
    find_published(somebody_else, text)
    reader.get_by_role("link", name="See it in the discussion").click()
    expect(reader.get_by_text(text)).to_be_in_viewport()


def test_a_reply_stands_under_what_it_answers(reader: Page, desk: Page, scripts: bool) -> None:
    first, reply = new_text("First"), new_text("Reply")
    post(reader, first)
    decide(desk, first, "Approve")
    find_published(reader, first)
    reader.locator("[id^=comment-]").filter(has_text=first).last.get_by_role("link", name="Reply").click()
    expect(reader.get_by_text(first)).to_be_visible()
    write(reader, reply, "Bob Replier")
    found = card(desk, reply)
    expect(found).to_contain_text("In reply to")
    decide(desk, reply, "Approve")
    find_published(reader, reply)
    expect(reader.locator(".threads > li").filter(has_text=first)).to_contain_text(reply)


def test_a_rejected_comment_says_why_and_undo_brings_it_back(reader: Page, desk: Page, scripts: bool) -> None:
    text = new_text()
    post(reader, text)
    reject(desk, text, "off_topic")
    expect_state_after_reload(reader, "Not published")
    expect(reader.locator(".state")).to_contain_text("does not deal with the subject")
    desk.get_by_role("button", name="Undo").first.click()
    card(desk, text)
    expect_state_after_reload(reader, "Waiting for a moderator")


def test_spam_and_not_spam(reader: Page, desk: Page, scripts: bool) -> None:
    text = new_text()
    post(reader, text)
    decide(desk, text, "Spam")
    expect_state_after_reload(reader, "Not published")
    decide(desk, text, "Not spam", tab="spam")
    expect_state_after_reload(reader, "Waiting for a moderator")
    decide(desk, text, "Approve")
    find_published(reader, text)


def test_a_refused_form_keeps_what_was_typed_and_says_what_to_do(reader: Page, scripts: bool) -> None:
    open_newest_article(reader)
    reader.get_by_role("link", name="Leave a comment").first.click()
    reader.get_by_label("Comment", exact=True).fill("Kept, whatever happens.")
    reader.get_by_label("E-mail").fill("nonsense")
    reader.get_by_role("button", name="Post comment").click()
    expect(reader.get_by_label("Comment", exact=True)).to_have_value("Kept, whatever happens.")
    expect(reader.get_by_label("E-mail")).to_have_value("nonsense")
    expect(reader.get_by_role("alert").first).to_be_visible()
    if not scripts:
        expect(reader).to_have_title(re.compile("^Error:"))


def test_a_preview_is_not_posted_until_it_is(reader: Page, desk: Page, scripts: bool) -> None:
    text = new_text("Looked at twice")
    open_newest_article(reader)
    reader.get_by_role("link", name="Leave a comment").first.click()
    reader.get_by_label("Name").fill("Ada Reader")
    reader.get_by_label("E-mail").fill("ada@example.org")
    reader.get_by_label("Comment", exact=True).fill(text)
    reader.get_by_role("button", name="Preview").click()
    expect(reader.get_by_role("region", name="Preview: not posted yet")).to_contain_text(text)
    send(reader)
    card(desk, text)


def expect_state_after_reload(page: Page, title: str) -> None:
    """A final state no longer updates itself."""
    page.reload()
    expect_state(page, title)
