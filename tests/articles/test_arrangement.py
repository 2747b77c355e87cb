"""The front page as editors arrange it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from articles import front
from articles.discussion import NoDiscussion
from articles.models import Article, NewspaperSettings, Pin
from articles.models.pin import Place
from tests.factories import make_article, make_comment, make_section, make_user

pytestmark = pytest.mark.django_db
PAGE = "/admin/articles/pin/"


class Busy(NoDiscussion):
    def __init__(self, *articles: Article) -> None:
        self.articles = articles

    def busiest(self, articles: Any, most: int) -> list[int]:
        return [article.pk for article in self.articles if article.pk in articles][:most]


def make_newest(count: int) -> list[Article]:
    section, now = make_section(), timezone.now()
    return [make_article(f"No {n}", section=section, published_at=now - timedelta(hours=n + 1)) for n in range(count)]


def top() -> list[str]:
    composed = front.compose(NoDiscussion())
    return [article.headline for article in [composed.lead, *composed.column] if article]


def test_a_pinned_article_has_its_place_and_the_newest_fill_the_others() -> None:
    articles = make_newest(9)
    Pin.objects.create(place=Place.LEAD, article=articles[8])
    Pin.objects.create(place=Place.THIRD, article=articles[0])
    assert top() == ["No 8", "No 1", "No 0", "No 2", "No 3", "No 4"]


def test_what_stands_above_is_not_repeated_in_the_row_of_its_section() -> None:
    articles = make_newest(9)
    Pin.objects.create(place=Place.LEAD, article=articles[8])
    rows = front.compose(NoDiscussion()).rows
    assert [article.headline for article in rows[0].articles] == ["No 5", "No 6", "No 7"]


def test_a_pin_ends_with_its_time_and_the_page_is_another_from_then_on(client: Client, clock: Any) -> None:
    articles = make_newest(3)
    Pin.objects.create(place=Place.LEAD, article=articles[2], until=timezone.now() + timedelta(minutes=5))
    assert top()[0] == "No 2"
    before = client.get("/").headers["ETag"]
    clock.shift(timedelta(minutes=6))
    assert top()[0] == "No 0"
    assert client.get("/", headers={"If-None-Match": before}).status_code == 200


@pytest.mark.parametrize("columns", [{"status": "unpublished"}, {"published_at": timezone.now() + timedelta(days=400)}])
def test_a_pinned_article_that_is_not_public_leaves_its_place_to_the_newest(columns: dict[str, Any]) -> None:
    articles = make_newest(3)
    Pin.objects.create(place=Place.LEAD, article=articles[2])
    Article.objects.filter(pk=articles[2].pk).update(**columns)
    assert top() == ["No 0", "No 1"]


def test_a_pin_alone_leads_wherever_it_is_set() -> None:
    [only] = make_newest(1)
    Pin.objects.create(place=Place.SIXTH, article=only)
    assert top() == ["No 0"]


def test_a_section_can_do_without_its_row() -> None:
    make_newest(7)
    hidden = make_section("ads", on_front=False)
    make_article("Offer", section=hidden, published_at=timezone.now() - timedelta(days=3))
    shown = [row.section for row in front.compose(NoDiscussion()).rows]
    assert len(shown) == 1
    assert hidden not in shown


def test_the_most_discussed_of_the_week_stand_in_their_order() -> None:
    articles = make_newest(4)
    old = make_article("Old", published_at=timezone.now() - timedelta(days=30))
    discussed = front.compose(Busy(old, articles[3], articles[0], articles[1])).discussed
    assert [article.headline for article in discussed] == ["No 3", "No 0", "No 1"]


def test_two_discussed_articles_are_no_list() -> None:
    articles = make_newest(4)
    assert front.compose(Busy(*articles[:2])).discussed == []


def test_counts_are_of_public_comments_and_the_list_can_be_switched_off(client: Client) -> None:
    articles = make_newest(4)
    for number, article in enumerate(articles, 1):
        for _ in range(number):
            make_comment(article, status="approved")
        make_comment(article, status="spam")
    html = client.get("/").content.decode().partition('id="discussed"')[2].partition("</section>")[0]
    assert html.index("No 3") < html.index("No 2") < html.index("No 0")
    assert "4 comments" in html
    assert "5 comments" not in html
    NewspaperSettings.objects.create(pk=1, most_discussed=False)
    assert 'id="discussed"' not in client.get("/").content.decode()


# On the page of the editors


def typed(**fields: Any) -> dict[str, Any]:
    empty = {f"{name}_{place.value}": "" for place in Place for name in ("article", "until")}
    return {"seen": "", **empty, **fields}


@pytest.fixture
def editor(client: Client) -> Client:
    person = make_user("editor", staff=True)
    person.groups.add(Group.objects.get(name="editor"))
    client.force_login(person)
    return client


def test_an_editor_gives_places_and_takes_them_back(editor: Client) -> None:
    first, second = make_newest(2)
    answer = editor.post(PAGE, typed(article_0=second.pk, article_1=first.pk))
    assert answer.status_code == 302
    assert dict(Pin.objects.values_list("place", "article")) == {0: second.pk, 1: first.pk}
    seen = editor.get(PAGE).context["form"].initial["seen"]
    swapped = typed(seen=seen, article_0=first.pk, article_1=second.pk)
    assert editor.post(PAGE, swapped).status_code == 302
    assert dict(Pin.objects.values_list("place", "article")) == {0: first.pk, 1: second.pk}
    seen = editor.get(PAGE).context["form"].initial["seen"]
    editor.post(PAGE, typed(seen=seen))
    assert not Pin.objects.exists()


def test_a_change_is_another_version_of_the_front_page(editor: Client, client: Client) -> None:
    articles = make_newest(3)
    before = Client().get("/").headers["ETag"]
    editor.post(PAGE, typed(article_0=articles[2].pk))
    assert Client().get("/", headers={"If-None-Match": before}).status_code == 200


def test_bad_input_is_said_and_nothing_is_written(editor: Client) -> None:
    first, second = make_newest(2)
    past = timezone.localtime(timezone.now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    draft = make_article("Draft", status="draft", published_at=None)
    for fields, words in (
        ({"article_0": first.pk, "article_1": first.pk}, "has a place above already"),
        ({"article_0": first.pk, "until_0": past}, "That time has passed."),
        ({"article_0": draft.pk}, "Select a valid choice"),
        ({"article_0": second.pk, "until_0": "tomorrow"}, "Enter a valid date"),
    ):
        answer = editor.post(PAGE, typed(**fields))
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not Pin.objects.exists()


def test_what_somebody_else_arranged_meanwhile_is_not_overwritten_unread(editor: Client) -> None:
    first, second = make_newest(2)
    Pin.objects.create(place=Place.LEAD, article=first)
    answer = editor.post(PAGE, typed(article_0=second.pk))
    assert answer.status_code == 422
    assert Pin.objects.get().article == first
    again = answer.context["form"]["seen"].value()
    assert editor.post(PAGE, typed(seen=again, article_0=second.pk)).status_code == 302
    assert Pin.objects.get().article == second


def test_an_author_does_not_arrange_it(client: Client) -> None:
    person = make_user("author", staff=True)
    person.groups.add(Group.objects.get(name="author"))
    client.force_login(person)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, typed()).status_code == 403
