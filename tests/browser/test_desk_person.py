"""A person beside the queue: the drawer takes the focus and gives it back, and is a page without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from comments.models import Comment, Commenter, ModerationAction, Restriction
from tests.browser.desk import OpenDesk, card, keys, statuses
from tests.factories import make_article, make_comment, make_user

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def comments() -> list[Comment]:
    """The first two by one person."""
    article, person = make_article(), Commenter.objects.create(email_key="quint")
    made = [make_comment(article, name="Harold Quint", commenter=person) for _number in range(2)]
    return [*made, make_comment(article, name="Somebody else", commenter=Commenter.objects.create(email_key="else"))]


@pytest.fixture
def senior() -> User:
    rights = ("moderate_comment", "view_log", "restrict_people")
    return make_user("ada", staff=True, permissions=tuple(f"comments.{right}" for right in rights))


@pytest.fixture
def desk(open_desk: OpenDesk, senior: User, comments: list[Comment]) -> Page:
    return open_desk(senior)


def test_a_key_opens_the_drawer_and_escape_gives_the_focus_back_to_the_card(
    desk: Page, comments: list[Comment]
) -> None:
    keys(desk, "j", "j", "p")
    drawer = desk.get_by_role("dialog", name="Person")
    expect(drawer.get_by_role("heading", name="Harold Quint")).to_be_focused()
    keys(desk, "a", "j")
    expect(drawer.get_by_role("heading", name="Harold Quint")).to_be_focused()
    keys(desk, "Escape")
    expect(drawer).to_be_hidden()
    expect(card(desk, comments[1])).to_be_focused()
    assert not ModerationAction.objects.exists()


def test_the_drawer_closes_by_its_button_and_gives_the_focus_back_to_the_name(
    desk: Page, comments: list[Comment]
) -> None:
    name = card(desk, comments[0]).get_by_role("link", name="Harold Quint")
    name.press("Enter")
    drawer = desk.get_by_role("dialog", name="Person")
    drawer.get_by_role("button", name="Close").click()
    expect(drawer).to_be_hidden()
    expect(name).to_be_focused()


def test_a_person_is_restricted_and_set_free_again_without_leaving_the_queue(
    desk: Page, comments: list[Comment]
) -> None:
    desk.evaluate("window.isTheSamePage = true")
    keys(desk, "j", "p")
    drawer = desk.get_by_role("dialog", name="Person")
    restrict(drawer_or_page=desk)
    expect(drawer.get_by_role("heading", name="What it would touch")).to_be_focused()
    expect(drawer.get_by_text("Comments removed")).to_be_visible()
    assert statuses(comments) == ["pending", "pending", "pending"]
    drawer.get_by_role("button", name="Restrict").click()
    expect(drawer.locator(".person-restriction")).to_contain_text("Suspended")
    assert statuses(comments) == ["rejected", "rejected", "pending"]
    drawer.get_by_role("button", name=re.compile("Undo ?: Restricted")).click()
    expect(drawer.get_by_text("Restriction taken back").first).to_be_visible()
    assert statuses(comments) == ["pending", "pending", "pending"]
    assert desk.evaluate("window.isTheSamePage")


def test_without_scripts_the_drawer_is_a_page_with_the_same_acts(
    open_desk: OpenDesk, senior: User, comments: list[Comment]
) -> None:
    page = open_desk(senior, scripts=False)
    card(page, comments[0]).get_by_role("link", name="Harold Quint").click()
    page.get_by_label("A note for colleagues").fill("Knows the guideline.")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator(".person-note")).to_have_text("Knows the guideline.")
    restrict(drawer_or_page=page)
    page.get_by_role("button", name="Restrict").click()
    expect(page.locator(".person-restriction")).to_contain_text("Suspended")
    assert statuses(comments) == ["rejected", "rejected", "pending"]
    page.get_by_role("button", name="End it now").click()
    expect(page.locator(".person-restriction")).to_have_count(0)
    assert Restriction.objects.in_force().count() == 0
    assert statuses(comments) == ["rejected", "rejected", "pending"]


def restrict(drawer_or_page: Page) -> None:
    """As far as to what it would touch."""
    drawer_or_page.get_by_text("Restrict …").click()
    drawer_or_page.locator("select[name=kind]").select_option("suspended")
    drawer_or_page.get_by_label("Reason, which they will read").select_option("repeated_insults")
    drawer_or_page.get_by_label("Their comments").select_option(index=1)
    drawer_or_page.get_by_role("button", name="Restrict").click()
