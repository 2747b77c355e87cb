"""What readers tell the desk about a comment: a report, a notice of illegal content, a recommendation."""

from typing import Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from comments.models import Comment, LegalReport, Report
from comments.recommending import counting
from tests.browser.profiles import NewProfile
from tests.factories import make_article, make_comment

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]
QUICK = {"resultTypes": ["violations"], "preload": False}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Visit(Protocol):
    def __call__(self, *, scripts: bool = True, dark: bool = False) -> Page: ...


@pytest.fixture
def visit(new_profile: NewProfile, live_server: LiveServer) -> Visit:
    def open_page(*, scripts: bool = True, dark: bool = False) -> Page:
        return new_profile(live_server.url, scripts=scripts, width=390, height=800, dark=dark).new_page()

    return open_page


@pytest.fixture
def comment() -> Comment:
    article = make_article("Ferries")
    return make_comment(article, status="approved", name="Kim", text="You fools.", html="<p>You fools.</p>")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_reader_reports_a_comment_and_finds_the_outcomes_page(visit: Visit, comment: Comment, scripts: bool) -> None:
    page = visit(scripts=scripts)
    page.goto(comment.article.get_absolute_url())
    page.get_by_role("link", name="Report", exact=True).click()
    form = page.get_by_role("dialog", name="Report a comment") if scripts else page.locator("main")
    expect(form).to_contain_text("You fools.")
    form.get_by_role("button", name="Send the report").click()
    expect(form.get_by_role("alert")).to_contain_text("Choose what is wrong with it.")
    expect(form.get_by_role("alert")).to_be_focused()
    form.get_by_label("It attacks a person.").check()
    form.get_by_label("In your own words").fill("It calls us fools.")
    form.get_by_role("button", name="Send the report").click()
    told = page.get_by_role("dialog", name="Thank you for your report") if scripts else page.locator("main")
    expect(told).to_contain_text("With the moderators")
    assert Report.objects.get().words == "It calls us fools."
    if scripts:
        expect(page.get_by_role("heading", name="Thank you for your report")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.get_by_role("link", name="Report", exact=True)).to_be_focused()
        page.get_by_role("link", name="Report", exact=True).click()
        expect(page.get_by_role("dialog", name="Report a comment")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_reader_recommends_a_comment_and_takes_it_back(visit: Visit, comment: Comment, scripts: bool) -> None:
    page = visit(scripts=scripts)
    page.goto(comment.article.get_absolute_url())
    page.get_by_role("button", name="Recommend", exact=True).click()
    given = "You recommend this (1): take back" if scripts else "Take it back"
    expect(page.get_by_role("button", name=given)).to_be_visible()
    assert counting.count_of(comment.pk) == 1
    if scripts:
        expect(page.get_by_role("button", name=given)).to_be_focused()
    page.get_by_role("button", name=given).click()
    expect(page.get_by_role("button", name="Recommend", exact=True)).to_be_visible()
    assert counting.count_of(comment.pk) == 0


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_pages_have_no_fault_that_axe_finds_and_fit_their_window(
    visit: Visit, comment: Comment, dark: bool
) -> None:
    page = visit(dark=dark)
    for kind in ("report/", "illegal/", "recommend/"):
        page.goto(f"/comments/{comment.pk}/{kind}")
        look(page)
    page.goto(f"/comments/{comment.pk}/illegal/")
    page.get_by_role("button", name="Send the notice").click()
    look(page)
    page.get_by_label("It shows or offers the sexual abuse of children.").check()
    page.get_by_label("Why?").fill("It does.")
    page.get_by_label("I believe in good faith").check()
    page.get_by_role("button", name="Send the notice").click()
    expect(page.locator("main")).to_contain_text("We have your notice")
    look(page)
    assert LegalReport.objects.get().why == "It does."


def look(page: Page) -> None:
    found = Axe().run(page, options=QUICK)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate(WIDER) <= 0, page.url
