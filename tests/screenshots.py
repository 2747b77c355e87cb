"""Takes the pictures of README and guides anew, of the demo on its own site: python -m tests.screenshots [folder]"""

import io
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
NAME = "The Port Merrow Courier"
SHARPNESS = 1.5  # pixels of the picture for one of the page
HEAVIEST = 150_000  # bytes


def take_all(folder: Path) -> None:
    from tests.running_site import site  # the settings must be chosen first

    with tempfile.TemporaryDirectory() as data, site(Path(data), SITE_NAME=NAME) as running, _browser() as browser:
        for scheme in ("light", "dark"):
            page = _page(browser, running.url, scheme)
            for name in _visit(page, running.password_of("moderator")):
                _keep(page, folder / f"{name}-{scheme}.webp")


def _visit(page: Page, password: str) -> Iterator[str]:
    """Leads the page from place to place, and names each one that is worth a picture."""
    page.goto("/")
    yield "front"
    page.get_by_role("link", name="A Year Without Cars on Pier Street").click()
    yield "article"
    page.evaluate("document.querySelector('#comments').scrollIntoView()")
    yield "discussion"
    page.goto("/admin/login/?next=/admin/comments/queue/")
    page.locator("input[name=username]").fill("moderator")
    page.locator("input[type=password]").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.locator("article.card").first.focus()
    yield "queue"
    page.locator("a.card-time").first.click()
    yield "card"


def _keep(page: Page, file: Path) -> None:
    page.wait_for_load_state("networkidle")
    with Image.open(io.BytesIO(page.screenshot(animations="disabled"))) as picture:
        picture.convert("RGB").save(file, "WEBP", quality=78, method=6)
    if file.stat().st_size > HEAVIEST:
        raise SystemExit(f"{file} has {file.stat().st_size:,} bytes, more than {HEAVIEST:,}.")
    sys.stdout.write(f"{file.name}: {file.stat().st_size:,} bytes\n")


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox"])
        yield browser
        browser.close()


def _page(browser: Browser, url: str, scheme: str) -> Page:
    context = browser.new_context(
        base_url=url,
        viewport={"width": 1280, "height": 900},
        device_scale_factor=SHARPNESS,
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    return context.new_page()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "TEST_FOLDER": scratch, "TEST_DATABASE": ""}
        wanted = Path(sys.argv[1]) if sys.argv[1:] else FOLDER
        wanted.mkdir(parents=True, exist_ok=True)
        take_all(wanted)
