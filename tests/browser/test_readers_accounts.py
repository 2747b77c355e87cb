"""A reader's account from beginning to end: made, confirmed by a real mail, written with, its password forgotten."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from comments.models import Comment
from outbox.worker import Worker
from tests import mail_server
from tests.browser.profiles import NewProfile
from tests.browser.test_own_axe import faults_of
from tests.factories import make_article
from tests.mail_server import MailServer, text_of

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL, NAME = "ann.harbor@example.org", "Ann Harbor"
type LooksAt = Callable[[Page], list[str]]
FIRST, SECOND = "seven herons on a pier", "nine quiet lighthouses"


@pytest.fixture
def mails(settings: Settings, live_server: LiveServer) -> Generator[MailServer]:
    with mail_server.running() as server:
        mail_server.use(server, settings)
        settings.SITE_URL = live_server.url
        yield server


@pytest.fixture
def page(new_profile: NewProfile, live_server: LiveServer, scripts: bool) -> Page:
    return new_profile(live_server.url, scripts=scripts, width=390, height=800).new_page()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_reader_makes_an_account_comments_and_forgets_the_password(
    page: Page, mails: MailServer, scripts: bool
) -> None:
    """Axe, which needs scripts, looks at the pages on the way."""
    look_at = faults_of if scripts else nothing
    article = make_article()
    page.goto(f"{article.get_absolute_url()}comment/")
    page.get_by_role("link", name="Make an account").click()
    make_account(page, look_at)
    confirm(page, link_of_last(mails), look_at)
    comment_on(page, article.get_absolute_url())
    page.goto("/accounts/")
    page.get_by_role("button", name="Sign out", exact=True).click()
    forget_password(page, mails)
    sign_in(page, SECOND)
    page.goto("/comments/mine/")
    expect(page.locator(".mine-words")).to_have_text("Under a name of my own.")


def nothing(page: Page) -> list[str]:
    return []


def make_account(page: Page, look_at: LooksAt) -> None:
    fields = {"E-mail": EMAIL, "Public name": NAME, "Password": "short"}
    for label, value in fields.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Make the account").click()
    expect(page).to_have_title(re.compile("^Error:"))
    expect(page.get_by_label("Public name")).to_have_value(NAME)
    assert look_at(page) == []
    page.get_by_label("Password").fill(FIRST)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")


def link_of_last(mails: MailServer) -> str:
    Worker().drain()
    [*_before, last] = mails.taken
    assert mails.recipients[-1] == EMAIL
    found = re.search(r"http://\S+/accounts/\S+", text_of(last))
    assert found, text_of(last)
    return found[0]


def confirm(page: Page, link: str, look_at: LooksAt) -> None:
    page.goto(link)
    assert look_at(page) == []
    page.get_by_label("Your password").fill(FIRST)
    page.get_by_role("button", name="Confirm and sign in").click()
    expect(page).to_have_url(re.compile(r"/article-\d+/"))  # where they were who then made an account
    assert look_at(page) == []
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")


def comment_on(page: Page, article: str) -> None:
    page.goto(f"{article}comment/")
    expect(page.locator(".write-as")).to_contain_text(f"You write as {NAME}.")
    expect(page.get_by_label("E-mail")).to_have_count(0)
    page.get_by_label("Comment", exact=True).fill("Under a name of my own.")
    page.get_by_role("button", name="Post comment").click()
    expect(page).to_have_url(re.compile(r"/comments/status/"))
    assert Comment.objects.get().name == NAME


def forget_password(page: Page, mails: MailServer) -> None:
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Password forgotten?").click()
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_role("button", name="Mail me a link").click()
    expect(page.get_by_role("status")).to_contain_text("a link is on its way")
    page.goto(link_of_last(mails))
    page.get_by_label("New password").fill(SECOND)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("status")).to_contain_text("Sign in with the new one.")


def sign_in(page: Page, password: str) -> None:
    page.get_by_label("Username or e-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile(r"/$"))
