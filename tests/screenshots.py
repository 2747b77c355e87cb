"""Takes the pictures of README and guides anew, of the demo on its own site: python -m tests.screenshots [folder]"""

import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from itertools import chain
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium
from tests.pictured_editors import editors_day
from tests.pictured_moving import moving_day
from tests.pictured_readers import passkeys, readers_day

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
NAME = "The Port Merrow Courier"
SHARPNESS = 1.5  # pixels of the picture for one of the page
HEAVIEST = 120_000  # bytes
QUEUE = "/admin/comments/queue/"
TELEPHONE = {"width": 390, "height": 760}
FILL = "from tests.pictured import fill; fill()"
TRAM = "/opinion/in-defense-of-the-slow-tram/"
WAVE = 24
LISTED = "idiots\ncrooks"
PATIENCE = 120_000  # ms
A_PERSON_WRITES = 3_500  # ms: what is sent quicker waits for that reason


def take_all(folder: Path) -> None:
    from tests.running_site import site  # the settings must be chosen first

    with tempfile.TemporaryDirectory() as data, site(Path(data), SITE_NAME=NAME) as running, _browser() as browser:
        passwords = {role: running.password_of(role) for role in ("moderator", "admin", "editor", "author")}
        for scheme in ("light", "dark"):
            page = _page(browser, running.url, scheme)
            for name in _newspaper(page, passwords["moderator"]):
                _keep(page, folder / f"{name}-{scheme}.webp")
        running.manage("shell", "-v0", "-c", FILL)
        pages = {role: _page(browser, running.url, "light") for role in passwords}
        for role, page in pages.items():
            _sign_in(page, role, passwords[role])
        for name, page in _desk(pages["moderator"], pages["admin"]):
            _keep(page, folder / f"desk-{name}.webp")
        reader = _page(browser, running.url, "light")
        for name, page in editors_day(pages["author"], pages["editor"], pages["admin"], reader):
            _keep(page, folder / f"editors-{name}.webp")
        for name, page in moving_day(pages["admin"]):
            _keep(page, folder / f"moving-{name}.webp")
        password = running.password_of("reader")
        commenter = _signed_in_reader(browser, running.url, password)
        at_a_name = _signed_in_reader(browser, running.url.replace("127.0.0.1", "localhost"), password)
        for name, page in chain(readers_day(commenter, pages["moderator"]), passkeys(at_a_name, password)):
            _keep(page, folder / f"readers-{name}.webp")


def _signed_in_reader(browser: Browser, url: str, password: str) -> Page:
    page = _page(browser, url, "light")
    page.set_viewport_size(TELEPHONE)  # type: ignore[arg-type]
    page.goto("/accounts/login/")
    page.locator("input[name=username]").fill("reader")
    page.locator("input[type=password]").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()
    return page


def _newspaper(page: Page, password: str) -> Iterator[str]:
    """Leads the page from place to place, and names each one that is worth a picture."""
    page.goto("/")
    yield "front"
    page.get_by_role("link", name="A Year Without Cars on Pier Street").click()
    yield "article"
    page.evaluate("document.querySelector('#comments').scrollIntoView()")
    yield "discussion"
    _sign_in(page, "moderator", password)
    page.locator("article.card").first.focus()
    yield "queue"


def _desk(moderator: Page, admin: Page) -> Iterator[tuple[str, Page]]:
    """A day at the desk, in the order of docs/moderators.md; with each picture the page that it is of."""
    yield from _rules(admin)
    _post(admin, TRAM, "Rolf Tander", "You crooks! See https://example.com/what-the-tram-costs", wait=A_PERSON_WRITES)
    yield from _cards(moderator)
    for number in range(WAVE):
        _post(
            admin, TRAM, f"Best Watches {number + 1}", f"Cheap watches {number}, see https://shop.example.com/{number}"
        )
    yield from _bulk(moderator, admin)
    yield from _people(admin)
    yield from _settings(admin)


def _rules(page: Page) -> Iterator[tuple[str, Page]]:
    page.goto("/admin/comments/rules/words_hold/")
    page.get_by_label("Words and phrases").fill(LISTED)
    page.get_by_role("button", name="Rehearse").click()
    page.get_by_role("heading", name="Rehearsal").wait_for()
    yield "rehearsal", page
    page.get_by_role("button", name="Save").click()
    page.goto("/admin/comments/rules/")
    yield "rules", page


def _cards(page: Page) -> Iterator[tuple[str, Page]]:
    _until_checked(page, "Tander", 1)
    page.locator("a.card-time").click()
    page.get_by_role("heading", name="Comment").wait_for()
    yield "card", page
    page.goto(QUEUE)
    page.goto(f"{QUEUE}?section={_section(page, 'Opinion')}")
    page.get_by_text("Save this queue").click()
    page.get_by_label("Name for what is shown now").fill("Opinion")
    page.get_by_role("button", name="Save").click()
    page.goto(QUEUE)
    page.locator("article.card").first.focus()
    yield "queue", page
    page.goto(f"{QUEUE}?tab=reported")
    page.locator("article.card").first.focus()
    yield "reported", page
    size = page.viewport_size
    page.set_viewport_size(TELEPHONE)  # type: ignore[arg-type]
    page.goto(QUEUE)
    page.get_by_role("button", name="One at a time").click()
    yield "single", page
    page.get_by_role("button", name="One at a time").click()
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto(f"{QUEUE}?tab=reported")
    page.locator("[data-person]").first.click()
    page.get_by_role("dialog").get_by_role("heading", level=1).wait_for()
    yield "drawer", page


def _bulk(page: Page, colleague: Page) -> Iterator[tuple[str, Page]]:
    _until_checked(page, "Watches", WAVE)
    page.get_by_role("link", name="All that are found").click()
    yield "bulk", page
    colleague.goto(f"{QUEUE}?name=Watches")
    colleague.get_by_role("button", name="Spam").first.click()
    colleague.locator(".card-folded").wait_for()
    page.get_by_label(re.compile("Type")).fill(str(WAVE))
    page.get_by_role("button", name="Spam").click()
    page.get_by_role("button", name="Undo all").wait_for()
    yield "result", page


def _people(page: Page) -> Iterator[tuple[str, Page]]:
    page.goto("/admin/comments/people/?q=Harold")
    page.get_by_role("link", name="Harold Quint").first.click()
    page.get_by_label("A note for colleagues").fill("Warned by mail in October. Knows the guideline.")
    page.get_by_role("button", name="Write it down").click()
    page.get_by_text("Warned by mail").first.wait_for()
    yield "person", page
    page.get_by_text("Restrict …").click()
    page.locator("select[name=kind]").select_option("suspended")
    page.get_by_label("Reason, which they will read").select_option(index=1)
    page.get_by_label("Their comments").select_option(index=1)
    page.get_by_role("button", name="Restrict", exact=True).click()
    page.get_by_role("heading", name="What it would touch").wait_for()
    yield "restriction", page


def _settings(page: Page) -> Iterator[tuple[str, Page]]:
    page.goto("/admin/comments/mode/")
    page.get_by_label("Where").select_option("section")
    page.get_by_label("Section").select_option(label="Opinion")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("heading", name="Opinion").wait_for()
    yield "modes", page
    places = {"reasons": "rejectionreason", "numbers": "numbers", "log": "moderationaction", "alarms": "alarms"}
    for name, place in places.items():
        page.goto(f"/admin/comments/{place}/")
        yield name, page
    page.goto("/accounts/second-factor/set-up/")
    yield "second-factor", page


def _sign_in(page: Page, name: str, password: str) -> None:
    page.goto(f"/admin/login/?next={QUEUE if name in ('moderator', 'admin') else '/admin/'}")
    page.locator("input[name=username]").fill(name)
    page.locator("input[type=password]").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Log out").wait_for()


def _post(page: Page, article: str, name: str, text: str, wait: int = 0) -> None:
    """As a guest, in a profile of its own."""
    context = page.context.browser.new_context(base_url=page.url)  # type: ignore[union-attr]
    form = context.request.get(f"{article}comment/")
    fields = dict(re.findall(r'<input[^>]* name="(token|parent)" value="([^"]*)"', form.text()))
    page.wait_for_timeout(wait)
    address = f"{name.split()[0].lower()}@example.com"
    sent = {"name": name, "email": address, "comment": text} | {key: unescape(each) for key, each in fields.items()}
    answer = context.request.post(f"{article}comment/", form=sent, headers={"Referer": form.url})
    assert "/comments/status/" in answer.url, answer.text()
    context.close()


def _section(page: Page, name: str) -> str:
    return page.locator("select[name=section] option").filter(has_text=name).first.get_attribute("value") or ""


def _until_checked(page: Page, name: str, count: int) -> None:
    for _look in range(120):
        page.goto(f"{QUEUE}?name={name}")
        if page.locator("article.card").count() == count:
            return
        page.wait_for_timeout(500)
    raise SystemExit("The comments were not checked.")


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
    context.set_default_timeout(PATIENCE)
    return context.new_page()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "TEST_FOLDER": scratch, "TEST_DATABASE": ""}
        wanted = Path(sys.argv[1]) if sys.argv[1:] else FOLDER
        wanted.mkdir(parents=True, exist_ok=True)
        take_all(wanted)
