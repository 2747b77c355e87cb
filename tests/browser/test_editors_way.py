"""The way of an article as those who make it see it: written, sent back, promised, public by itself, corrected."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from articles.models import Article
from tests.articles.desk import LIST, address, person
from tests.browser.desk import OpenDesk, keys
from tests.browser.writing import open_from_inbox, press, put, room, send
from tests.factories import make_article, make_author, make_section, make_tag

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]
HEADLINE, FIRST, SECOND = "The Ferry Stops", "Until the ice is gone.", "Until the end of March."
CALLOUTS = {"Key takeaway": "No ferry.", "Did you know?": "Salt water freezes late.", "Pro tip": "Two pairs of socks."}
CORRECTION = "We wrote that it stops until the ice is gone; it is until the end of March."


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def mary(open_desk: OpenDesk) -> Page:
    """Her form for a new article."""
    user = person("author", "mary")
    make_author("Mary Bly", user=user, job_title="Reporter")
    make_tag("Ice", make_article("The Lost Lightship", section=make_section("harbor")))
    return open_desk(user, path=f"{LIST}add/")


@pytest.fixture
def ann(open_desk: OpenDesk, mary: Page) -> Page:
    return open_desk(person("editor", "ann"), path=LIST)


@pytest.fixture
def reader(open_desk: OpenDesk, ann: Page) -> Page:
    page = open_desk(scripts=False, path="/")
    page.context.clear_cookies()
    return page


def write_every_block(page: Page, picture: Path) -> None:
    room(page).click()
    put(page, "It stops like the ")
    _link_to_the_lightship(page)
    put(page, " did.")
    keys(page, "Enter")
    page.get_by_label("Kind of paragraph").select_option("Heading")
    put(page, "Why")
    keys(page, "Enter", "Control+B")
    put(page, "Ice")
    keys(page, "Control+B", "Enter")
    for button, words in (("List", "A lamp"), ("Numbered list", "First"), ("Quotation", "Never so cold")):
        press(page, button)
        put(page, words)
        keys(page, "Enter", "Enter")
    press(page, "Line")
    for name, words in CALLOUTS.items():
        press(page, name)
        put(page, words)
        keys(page, "Control+Enter")
    _hear_an_expert(page)
    _ask_and_answer(page)
    _draw_a_table(page)
    _show(page, picture)


def _link_to_the_lightship(page: Page) -> None:
    keys(page, "Control+K")
    window = page.get_by_role("dialog", name="Link")
    window.get_by_label("Or an article or page of ours").fill("lost lightship")
    expect(window.locator("[data-found]")).to_have_attribute("aria-busy", "false")
    window.get_by_role("listitem").filter(has_text="Lost Lightship").get_by_role("button").click()
    expect(window).to_be_hidden()


def _hear_an_expert(page: Page) -> None:
    press(page, "Expert insight")
    put(page, "It will go on.")
    keys(page, "ArrowDown", "Home", "Shift+End")
    put(page, "Ada Frost, harbor office")
    keys(page, "Control+Enter")


def _ask_and_answer(page: Page) -> None:
    press(page, "Questions")
    put(page, "When does it run?")
    keys(page, "Enter")
    put(page, "In spring.")
    keys(page, "Control+Enter")


def _draw_a_table(page: Page) -> None:
    press(page, "Table")
    put(page, "Day")
    keys(page, "Tab")
    put(page, "Trips")
    keys(page, "Control+Enter")


def _show(page: Page, picture: Path) -> None:
    press(page, "Picture")
    window = page.get_by_role("dialog", name="Picture")
    window.get_by_label("Alternative text").fill("The calm sea")
    window.get_by_label("A new one").set_input_files(picture)
    expect(window.locator("[data-preview]")).to_be_visible()
    window.get_by_role("button", name="Use this picture").click()
    put(page, "At noon.")


def expect_every_block(page: Page) -> None:
    body = page.locator(".prose")
    expect(body.get_by_role("link", name="The Lost Lightship", exact=True)).to_be_visible()
    for words in (
        "Lightship did.",
        *CALLOUTS,
        *CALLOUTS.values(),
        "It will go on.",
        "Ada Frost",
        "In spring.",
        "At noon.",
    ):
        expect(body).to_contain_text(words)
    for each in _blocks(page, body):
        expect(each).to_be_visible()


def _blocks(page: Page, body: Locator) -> list[Locator]:
    return [
        body.get_by_role("heading", name="Why"),
        body.get_by_text("Ice", exact=True),
        body.locator("ul > li", has_text="A lamp"),
        body.locator("ol > li", has_text="First"),
        body.locator("blockquote", has_text="Never so cold"),
        body.locator("hr"),
        body.locator("summary", has_text="When does it run?"),
        body.get_by_role("columnheader", name="Trips"),
        body.get_by_role("img", name="The calm sea"),
    ]


def in_an_hour() -> datetime:
    return (timezone.localtime() + timedelta(hours=1)).replace(second=0, microsecond=0)


def test_an_article_goes_from_its_author_to_readers_and_is_corrected(
    mary: Page, ann: Page, reader: Page, tmp_path: Path
) -> None:
    Image.new("RGB", (320, 200), "teal").save(tmp_path / "sea.png")
    _write_and_submit(mary, tmp_path / "sea.png")
    _send_back_and_forth(mary, ann)
    moment = in_an_hour()
    ann.get_by_label("Publish at").fill(moment.strftime("%Y-%m-%dT%H:%M"))
    send(ann, "Save and schedule", "It appears on")
    page = Article.objects.get(headline=HEADLINE).get_absolute_url()
    assert reader.request.get(page).status == 404
    with time_machine.travel(moment):
        reader.reload()
        reader.get_by_role("link", name=HEADLINE).first.click()
        expect_every_block(reader)
        expect(reader.get_by_role("list", name="Authors")).to_contain_text("Reporter")
        _correct(ann, reader)
        _restore_the_first(ann, reader)


def _write_and_submit(mary: Page, picture: Path) -> None:
    mary.get_by_label("Headline").fill(HEADLINE)
    mary.get_by_label("Standfirst").fill(FIRST)
    write_every_block(mary, picture)
    mary.get_by_label("Section").select_option(label="Harbor")
    mary.get_by_label("Note", exact=True).fill("Please check the table.")
    send(mary, "Save and submit for review", "is submitted for review")
    expect(mary.get_by_text("until an editor publishes it")).to_be_visible()


def _send_back_and_forth(mary: Page, ann: Page) -> None:
    open_from_inbox(ann, "In review, for the desk", HEADLINE)
    expect(ann.locator("[data-others]")).to_contain_text("mary has had this open")
    expect(ann.locator(".said")).to_contain_text("Please check the table.")
    ann.get_by_label("What is to be done").fill("Who is Ada Frost?")
    send(ann, "Save and send back", "is sent back")
    open_from_inbox(mary, "Sent back to you", HEADLINE)
    expect(mary.locator(".said")).to_contain_text("Who is Ada Frost?")
    mary.get_by_label("Note", exact=True).fill("She leads the harbor office.")
    send(mary, "Save and submit for review", "is submitted for review")
    open_from_inbox(ann, "In review, for the desk", HEADLINE)


def _correct(ann: Page, reader: Page) -> None:
    ann.reload()
    ann.get_by_label("Standfirst").fill(SECOND)
    send(ann, "Save and continue editing", "was changed")
    reader.reload()
    expect(reader.get_by_text(FIRST, exact=True)).to_be_visible()
    ann.get_by_label("Correction, for readers").fill(CORRECTION)
    send(ann, "Save and publish changes", "are published")
    reader.reload()
    expect(reader.get_by_text(SECOND, exact=True)).to_be_visible()
    expect(reader.get_by_text(CORRECTION)).to_be_visible()


def _restore_the_first(ann: Page, reader: Page) -> None:
    ann.get_by_role("link", name="History").click()
    ann.get_by_role("button", name="Restore 1", exact=True).click()
    expect(ann.locator(".messagelist")).to_contain_text("It is the working copy")
    reader.reload()
    expect(reader.get_by_text(SECOND, exact=True)).to_be_visible()
    send(ann, "Save and publish changes", "are published")
    reader.reload()
    expect(reader.get_by_text(FIRST, exact=True)).to_be_visible()
    expect(reader.get_by_text(CORRECTION)).to_be_visible()


def test_two_who_change_an_article_at_once_are_warned_and_lose_nothing(open_desk: OpenDesk) -> None:
    article = make_article(HEADLINE, standfirst=FIRST, status="draft", published_at=None)
    anns = open_desk(person("editor", "ann"), path=address(article))
    bobs = open_desk(person("editor", "bob"), path=address(article))
    expect(bobs.locator("[data-others]")).to_contain_text("ann has had this open since")
    bobs.get_by_label("Standfirst").fill("What Bob wrote")
    anns.get_by_label("Standfirst").fill("What Ann wrote")
    expect(anns.locator(".keeping [data-said]")).to_contain_text("Kept at")
    expect(anns.locator("[data-others]")).to_contain_text("bob has had this open since")
    send(bobs, "Save and continue editing", "was changed")
    anns.get_by_role("button", name="Save and continue editing").click()
    _expect_both_texts(anns, article)
    anns.get_by_role("button", name="Save and continue editing").click()
    _expect_both_texts(anns, article)
    anns.get_by_label("I have read both: save mine").check()
    send(anns, "Save and continue editing", "was changed")
    kept = [revision.content["standfirst"] for revision in article.revisions.order_by("number")]
    assert kept == [FIRST, "What Bob wrote", "What Ann wrote"]


def _expect_both_texts(page: Page, article: Article) -> None:
    """Side by side; the own one is still in its field, and the other one is what is saved."""
    both = page.get_by_role("region", name="Two texts")
    expect(both.locator("del")).to_contain_text("Bob")
    expect(both.locator("ins")).to_contain_text("Ann")
    expect(page.get_by_label("Standfirst")).to_have_value("What Ann wrote")
    article.refresh_from_db()
    assert article.standfirst == "What Bob wrote"
