"""A moderator decides by keys alone, in a real browser, while a hundred thousand comments wait."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect, sync_playwright

from bench.bench import Bench
from bench.copies import hurry, tidy
from bench.figures import Bar, Row, percentile
from bench.rows.desk import QUEUE, RIGHTS
from bench.waiting import make_queue
from tests import chromium
from tests.factories import make_user

WAITING = 100_000
ACTS = (("a",), ("s",), ("r", "2", "Enter"))  # approve, spam, reject for the second reason
DECISIONS = 60
A_MINUTE = Bar(60, at_least=True)
PATIENCE = 30_000  # ms


def measure(bench: Bench) -> Iterator[Row]:
    if not chromium.find():
        return
    backlog = make_queue(1_000, bench.addresses["30"], timezone.now() - timedelta(hours=1))
    hurry()
    backlog.grow(WAITING)
    tidy()
    with _desk(bench) as page:
        awaited = [_decide(page, ACTS[number % len(ACTS)]) for number in range(DECISIONS)]
        ahead = _typed_ahead(page)
    aside = f"each awaited: p50 {percentile(awaited, 0.5) * 1000:.0f}, p95 {percentile(awaited, 0.95) * 1000:.0f} ms"
    yield Row(f"decisions by keyboard, {WAITING:,} waiting", 60 * DECISIONS / sum(awaited), "/minute", A_MINUTE, aside)
    yield Row("… typed ahead of the answers", 60 * 20 / ahead, "/minute", A_MINUTE, "20 keys, until all are folded")


@contextmanager
def _desk(bench: Bench) -> Iterator[Page]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox"])
        context = browser.new_context(base_url=bench.place.site.url, reduced_motion="reduce")
        context.add_cookies([_session(bench.place.site.url)])  # type: ignore[list-item]
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(QUEUE)
        yield page
        browser.close()


def _session(url: str) -> dict[str, str]:
    client, name = Client(), settings.SESSION_COOKIE_NAME
    client.force_login(make_user("keyboard", staff=True, permissions=tuple(f"comments.{right}" for right in RIGHTS)))
    return {"name": name, "value": client.cookies[name].value, "url": url}


def _open_cards(page: Page) -> Locator:
    return page.locator("article.card:not(.card-folded)")


def _decide(page: Page, keys: tuple[str, ...]) -> float:
    """The seconds until the card is folded and the next one in focus, going on to the next page included."""
    began = time.monotonic()
    if not _open_cards(page).count():
        _next_page(page)
    if not page.locator("article.card:focus").count():
        page.keyboard.press("j")
    number = page.locator("article.card:focus").get_attribute("id")
    for key in keys:
        page.keyboard.press(key)
    expect(page.locator(f"#{number}.card-folded")).to_be_attached(timeout=PATIENCE)
    return time.monotonic() - began


def _next_page(page: Page) -> None:
    """The focus stands on the link to it."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _typed_ahead(page: Page) -> float:
    page.goto(QUEUE)
    before = _open_cards(page).count()
    page.keyboard.press("j")
    began = time.monotonic()
    for _key in range(20):
        page.keyboard.press("a")
    expect(_open_cards(page)).to_have_count(before - 20, timeout=PATIENCE)
    return time.monotonic() - began
