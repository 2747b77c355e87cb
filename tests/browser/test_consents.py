"""Asked for a question of the article, its writer answers on the private page; names on the form of an article."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles import revising
from articles.models import Article, Byline
from comments import links
from comments.models import Consent
from tests.articles.desk import address, person
from tests.browser.desk import OpenDesk, keys
from tests.factories import make_article, make_author, make_comment

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_editor_asks_the_writer_agrees_and_it_is_put_into_the_article(open_desk: OpenDesk, scripts: bool) -> None:
    article = make_article("A Find")
    comment = make_comment(article, status="approved", text="Who paid for it?", decided_at=timezone.now())
    desk = open_desk(person("editor", "ed"), scripts=scripts, path=f"/admin/comments/questions/{article.pk}/")
    desk.get_by_text("Ask its writer").click()
    desk.get_by_label("The question, as it would be printed").fill("Who paid?")
    desk.get_by_role("button", name="Send the request").click()
    expect(desk.get_by_text("no answer yet")).to_be_visible()
    answer(desk, links.status_url(comment))
    assert Consent.objects.get().credit == "reader"
    desk.goto(f"/admin/comments/questions/{article.pk}/")
    desk.get_by_role("button", name="Put it into the article").click()
    expect(desk.get_by_text("It stands in the article's text.")).to_be_visible()
    article.refresh_from_db()
    assert "Asked by a reader" in revising.working_content(article)["body"]


def answer(page: Page, private: str) -> None:
    """Whoever has the link, signed in or not."""
    page.goto(private)
    page.get_by_role("link", name="Answer the editors").click()
    page.get_by_role("button", name="Agree").click()
    expect(page.get_by_text("Choose first how you want to be named.")).to_be_visible()
    page.get_by_label("As “a reader”, without my name").check()
    page.get_by_role("button", name="Agree").click()
    expect(page.get_by_text("You agreed that it becomes a question of the article.")).to_be_visible()


def test_an_author_is_chosen_by_keyboard_among_names_that_come_while_one_types(open_desk: OpenDesk) -> None:
    article = make_article("A Find")
    for name in ("Mary Bly", "Mara Moss", "Joe Finn"):
        make_author(name)
    form = open_desk(person("editor", "ed"), path=address(article))
    field = form.locator("#bylines-0 input[data-names]")
    offered = form.locator("#names-offered").get_by_role("option")
    field.focus()
    expect(field).to_have_attribute("aria-expanded", "false")
    form.keyboard.type("ma")
    expect(offered).to_have_text(["Mara Moss", "Mary Bly"])
    keys(form, "Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("ma")
    keys(form, "ArrowDown")
    expect(offered).to_have_count(2)
    keys(form, "ArrowDown", "ArrowDown")
    expect(form.get_by_role("option", selected=True).and_(offered)).to_have_text("Mary Bly")
    keys(form, "Enter")
    expect(field).to_have_value("Mary Bly")
    expect(offered).to_have_count(0)
    assert not Byline.objects.exists()  # choosing sends nothing
    assert Article.objects.get().headline == "A Find"
