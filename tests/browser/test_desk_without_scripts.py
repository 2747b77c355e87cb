"""The whole desk as plain pages and forms: each act is one press, and can be taken back."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from comments.models import Comment, Mode, RuleVersion, SavedQueue
from tests.browser.desk import QUEUE, OpenDesk, card, status
from tests.factories import make_appeal, make_article, make_comment, make_moderator, make_report, make_user

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def comment() -> Comment:
    return make_comment(make_article("Slow trams"), name="Reader", text="First words", html="<p>First words</p>")


@pytest.fixture
def chief() -> User:
    return make_user("chief", staff=True, is_superuser=True)


@pytest.fixture
def desk(open_desk: OpenDesk, chief: User, comment: Comment) -> Page:
    return open_desk(chief, scripts=False)


def toast(page: Page) -> Locator:
    return page.locator(".desk-toast")


def take_back(page: Page) -> None:
    toast(page).get_by_role("button", name="Undo").click()


def test_a_comment_is_put_off_answered_edited_and_noted_and_all_but_the_note_taken_back(
    desk: Page, comment: Comment
) -> None:
    desk.get_by_text("Put off", exact=True).click()
    desk.get_by_role("button", name="for an hour").click()
    expect(toast(desk)).to_contain_text("Put off")
    take_back(desk)
    card(desk, comment).get_by_role("link", name="Reply").click()
    desk.get_by_label("Your reply").fill("Thank you, we are looking.")
    desk.get_by_role("button", name="Approve and reply").click()
    assert status(comment) == "approved"
    take_back(desk)
    assert status(comment) == "pending"
    card(desk, comment).get_by_role("link", name="Edit").click()
    desk.get_by_label("Text").fill("Other words")
    desk.get_by_role("button", name="Save").click()
    expect(toast(desk)).to_contain_text("Text changed by a moderator")
    take_back(desk)
    expect(card(desk, comment)).to_contain_text("First words")
    card(desk, comment).get_by_text("Note for moderators").click()
    card(desk, comment).get_by_label("Readers and its author never see it.").fill("Asked the author.")
    card(desk, comment).get_by_role("button", name="Write a note").click()
    expect(card(desk, comment)).to_contain_text("Asked the author.")


def test_a_rejection_with_own_words_is_shown_first_as_its_author_will_read_it(desk: Page, comment: Comment) -> None:
    card(desk, comment).get_by_text("With words …").click()
    card(desk, comment).get_by_label("In your own words").fill("Please stay with the trams.")
    card(desk, comment).get_by_label("Reason", exact=True).select_option("off_topic")
    card(desk, comment).get_by_role("button", name="Preview").click()
    expect(desk.locator(".act-preview")).to_contain_text("Please stay with the trams.")
    assert status(comment) == "pending"
    card(desk, comment).get_by_role("button", name="Reject").click()
    assert status(comment) == "rejected"


def test_reports_are_dismissed_and_appeals_denied_and_both_taken_back_from_the_log(
    desk: Page, comment: Comment
) -> None:
    public = make_comment(comment.article, status="approved")
    make_report(public)
    comment.reject(by=make_moderator("ann"), reason="insult")
    make_appeal(comment)
    desk.goto(f"{QUEUE}?tab=reported")
    card(desk, public).get_by_role("button", name="Keep").click()
    expect(card(desk, public)).to_have_count(0)
    desk.goto(f"{QUEUE}?tab=appeals")
    card(desk, comment).get_by_text("Deny", exact=True).first.click()
    card(desk, comment).get_by_label("To the author").fill("It names a neighbor.")
    card(desk, comment).get_by_role("button", name="Deny").click()
    expect(card(desk, comment)).to_have_count(0)
    desk.get_by_role("link", name="Log", exact=True).click()
    for said in ("Appeal denied", "Reports dismissed"):
        line = desk.get_by_role("row").filter(has_text=said)
        line.get_by_role("button", name="Undo").click()
        expect(toast(desk)).to_be_visible()
    desk.goto(QUEUE)
    expect(desk.locator("#tabs")).to_contain_text("Reported 1")
    expect(desk.locator("#tabs")).to_contain_text("Appeals 1")


def test_a_rule_is_rehearsed_saved_and_taken_back_and_a_mode_begun_and_ended(desk: Page, comment: Comment) -> None:
    comment.approve(by=make_moderator("ann"))
    desk.goto("/admin/comments/rules/words_hold/")
    desk.get_by_label("Words and phrases").fill("first words")
    desk.get_by_role("button", name="Rehearse").click()
    expect(desk.get_by_role("status")).to_contain_text("The rule would catch 1")
    assert not RuleVersion.objects.exists()
    desk.get_by_role("button", name="Save").click()
    desk.get_by_role("link", name=re.compile("Version 1")).click()
    desk.get_by_role("button", name="Undo").click()
    assert list(RuleVersion.objects.order_by("pk").values_list("number", flat=True)) == [1, 2]
    desk.get_by_role("link", name="Modes").click()
    desk.get_by_role("button", name="Begin").click()
    desk.get_by_role("button", name="End").click()
    expect(desk.get_by_role("button", name="End")).to_have_count(0)
    assert Mode.objects.get().ended_at


def test_a_list_is_narrowed_kept_under_a_name_and_thrown_away_again(desk: Page, comment: Comment) -> None:
    desk.get_by_text("More filters").click()
    desk.get_by_label("Name", exact=True).fill("Nobody")
    desk.get_by_role("button", name="Show").click()
    expect(card(desk, comment)).to_have_count(0)
    desk.get_by_text("Save this queue").click()
    desk.get_by_label("Name for what is shown now").fill("By nobody")
    desk.get_by_role("button", name="Save").click()
    desk.goto(QUEUE)
    desk.get_by_role("link", name="By nobody 0").click()
    expect(card(desk, comment)).to_have_count(0)
    desk.get_by_text("Save or change queues").click()
    desk.get_by_role("button", name="Delete By nobody").click()
    assert not SavedQueue.objects.exists()
