"""The desk by keyboard and in place, in a real browser, with and without scripts."""

from collections.abc import Generator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from comments.models import Comment, ModerationAction
from tests.factories import make_article, make_comment, make_moderator

pytestmark = pytest.mark.django_db(transaction=True)
QUEUE = "/admin/comments/queue/"


@pytest.fixture
def comments() -> list[Comment]:
    article = make_article()
    return [make_comment(article, name=f"Reader {number}") for number in range(3)]


def open_desk(browser: Browser, server: LiveServer, *, scripts: bool) -> Generator[Page]:
    client = Client()
    client.force_login(make_moderator())
    context = browser.new_context(
        base_url=server.url, java_script_enabled=scripts, viewport={"width": 1280, "height": 900}
    )
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": server.url}])
    page = context.new_page()
    page.goto(QUEUE)
    yield page
    context.close()


@pytest.fixture
def desk(browser: Browser, live_server: LiveServer, comments: list[Comment]) -> Generator[Page]:
    yield from open_desk(browser, live_server, scripts=True)


@pytest.fixture
def plain_desk(browser: Browser, live_server: LiveServer, comments: list[Comment]) -> Generator[Page]:
    yield from open_desk(browser, live_server, scripts=False)


def card(page: Page, comment: Comment) -> Locator:
    return page.locator(f"#comment-{comment.pk}")


def status(comment: Comment) -> str:
    comment.refresh_from_db()
    return comment.status


def test_a_row_of_keys_decides_comment_after_comment(desk: Page, comments: list[Comment]) -> None:
    first, second, third = comments
    desk.keyboard.press("j")
    expect(card(desk, first)).to_be_focused()
    desk.keyboard.press("a")
    expect(card(desk, first)).to_contain_text("Approved")
    expect(card(desk, second)).to_be_focused()
    desk.keyboard.press("r")
    expect(card(desk, second).get_by_label("Reason")).to_be_focused()
    desk.keyboard.type("Ins")
    desk.keyboard.press("Enter")
    expect(card(desk, second)).to_contain_text("Rejected: insult")
    expect(card(desk, third)).to_be_focused()
    desk.keyboard.press("s")
    expect(card(desk, third)).to_contain_text("Marked as spam")
    assert [status(comment) for comment in comments] == ["approved", "rejected", "spam"]
    expect(desk.locator("#tabs")).to_contain_text("New 0")


def test_z_takes_the_last_decision_back(desk: Page, comments: list[Comment]) -> None:
    desk.keyboard.press("j")
    desk.keyboard.press("a")
    undo = card(desk, comments[0]).get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    desk.keyboard.press("z")
    expect(undo).to_have_count(0)
    expect(card(desk, comments[0])).to_be_focused()
    assert status(comments[0]) == "pending"


def test_j_and_k_walk_over_what_is_still_to_be_decided(desk: Page, comments: list[Comment]) -> None:
    for key, expected in (("j", 0), ("j", 1), ("j", 2), ("k", 1), ("k", 0)):
        desk.keyboard.press(key)
        expect(card(desk, comments[expected])).to_be_focused()


def test_keys_are_letters_again_while_somebody_types(desk: Page, comments: list[Comment]) -> None:
    card(desk, comments[0]).get_by_text("More", exact=True).click()
    note = card(desk, comments[0]).get_by_role("textbox")
    note.press_sequentially("a sad zebra")
    expect(note).to_have_value("a sad zebra")
    assert not ModerationAction.objects.exists()


def test_the_keys_can_be_switched_off_and_stay_off(desk: Page, comments: list[Comment]) -> None:
    desk.get_by_text("Keys", exact=True).click()
    desk.get_by_label("Switch the keys off").check()
    desk.reload()
    card(desk, comments[0]).focus()
    desk.keyboard.press("a")
    desk.keyboard.press("j")
    expect(card(desk, comments[0])).to_be_focused()
    assert not ModerationAction.objects.exists()


def test_a_stale_decision_shows_the_card_as_it_is_now(desk: Page, comments: list[Comment]) -> None:
    comments[0].reject(by=make_moderator(first_name="Ann"), reason="insult")
    desk.keyboard.press("j")
    desk.keyboard.press("a")
    expect(card(desk, comments[0]).get_by_role("alert").first).to_contain_text("Already decided by Ann")
    expect(card(desk, comments[0])).to_be_focused()
    assert status(comments[0]) == "rejected"


def test_an_act_that_does_not_arrive_leaves_the_card_and_says_so(desk: Page, comments: list[Comment]) -> None:
    desk.route("**/approve/", lambda route: route.abort())
    card(desk, comments[0]).get_by_role("button", name="Approve").click()
    expect(card(desk, comments[0])).to_contain_text("That did not reach the server. Try again.")
    desk.unroute("**/approve/")
    card(desk, comments[0]).get_by_role("button", name="Approve").click()
    expect(card(desk, comments[0])).to_contain_text("Approved")


def test_who_was_signed_out_meanwhile_lands_at_the_sign_in(desk: Page, comments: list[Comment]) -> None:
    desk.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    card(desk, comments[0]).get_by_role("button", name="Approve").click()
    expect(desk.locator("[name=username]")).to_be_visible()
    assert status(comments[0]) == "pending"


def test_a_rejection_by_mouse_asks_for_the_reason_first(desk: Page, comments: list[Comment]) -> None:
    card(desk, comments[0]).get_by_role("button", name="Reject").click()
    expect(card(desk, comments[0]).get_by_label("Reason")).to_be_focused()
    assert not ModerationAction.objects.exists()


def test_without_scripts_every_act_is_one_click_and_returns_with_an_undo(
    plain_desk: Page, comments: list[Comment]
) -> None:
    first, second, _third = comments
    card(plain_desk, first).get_by_role("button", name="Approve").click()
    expect(plain_desk.locator(".desk-toast")).to_contain_text("Approved · Reader 0")
    expect(card(plain_desk, first)).to_have_count(0)
    card(plain_desk, second).get_by_label("Reason").select_option("off_topic")
    card(plain_desk, second).get_by_role("button", name="Reject").click()
    expect(plain_desk.locator(".desk-toast")).to_contain_text("Rejected: off topic · Reader 1")
    plain_desk.locator(".desk-toast").get_by_role("button", name="Undo").click()
    expect(card(plain_desk, second)).to_be_visible()
    assert [status(comment) for comment in comments] == ["approved", "pending", "pending"]


def test_the_theme_switch_of_the_admin_changes_our_colors(desk: Page) -> None:
    def paper() -> str:
        return str(desk.evaluate("getComputedStyle(document.body).backgroundColor"))

    seen = {paper()}
    for _press in range(2):
        desk.locator(".theme-toggle").first.click()
        seen.add(paper())
    assert seen == {"rgb(255, 253, 249)", "rgb(25, 24, 22)"}
