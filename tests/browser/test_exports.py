"""A list of comments is made by the worker, downloaded with a proof, and deleted, with and without scripts."""

import csv
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPerson
from tests.browser.test_moving import sign_in
from tests.running_site import RunningSite


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 390)], ids=["scripts", "telephone-no-scripts"])
def test_an_export_is_asked_for_made_downloaded_and_deleted(
    person: NewPerson, running: RunningSite, scripts: bool, width: int
) -> None:
    page, password = person(scripts=scripts, width=width), running.password_of("admin")
    sign_in(page, password)
    page.get_by_role("link", name="List of comments", exact=True).click()
    page.get_by_label("Name of the file").fill("remarks")
    page.get_by_label("approved", exact=True).check()
    prove(page, "Export", "not-the-password")
    expect(page.get_by_role("alert")).to_contain_text("Nothing is exported")
    expect(page.get_by_label("Name of the file")).to_have_value("remarks")
    expect(page.get_by_label("approved", exact=True)).to_be_checked()
    prove(page, "Export", password)
    page.get_by_role("link", name="Download …").click()  # the page comes anew by itself, also without scripts
    with page.expect_download() as awaited:
        prove(page, "Download", password)
    assert awaited.value.suggested_filename == "remarks.csv"
    check(awaited.value.path().read_text("utf-8-sig"), running)
    page.get_by_role("link", name="Rather not").click()
    page.get_by_role("button", name="Delete the files now").click()
    expect(page.get_by_text("The file was deleted.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/admin/moving/\d+/$"))


def prove(page: Page, button: str, password: str) -> None:
    page.get_by_label("Your password").fill(password)
    page.get_by_role("button", name=button, exact=True).click()


def check(text: str, running: RunningSite) -> None:
    """Other tests write and decide meanwhile, so that of the newest nothing is said."""
    rows = list(csv.DictReader(text.splitlines()))
    there = running.rows("SELECT id FROM comments_comment WHERE status = 'approved'")
    assert {row["status"] for row in rows} == {"approved"}
    assert len({row["number"] for row in rows} & {str(number) for (number,) in there}) > 100
    assert "ip" not in rows[0]
