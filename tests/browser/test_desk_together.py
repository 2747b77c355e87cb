"""Two moderators at one queue: what one does, the other sees in its place, and decides nothing twice."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from comments.models import Comment
from tests.browser.desk import OpenDesk, box, card, keys, look_again, said, statuses, still
from tests.factories import make_article, make_comment, make_moderator

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def comments() -> list[Comment]:
    article = make_article()
    return [make_comment(article, name=f"Reader {number}") for number in range(4)]


@pytest.fixture
def bob() -> User:
    return make_moderator("bob", first_name="Bob")


@pytest.fixture
def anns(open_desk: OpenDesk, comments: list[Comment]) -> Page:
    return open_desk(make_moderator("ann", first_name="Ann"))


@pytest.fixture
def bobs(open_desk: OpenDesk, bob: User, comments: list[Comment]) -> Page:
    return open_desk(bob)


def place_of(desk: Page, comment: Comment) -> float:
    found = card(desk, comment).bounding_box()
    assert found
    return found["y"]


def test_what_a_colleague_decides_greys_out_in_its_place_and_nothing_jumps(
    anns: Page, bobs: Page, comments: list[Comment]
) -> None:
    first, second, third, fourth = comments
    box(bobs, first).check()
    card(bobs, third).focus()
    before = place_of(bobs, fourth)
    keys(anns, "j", "a", "s")
    expect(card(anns, second)).to_contain_text("Marked as spam")
    look_again(bobs)
    expect(card(bobs, first)).to_contain_text("Approved at")
    expect(card(bobs, second)).to_contain_text(": Ann.")
    expect(card(bobs, first).get_by_role("button", name="Approve")).to_be_disabled()
    expect(bobs.get_by_role("form", name="Chosen comments").get_by_role("status")).to_have_text("None chosen")
    expect(card(bobs, third)).to_be_focused()
    assert abs(place_of(bobs, fourth) - before) < 60, "a line for each of two cards, and no more"
    keys(bobs, "k")
    expect(card(bobs, third)).to_be_focused()
    card(bobs, first).get_by_role("link", name="Show it as it is now").click()
    expect(card(bobs, first).get_by_role("button", name="Reject")).to_be_enabled()
    assert statuses(comments) == ["approved", "spam", "pending", "pending"]


def test_what_a_colleague_has_in_hand_is_passed_over_and_asked_about_twice(
    anns: Page, bobs: Page, comments: list[Comment]
) -> None:
    keys(anns, "j", "j", "c")
    expect(card(anns, comments[1])).to_contain_text("Claimed by you until")
    expect(card(anns, comments[1])).to_be_focused()
    look_again(bobs)
    expect(card(bobs, comments[1])).to_contain_text("Claimed by Ann until")
    keys(bobs, "j", "a")
    expect(card(bobs, comments[2])).to_be_focused()
    keys(bobs, "k", "s")
    expect(card(bobs, comments[1]).get_by_role("alert").first).to_contain_text("Ann has claimed this comment until")
    assert statuses(comments) == ["approved", "pending", "pending", "pending"]
    keys(bobs, "k", "s")
    expect(card(bobs, comments[1])).to_contain_text("Marked as spam")
    keys(anns, "a")
    expect(said(anns)).to_contain_text("Already decided by Bob")
    assert statuses(comments) == ["approved", "spam", "pending", "pending"]


def test_a_changed_text_is_shown_before_it_is_decided_and_new_ones_wait_behind_a_button(
    bobs: Page, comments: list[Comment]
) -> None:
    look_again(bobs)
    expect(bobs.locator("#arrivals:not([data-mark=''])")).to_be_attached()
    still(bobs.context)
    comments[0].edit("Other words", "<p>Other words</p>", 1)
    comments[1].edit("Changed, too", "<p>Changed, too</p>", 1)
    make_comment(comments[0].article, name="Somebody new")
    keys(bobs, "j", "a")
    expect(card(bobs, comments[0])).to_contain_text("Other words")
    expect(card(bobs, comments[0]).get_by_role("alert").first).to_contain_text("has changed the text")
    look_again(bobs)
    expect(card(bobs, comments[1])).to_contain_text("The text was changed at")
    expect(bobs.get_by_text("Somebody new")).to_have_count(0)
    bobs.get_by_role("link", name="1 new").click()
    expect(bobs.get_by_role("heading", name="Somebody new")).to_be_visible()
    assert statuses(comments) == ["unchecked", "unchecked", "pending", "pending"]
