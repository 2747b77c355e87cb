"""A newspaper of WordPress is brought in and taken back by pages of the admin, with and without scripts."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPerson
from tests.moving.wordpress.exports import comment, export, post, written
from tests.running_site import RunningSite


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 390)], ids=["scripts", "telephone-no-scripts"])
def test_an_export_is_tried_imported_proven_and_taken_back(
    person: NewPerson, running: RunningSite, tmp_path: Path, scripts: bool, width: int
) -> None:
    path = written(tmp_path, export(post(1, "Ships in the fog", comment(11, "A word."), comment(12, ""))))
    page = person(scripts=scripts, width=width)
    sign_in(page, running.password_of("admin"))
    page.get_by_role("link", name="Import from WordPress", exact=True).click()
    page.get_by_label("Files of the export").set_input_files(path)
    page.get_by_role("button", name="Upload and try").click()
    ended(page, "What would happen")
    expect(page.get_by_text("Left out: there are no words in it.")).to_be_visible()
    assert not articles(running)
    page.get_by_role("button", name="Import", exact=True).click()
    ended(page, "Imported")
    expect(page.get_by_text("0 differences.")).to_be_visible()
    assert articles(running)
    page.get_by_role("link", name=re.compile("Take back what")).click()
    page.get_by_role("button", name="Take back").click()
    ended(page, "Taken back")
    expect(page.get_by_text("Nothing stays.")).to_be_visible()
    assert not articles(running)


def sign_in(page: Page, password: str) -> None:
    page.goto("/admin/login/?next=/admin/moving/")
    page.locator("input[name=username]").fill("admin")
    page.locator("input[type=password]").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile("/admin/moving/$"))


def ended(page: Page, title: str) -> None:
    """The page comes anew by itself, also without scripts."""
    expect(page).to_have_url(re.compile(r"/admin/moving/\d+/$"))
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def articles(running: RunningSite) -> list[object]:
    return running.rows("SELECT id FROM articles_article WHERE headline = 'Ships in the fog'")
