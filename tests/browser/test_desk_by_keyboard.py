"""The desk by keyboard and in place, in a real browser, with and without scripts."""

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from comments.models import Comment, ModerationAction
from tests.browser.desk import OpenDesk, answers_held, card, keys, look_again, said, status, statuses
from tests.factories import make_article, make_comment, make_moderator

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def comments() -> list[Comment]:
    article = make_article()
    return [make_comment(article, name=f"Reader {number}") for number in range(4)]


@pytest.fixture
def desk(open_desk: OpenDesk, comments: list[Comment]) -> Page:
    return open_desk()


@pytest.fixture
def plain_desk(open_desk: OpenDesk, comments: list[Comment]) -> Page:
    return open_desk(scripts=False)


def test_a_row_of_keys_decides_comment_after_comment(desk: Page, comments: list[Comment]) -> None:
    first, second, third, fourth = comments
    desk.evaluate("window.isTheSamePage = true")
    keys(desk, "j")
    expect(card(desk, first)).to_be_focused()
    keys(desk, "a")
    expect(card(desk, first)).to_contain_text("Approved")
    expect(said(desk)).to_have_text("Approved · Reader 0")
    expect(card(desk, second)).to_be_focused()
    keys(desk, "r")
    expect(card(desk, second).get_by_label("Reason", exact=True)).to_be_focused()
    keys(desk, "2", "Enter")
    expect(card(desk, second)).to_contain_text("Rejected: insult")
    keys(desk, "s")
    expect(card(desk, third)).to_contain_text("Marked as spam")
    expect(card(desk, fourth)).to_be_focused()
    keys(desk, "a")
    expect(desk.get_by_role("link", name="Load this page again")).to_be_focused()
    look_again(desk)
    expect(desk.locator("#tabs")).to_contain_text("New 0")
    assert statuses(comments) == ["approved", "rejected", "spam", "approved"]
    assert desk.evaluate("window.isTheSamePage")


def test_keys_typed_ahead_of_the_answers_are_neither_lost_nor_meant_for_another_card(
    desk: Page, comments: list[Comment]
) -> None:
    with answers_held(desk, "**/queue/*/*/") as held:
        keys(desk, "j", "a", "s", "a")
        expect(card(desk, comments[3])).to_be_focused()
        keys(desk, "z", "r", "2", "Enter")  # back to the third, to decide it otherwise; no answer is there yet
        expect(card(desk, comments[2])).to_be_focused()
        assert [route.request.url.split("/")[-2] for route in held] == ["approve", "spam", "approve"]
    expect(card(desk, comments[2])).to_contain_text("Rejected: insult")
    expect(card(desk, comments[3])).to_be_focused()
    assert statuses(comments) == ["approved", "spam", "rejected", "pending"]


def test_keys_that_wait_for_a_card_are_dropped_when_it_comes_back_changed(desk: Page, comments: list[Comment]) -> None:
    with answers_held(desk, "**/queue/*/*/"):
        keys(desk, "j", "a", "z", "a")
        comments[0].reject(by=make_moderator(first_name="Ann"), reason="insult")
    expect(card(desk, comments[0]).get_by_role("alert").first).to_contain_text("Already decided by Ann")
    expect(said(desk)).to_contain_text("Reader 0: Already decided by Ann")
    expect(card(desk, comments[0])).to_be_focused()
    assert statuses(comments) == ["rejected", "pending", "pending", "pending"]
    assert ModerationAction.objects.count() == 1


def test_z_takes_back_one_decision_after_another(desk: Page, comments: list[Comment]) -> None:
    keys(desk, "j", "a", "s", "a")
    expect(desk.locator(".card-folded")).to_have_count(3)
    keys(desk, "z")
    expect(card(desk, comments[2])).to_be_focused()
    expect(said(desk)).to_have_text("Reader 2: taken back")
    keys(desk, "z")
    expect(said(desk)).to_have_text("Reader 1: taken back")
    expect(card(desk, comments[1])).to_be_focused()
    assert statuses(comments) == ["approved", "pending", "pending", "pending"]


def test_what_has_been_said_goes_after_ten_seconds_and_its_undo_does_not_take_the_focus(
    open_desk: OpenDesk, comments: list[Comment]
) -> None:
    desk = open_desk(path="about:blank")
    desk.clock.install()
    desk.goto("/admin/comments/queue/")
    keys(desk, "j", "a")
    expect(said(desk)).to_have_text("Approved · Reader 0")
    expect(card(desk, comments[1])).to_be_focused()
    desk.clock.run_for(9_000)
    expect(said(desk)).to_have_text("Approved · Reader 0")
    desk.clock.run_for(1_100)
    expect(said(desk)).to_be_empty()
    keys(desk, "z")
    expect(card(desk, comments[0])).to_be_focused()
    expect(said(desk)).to_have_text("Reader 0: taken back")


def test_j_and_k_walk_over_what_is_still_to_be_decided(desk: Page, comments: list[Comment]) -> None:
    for key, expected in (("j", 0), ("j", 1), ("j", 2), ("k", 1), ("k", 0)):
        keys(desk, key)
        expect(card(desk, comments[expected])).to_be_focused()
    desk.locator("h1").first.click()
    keys(desk, "j")
    expect(card(desk, comments[1])).to_be_focused()


def test_keys_are_letters_again_while_somebody_types(desk: Page, comments: list[Comment]) -> None:
    card(desk, comments[0]).get_by_text("With words …", exact=True).click()
    note = card(desk, comments[0]).get_by_role("textbox", name="In your own words")
    note.press_sequentially("a sad zebra")
    expect(note).to_have_value("a sad zebra")
    desk.keyboard.down("a")
    desk.keyboard.down("a")
    assert not ModerationAction.objects.exists()


def test_a_key_that_is_held_down_decides_once(desk: Page, comments: list[Comment]) -> None:
    keys(desk, "j")
    for _repeat in range(5):
        desk.keyboard.down("a")
    desk.keyboard.up("a")
    expect(said(desk)).to_have_text("Approved · Reader 0")
    assert statuses(comments) == ["approved", "pending", "pending", "pending"]


def test_the_keys_are_switched_off_for_a_person_and_stay_off_elsewhere(
    open_desk: OpenDesk, comments: list[Comment]
) -> None:
    moderator = make_moderator()
    desk = open_desk(moderator)
    desk.get_by_text("Keys", exact=True).click()
    with desk.expect_navigation():
        desk.get_by_role("button", name="Switch the keys off").click()
    elsewhere = open_desk(moderator)
    card(elsewhere, comments[0]).focus()
    keys(elsewhere, "a", "j", "?", ".")
    expect(card(elsewhere, comments[0])).to_be_focused()
    expect(elsewhere.get_by_role("dialog")).to_be_hidden()
    elsewhere.get_by_text("Keys", exact=True).click()
    with elsewhere.expect_navigation():
        elsewhere.get_by_role("button", name="Switch the keys on").click()
    keys(elsewhere, "j")
    expect(card(elsewhere, comments[0])).to_be_focused()
    assert not ModerationAction.objects.exists()


def test_keys_lead_to_queues_to_the_table_of_keys_and_to_one_card_at_a_time(
    desk: Page, comments: list[Comment]
) -> None:
    keys(desk, "j", "?")
    expect(desk.get_by_role("dialog", name="Keys")).to_be_visible()
    keys(desk, "a", "Escape")
    expect(desk.get_by_role("dialog")).to_be_hidden()
    expect(card(desk, comments[0])).to_be_focused()
    keys(desk, ".")
    expect(desk.locator("article.card:visible")).to_have_count(1)
    keys(desk, "a")
    expect(card(desk, comments[1])).to_be_visible()
    expect(desk.locator("article.card:visible")).to_have_count(1)
    expect(desk.get_by_text("1 of 3")).to_be_visible()
    desk.reload()
    expect(card(desk, comments[1])).to_be_focused()
    expect(desk.locator("article.card:visible")).to_have_count(1)
    keys(desk, "g", "s")
    expect(desk.locator("#tabs [aria-current=page]")).to_contain_text("Spam")
    assert statuses(comments) == ["approved", "pending", "pending", "pending"]


def test_a_stale_decision_shows_the_card_as_it_is_now_and_leaves_the_focus_where_it_went(
    desk: Page, comments: list[Comment]
) -> None:
    comments[0].reject(by=make_moderator(first_name="Ann"), reason="insult")
    keys(desk, "j", "a")
    expect(card(desk, comments[0]).get_by_role("alert").first).to_contain_text("Already decided by Ann")
    expect(card(desk, comments[1])).to_be_focused()
    desk.get_by_role("button", name="Show", exact=True).last.click()
    expect(card(desk, comments[0])).to_be_focused()
    assert status(comments[0]) == "rejected"


def test_an_act_that_does_not_arrive_leaves_the_card_and_says_so(desk: Page, comments: list[Comment]) -> None:
    desk.route("**/approve/", lambda route: route.abort())
    keys(desk, "j", "a")
    expect(card(desk, comments[0])).to_contain_text("That did not reach the server. Try again.")
    expect(said(desk)).to_contain_text("Reader 0: That did not reach the server.")
    desk.unroute("**/approve/")
    keys(desk, "k", "a")
    expect(card(desk, comments[0])).to_contain_text("Approved")


def test_who_was_signed_out_meanwhile_lands_at_the_sign_in(desk: Page, comments: list[Comment]) -> None:
    desk.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    card(desk, comments[0]).get_by_role("button", name="Approve").click()
    expect(desk.locator("[name=username]")).to_be_visible()
    assert status(comments[0]) == "pending"


def test_a_rejection_by_mouse_asks_for_the_reason_first(desk: Page, comments: list[Comment]) -> None:
    card(desk, comments[0]).get_by_role("button", name="Reject").click()
    expect(card(desk, comments[0]).get_by_label("Reason", exact=True)).to_be_focused()
    assert not ModerationAction.objects.exists()


def test_without_scripts_every_act_is_one_click_and_returns_with_an_undo(
    plain_desk: Page, comments: list[Comment]
) -> None:
    first, second, *_rest = comments
    card(plain_desk, first).get_by_role("button", name="Approve").click()
    expect(plain_desk.locator(".desk-toast")).to_contain_text("Approved · Reader 0")
    expect(card(plain_desk, first)).to_have_count(0)
    card(plain_desk, second).get_by_label("Reason", exact=True).select_option("off_topic")
    card(plain_desk, second).get_by_role("button", name="Reject").click()
    expect(plain_desk.locator(".desk-toast")).to_contain_text("Rejected: off topic · Reader 1")
    plain_desk.locator(".desk-toast").get_by_role("button", name="Undo").click()
    expect(card(plain_desk, second)).to_be_visible()
    card(plain_desk, second).get_by_role("button", name="Claim").click()
    expect(card(plain_desk, second)).to_contain_text("Claimed by you until")
    card(plain_desk, second).get_by_role("button", name="Release").click()
    plain_desk.get_by_text("Keys", exact=True).click()
    expect(plain_desk.get_by_text("go to New, Awaiting spam check, Reported, Spam")).to_be_visible()
    assert statuses(comments) == ["approved", "pending", "pending", "pending"]


def test_the_theme_switch_of_the_admin_changes_our_colors(desk: Page) -> None:
    def paper() -> str:
        return str(desk.evaluate("getComputedStyle(document.body).backgroundColor"))

    seen = {paper()}
    for _press in range(2):
        desk.locator(".theme-toggle").first.click()
        seen.add(paper())
    assert seen == {"rgb(255, 253, 249)", "rgb(25, 24, 22)"}
