"""A discussion as readers use it: with and without JavaScript, on a phone, by keyboard, and looked over by axe."""

import re
from datetime import timedelta
from typing import Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import Article
from comments.markup import MARKUP
from comments.models import ArticleTerms, Comment, Discussion, RejectionReason
from tests.browser.desk import answers_held, look_again
from tests.browser.profiles import NewProfile
from tests.factories import make_article, make_comment, make_moderator

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]
both = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Open(Protocol):
    def __call__(self, path: str, *, scripts: bool = True, width: int = 390) -> Page: ...


@pytest.fixture
def open_page(new_profile: NewProfile, live_server: LiveServer) -> Open:
    """As a reader of whom nothing is known."""

    def open_it(path: str, *, scripts: bool = True, width: int = 390) -> Page:
        profile = new_profile(live_server.url, scripts=scripts, width=width, height=800, reduced_motion="reduce")
        page = profile.new_page()
        page.goto(path)
        return page

    return open_it


def talk(article: Article, threads: int = 3) -> list[Comment]:
    return [
        make_comment(article, status="approved", html=f"<p>Thread {n}. {'Long. ' * 60}</p>") for n in range(threads)
    ]


def reply_link(page: Page, comment: Comment) -> None:
    page.locator(f"#comment-{comment.pk}").get_by_role("link", name="Reply").click()


def fill_in(page: Page, text: str) -> None:
    page.get_by_label("Comment", exact=True).fill(text)
    page.get_by_label("Name").fill("Ada Reader")
    page.get_by_label("E-mail").fill("ada@example.org")


@both
def test_a_reply_is_written_under_what_it_answers_and_its_state_is_shown(open_page: Open, scripts: bool) -> None:
    article = make_article()
    comment = talk(article)[1]
    page = open_page(article.get_absolute_url(), scripts=scripts)
    reply_link(page, comment)
    expect(page.get_by_role("heading", name=f"Reply to {comment.name}")).to_be_visible()
    if scripts:
        expect(page.get_by_label("Comment", exact=True)).to_be_focused()
        assert page.url.endswith(article.get_absolute_url())
    fill_in(page, "")
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("alert")).to_be_focused()
    fill_in(page, "An answer.")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("region", name="Preview: not posted yet")).to_contain_text("An answer.")
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_text("Checking for spam")).to_be_visible()
    if scripts:
        expect(page.get_by_role("heading", name="Your comment")).to_be_focused()
        expect(page.locator(f"#comment-{comment.pk} + .write-place")).to_contain_text("An answer.")
        assert page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('comment:'))") == []
    assert Comment.objects.get(parent=comment).text == "An answer."
    assert page.evaluate(WIDER) <= 0


def test_what_was_typed_survives_a_closed_form_and_a_reload_each_in_its_place(open_page: Open) -> None:
    article = make_article()
    first, second, _third = talk(article)
    page = open_page(article.get_absolute_url())
    reply_link(page, first)
    page.get_by_label("Comment", exact=True).fill("To the first.")
    page.keyboard.press("Escape")
    expect(page.locator(f"#comment-{first.pk}").get_by_role("link", name="Reply")).to_be_focused()
    reply_link(page, second)
    expect(page.get_by_label("Comment", exact=True)).to_have_value("")
    page.reload()
    reply_link(page, first)
    expect(page.get_by_label("Comment", exact=True)).to_have_value("To the first.")
    page.goto(f"{article.get_absolute_url()}comment/?parent={first.pk}")
    expect(page.get_by_label("Comment", exact=True)).to_have_value("To the first.")
    page.get_by_label("Comment", exact=True).fill("x" * 9_700)
    expect(page.get_by_text("Characters left: 300")).to_be_visible()


def test_a_form_takes_the_focus_from_nobody_who_is_quicker(open_page: Open) -> None:
    article = make_article()
    page = open_page(article.get_absolute_url())
    page.evaluate("addEventListener('htmx:afterSwap', () => document.querySelector('#id_name').focus())")
    page.evaluate("void (window.settled = new Promise((done) => addEventListener('htmx:afterSettle', done)))")
    page.get_by_role("link", name="Leave a comment").first.click()
    page.evaluate("window.settled.then(() => new Promise(requestAnimationFrame))")
    expect(page.get_by_label("Name")).to_be_focused()


@pytest.mark.parametrize("fault", [None, 502, 413], ids=["no answer", "502", "413"])
def test_what_did_not_arrive_is_said_and_a_second_press_sends_it(open_page: Open, fault: int | None) -> None:
    article = make_article()
    page = open_page(article.get_absolute_url())
    page.get_by_role("link", name="Leave a comment").first.click()
    fill_in(page, "Said twice, kept once.")
    form = f"**{article.get_absolute_url()}comment/"
    page.route(form, lambda route: route.fulfill(status=fault, body="Trouble") if fault else route.abort())
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("^It did not arrive"))
    expect(page.get_by_label("Comment", exact=True)).to_have_value("Said twice, kept once.")
    page.unroute(form)
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_text("Checking for spam")).to_be_visible()
    assert [comment.text for comment in Comment.objects.all()] == ["Said twice, kept once."]


def test_a_form_works_while_pictures_are_still_loading(open_page: Open) -> None:
    article, page = make_article(), open_page("/")
    picture = "document.body.append(Object.assign(new Image(), { src: '/media/late.png' }))"
    page.add_init_script(f"addEventListener('DOMContentLoaded', () => {picture})")
    with answers_held(page, "**/late.png"):
        page.goto(article.get_absolute_url(), wait_until="domcontentloaded")
        page.get_by_role("link", name="Leave a comment").first.click()
        fill_in(page, "")
        page.get_by_role("button", name="Post comment").click()
        expect(page.get_by_role("alert")).to_be_focused()
        assert page.evaluate("document.readyState") == "interactive"


def test_new_comments_are_announced_by_a_button_that_moves_nothing(open_page: Open) -> None:
    article = make_article()
    comments = talk(article, 6)
    page = open_page(article.get_absolute_url())
    reply_link(page, comments[0])
    page.get_by_label("Comment", exact=True).fill("Half a sentence")
    place = page.locator(f"#comment-{comments[0].pk}")
    before = place.bounding_box()
    new = make_comment(article, status="approved", html="<p>Just in</p>", markup=MARKUP)
    look_again(page)
    button = page.get_by_role("status").get_by_role("button", name="1 new comment")
    expect(button).to_be_in_viewport()
    assert place.bounding_box() == before
    expect(page.get_by_text("Just in")).to_have_count(0)
    button.click()
    expect(page.locator(f"#comment-{new.pk}")).to_be_visible()
    expect(page.locator("#comments-title")).to_be_focused()
    expect(page.locator(f"#comment-{comments[0].pk} + .write-place textarea")).to_have_value("Half a sentence")
    expect(page.locator(f"#comment-{new.pk} .comment-head")).to_contain_text("new")
    expect(page.locator(".comment-new")).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="1 new comment. They are marked “new”.")).to_have_count(1)


def test_more_replies_unfold_where_they_stand_and_what_is_being_written_stays(open_page: Open) -> None:
    article = make_article()
    thread = talk(article)[0]
    replies = [make_comment(parent=thread, status="approved", html=f"<p>Reply {n}.</p>") for n in range(12)]
    page = open_page(article.get_absolute_url())
    reply_link(page, replies[2])
    page.get_by_label("Comment", exact=True).fill("Half a sentence")
    more = page.get_by_role("link", name="2 more replies")
    more.focus()
    more.press("Enter")
    expect(page.locator(f"#by-{replies[10].pk}")).to_be_focused()
    expect(page.locator(f"#comment-{thread.pk} + .replies > ol > li")).to_have_count(12)
    expect(page.locator(f"#comment-{replies[2].pk} + .write-place textarea")).to_have_value("Half a sentence")
    expect(page.get_by_role("status").filter(has_text="2 more replies")).to_have_count(1)
    expect(more).to_have_count(0)
    assert page.url.endswith(article.get_absolute_url())


def test_who_only_reads_asks_for_little_and_the_first_press_counts_all_the_same(open_page: Open) -> None:
    article = make_article()
    thread = talk(article)[0]
    columns = {"article": article, "html": "<p>x</p>", "markup": MARKUP, "status": "approved", "on_page": True}
    below = {"parent": thread, "root": thread, "depth": 1}
    Comment.objects.bulk_create([Comment(name=f"R{number}", **columns, **below) for number in range(105)])
    Discussion.lock(article.pk).recount_with_threads()
    page = open_page("/healthz")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(article.get_absolute_url(), wait_until="networkidle")
    assert len(asked) <= 15, asked
    assert not [address for address in asked if "/discussion/" in address or "htmx" in address]
    for words, count in (("95 more replies", 100), ("Later replies", 105)):
        page.get_by_role("link", name=words).click()
        expect(page.locator(f"#comment-{thread.pk} + .replies > ol > li")).to_have_count(count)
    expect(page.get_by_role("link", name="Later replies")).to_have_count(0)


@both
def test_orders_are_links_and_a_permalink_shows_and_marks_its_comment(open_page: Open, scripts: bool) -> None:
    article = make_article()
    first, second, third = talk(article)
    reply = make_comment(parent=second, status="approved")
    page = open_page(article.get_absolute_url(), scripts=scripts)
    for name, right in (("Oldest", first), ("Most replied", second), ("Newest", third)):
        page.get_by_role("list", name="Sort by").get_by_role("link", name=name).click()
        expect(page.get_by_role("link", name=name)).to_have_attribute("aria-current", "true")
        expect(page.locator(".threads .comment").first).to_have_id(f"comment-{right.pk}")
    page.locator(f"#comment-{reply.pk} .comment-time").click()
    expect(page).to_have_url(re.compile(rf"\?comment={reply.pk}#comment-{reply.pk}$"))
    expect(page.locator(f"#comment-{reply.pk}")).to_be_in_viewport()
    expect(page.locator(f"#comment-{reply.pk}")).to_have_css("box-shadow", re.compile("inset"))
    expect(page.locator(f"#comment-{second.pk}")).to_be_attached()
    assert page.evaluate(WIDER) <= 0


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_in_a_discussion_with_every_state(open_page: Open, dark: bool) -> None:
    moderator, article = make_moderator(), make_article(comments_close_at=timezone.now() + timedelta(days=3))
    ArticleTerms.objects.create(article=article, slow_minutes=5, message="Were you there?")
    RejectionReason.objects.filter(code="insult").update(clause="3")
    removed, kept, edited = talk(article)
    make_comment(parent=removed, status="approved", name="אבא", badge="author")
    removed.reject(by=moderator, reason="insult")
    kept.feature(by=moderator)
    Comment.objects.filter(pk=edited.pk).update(edited_at=timezone.now(), badge="staff", website="https://a.example/")
    deep = kept
    for _level in range(5):
        deep = make_comment(parent=deep, status="approved")
    page = open_page(f"{article.get_absolute_url()}?comment=999999")
    page.emulate_media(color_scheme="dark" if dark else "light")
    reply_link(page, edited)
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("alert")).to_be_visible()
    found = Axe().run(page, context="#comments", options={"resultTypes": ["violations"], "preload": False})
    assert found.response["violations"] == [], found.generate_report()
    assert page.evaluate(WIDER) <= 0
