"""Browsers of their own, for people of whom nothing is known yet, and how long all of them wait."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Protocol

from playwright.sync_api import Browser, BrowserContext

PATIENCE = 60_000  # milliseconds: a page asks again every 10 s while it waits, and a busy machine is slow


class NewProfile(Protocol):
    def __call__(
        self, url: str, *, scripts: bool = True, width: int = 1280, height: int = 900, dark: bool = False, **more: Any
    ) -> BrowserContext: ...


@contextmanager
def profiles(browser: Browser) -> Generator[NewProfile]:
    """Opens as many as are asked for; they are closed with the block."""
    opened: list[BrowserContext] = []

    def open_profile(
        url: str, *, scripts: bool = True, width: int = 1280, height: int = 900, dark: bool = False, **more: Any
    ) -> BrowserContext:
        context = browser.new_context(
            base_url=url,
            java_script_enabled=scripts,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            **more,
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context

    yield open_profile
    for context in opened:
        context.close()
