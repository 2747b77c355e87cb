"""A started site and a real Chromium. Without Chromium these tests are not run, unless REQUIRE_BROWSER=1."""

import os
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.running_site import RunningSite, site

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ["--disable-background-networking", "--disable-component-update", "--no-first-run", "--disable-quic"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None and os.environ.get("REQUIRE_BROWSER") != "1":
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed (Debian: apt-get install chromium)"))


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Generator[RunningSite]:
    with site(tmp_path_factory.mktemp("site")) as started:
        yield started


@pytest.fixture(scope="session")
def browser() -> Generator[Browser]:
    assert CHROMIUM, "REQUIRE_BROWSER=1, but there is no Chromium on the PATH."
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread, beside other tests' queries
    root = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *root])
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
        context.set_default_timeout(20_000)
        opened.append(context)
        return context.new_page()

    yield open_page
    for context in opened:
        context.close()
