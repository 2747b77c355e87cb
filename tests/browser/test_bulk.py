"""Choosing and deciding many comments in a real browser, with and without scripts."""

import pytest
from playwright.sync_api import Locator, Page, expect

from comments.models import Comment, ModerationAction
from tests.browser.desk import OpenDesk, box, keys, statuses
from tests.factories import make_article, make_comment, make_moderator

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def comments() -> list[Comment]:
    article = make_article()
    return [make_comment(article, name=f"Reader {number}") for number in range(5)]


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def desk(request: pytest.FixtureRequest, open_desk: OpenDesk, comments: list[Comment]) -> Page:
    return open_desk(scripts=request.param)


@pytest.fixture
def lively_desk(open_desk: OpenDesk, comments: list[Comment]) -> Page:
    return open_desk()


def bar(page: Page) -> Locator:
    return page.get_by_role("form", name="Chosen comments")


def test_chosen_comments_are_rejected_and_all_of_them_brought_back(desk: Page, comments: list[Comment]) -> None:
    for comment in comments[1:4]:
        box(desk, comment).check()
    bar(desk).get_by_label("Reason").select_option("insult")
    bar(desk).get_by_role("button", name="Reject").click()
    expect(desk.locator(".desk-toast")).to_contain_text("3 comments rejected: insult")
    assert statuses(comments) == ["pending", "rejected", "rejected", "rejected", "pending"]
    desk.get_by_role("button", name="Undo all 3").click()
    expect(desk.locator(".desk-toast")).to_contain_text("3 comments are as they were before")
    assert statuses(comments) == ["pending"] * 5


def test_a_rejection_without_a_reason_is_not_sent(desk: Page, comments: list[Comment]) -> None:
    box(desk, comments[0]).check()
    bar(desk).get_by_role("button", name="Reject").click()
    expect(bar(desk).get_by_label("Reason")).to_be_focused()
    assert not ModerationAction.objects.exists()


def test_enter_in_a_box_decides_nothing_and_asks_what_to_do(desk: Page, comments: list[Comment]) -> None:
    box(desk, comments[0]).check()
    box(desk, comments[0]).press("Enter")
    expect(desk.get_by_role("alert")).to_have_text("Choose what to do with them.")
    assert statuses(comments) == ["pending"] * 5
    bar(desk).get_by_role("button", name="Spam").click()
    expect(desk.locator(".desk-toast")).to_contain_text("1 comment marked as spam")
    assert statuses(comments) == ["spam", *["pending"] * 4]


def test_everything_in_the_list_is_decided_after_a_look_at_it(desk: Page, comments: list[Comment]) -> None:
    desk.get_by_role("link", name="All 5 in New").click()
    expect(desk.get_by_role("heading", name="5 comments chosen")).to_be_visible()
    bar(desk).get_by_role("button", name="Approve").click()
    expect(desk.locator(".desk-toast")).to_contain_text("5 comments approved")
    assert statuses(comments) == ["approved"] * 5


def test_who_was_faster_is_said_at_each_comment(desk: Page, comments: list[Comment]) -> None:
    for comment in comments[:2]:
        box(desk, comment).check()
    comments[0].reject(by=make_moderator(first_name="Ann"), reason="insult")
    bar(desk).get_by_role("button", name="Approve").click()
    expect(desk.get_by_role("heading", name="1 comment was left as it is")).to_be_visible()
    expect(desk.locator("main, #content").first).to_contain_text("Already decided by Ann")
    assert statuses(comments)[:2] == ["rejected", "approved"]


def test_the_count_follows_boxes_ranges_and_keys(lively_desk: Page, comments: list[Comment]) -> None:
    count = bar(lively_desk).get_by_role("status")
    expect(count).to_have_text("None chosen")
    expect(bar(lively_desk).get_by_role("button", name="Approve")).to_be_disabled()
    box(lively_desk, comments[0]).click()
    expect(count).to_have_text("1 chosen")
    box(lively_desk, comments[3]).click(modifiers=["Shift"])
    expect(count).to_have_text("4 chosen")
    keys(lively_desk, "Shift+X")
    expect(count).to_have_text("5 chosen")
    lively_desk.get_by_label("All on this page").uncheck()
    expect(count).to_have_text("None chosen")


def test_by_keyboard_alone_comments_are_chosen_and_approved(lively_desk: Page, comments: list[Comment]) -> None:
    keys(lively_desk, "j", "x", "j", "j", "x")
    expect(box(lively_desk, comments[2])).to_be_checked()
    keys(lively_desk, "Shift+A")
    expect(lively_desk.locator(".desk-toast")).to_contain_text("2 comments approved")
    keys(lively_desk, "z")
    expect(lively_desk.locator(".desk-toast")).to_contain_text("2 comments are as they were before")
    assert statuses(comments) == ["pending"] * 5


def test_a_card_that_is_decided_alone_is_no_longer_chosen(lively_desk: Page, comments: list[Comment]) -> None:
    for comment in comments[:2]:
        box(lively_desk, comment).check()
    lively_desk.locator(f"#comment-{comments[0].pk}").get_by_role("button", name="Approve", exact=True).click()
    expect(bar(lively_desk).get_by_role("status")).to_have_text("1 chosen")
