"""A started site, with its real processes, and a real Chromium."""

import os
from collections.abc import Generator
from typing import Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests import chromium
from tests.browser.desk import QUEUE, OpenDesk, cookie_of, still
from tests.factories import make_moderator
from tests.running_site import RunningSite, site

PATIENCE = 60_000  # milliseconds: a page asks again every 10 s while it waits, and a busy machine is slow
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


class NewPerson(Protocol):
    def __call__(self, *, scripts: bool = True, width: int = 1280, dark: bool = False) -> Page: ...


@pytest.fixture
def person(browser: Browser, running: RunningSite) -> Generator[NewPerson]:
    """Opens a page as somebody new: each call is a browser profile of its own."""
    opened: list[BrowserContext] = []

    def open_page(*, scripts: bool = True, width: int = 1280, dark: bool = False) -> Page:
        context = browser.new_context(
            base_url=running.url,
            java_script_enabled=scripts,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context.new_page()

    yield open_page
    for context in opened:
        context.close()


@pytest.fixture
def open_desk(browser: Browser, live_server: LiveServer) -> Generator[OpenDesk]:
    """A page of the desk before a moderator who is signed in. Each call is a browser profile of its own."""
    opened: list[BrowserContext] = []

    def open_page(user: User | None = None, *, scripts: bool = True, width: int = 1280, path: str = QUEUE) -> Page:
        size = {"width": width, "height": 900}
        context = browser.new_context(base_url=live_server.url, java_script_enabled=scripts, viewport=size)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        context.add_cookies([cookie_of(user or make_moderator(), live_server.url)])
        still(context)
        opened.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in opened:
        context.close()
