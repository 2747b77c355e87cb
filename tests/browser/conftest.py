"""A started site, with its real processes, and a real Chromium."""

import os
from collections.abc import Generator
from typing import Protocol

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests import chromium
from tests.browser.desk import QUEUE, OpenDesk, cookie_of, still
from tests.browser.profiles import PATIENCE, NewProfile, profiles
from tests.factories import make_moderator
from tests.running_site import RunningSite, site

expect.set_options(timeout=PATIENCE)

QUIET = ["--disable-background-networking", "--disable-component-update", "--no-first-run", "--disable-quic"]


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Generator[RunningSite]:
    with site(tmp_path_factory.mktemp("site")) as started:
        yield started


@pytest.fixture(scope="session")
def browser() -> Generator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread, beside other tests' queries
    root = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium.find(), args=[*QUIET, *root])
        yield launched
        launched.close()


@pytest.fixture
def new_profile(browser: Browser) -> Generator[NewProfile]:
    with profiles(browser) as opening:
        yield opening


class NewPerson(Protocol):
    def __call__(self, *, scripts: bool = True, width: int = 1280, dark: bool = False) -> Page: ...


@pytest.fixture
def person(new_profile: NewProfile, running: RunningSite) -> NewPerson:
    """Opens a page as somebody new: each call is a browser profile of its own."""

    def open_page(*, scripts: bool = True, width: int = 1280, dark: bool = False) -> Page:
        profile = new_profile(running.url, scripts=scripts, width=width, dark=dark, reduced_motion="reduce")
        return profile.new_page()

    return open_page


@pytest.fixture
def open_desk(new_profile: NewProfile, live_server: LiveServer) -> OpenDesk:
    """A page of the desk before a moderator who is signed in. Each call is a browser profile of its own."""

    def open_page(user: User | None = None, *, scripts: bool = True, width: int = 1280, path: str = QUEUE) -> Page:
        context = new_profile(live_server.url, scripts=scripts, width=width)
        context.add_cookies([cookie_of(user or make_moderator(), live_server.url)])
        still(context)
        page = context.new_page()
        page.goto(path)
        return page

    return open_page
