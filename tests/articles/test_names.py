"""Authors, tags and related articles are chosen by typing their names, with scripts or without."""

import re
from typing import Any

import pytest
from django.test import Client

from articles import revising
from articles.models import Article, Author, Tag
from tests.articles.desk import LIST, address, form, person, save, signed_in
from tests.factories import make_article, make_author, make_tag

pytestmark = pytest.mark.django_db


def content(article: Article) -> dict[str, Any]:
    return revising.working_content(Article.objects.get(pk=article.pk))


def offered(client: Client, kind: str, text: str) -> list[str]:
    found: list[str] = client.get(f"{LIST}names/{kind}/", {"q": text}).json()["found"]
    return found


def shown(page: str, name: str) -> list[str]:
    """What stands in the fields of that name."""
    fields = [tag for tag in re.findall(r"<input[^>]*>", page) if f'name="{name}"' in tag]
    values = [re.search(r'value="([^"]*)"', tag) for tag in fields]
    return [value[1] if value else "" for value in values]


def test_a_byline_is_an_authors_name(editor: Client) -> None:
    article, author = make_article(), make_author("Ada Writer", job_title="Reporter")
    rows: dict[str, Any] = {"bylines-TOTAL_FORMS": 1, "bylines-0-author": " ada writer "}
    save(editor, article, **rows)
    assert content(article)["bylines"] == [{"author": author.pk, "job_title": "Reporter"}]
    page = editor.get(address(article)).content.decode()
    assert shown(page, "bylines-0-author") == ["Ada Writer"]
    assert shown(page, "bylines-1-author") == [""]  # there is room for one more without scripts


def test_tags_are_names_in_the_order_that_was_typed(editor: Client) -> None:
    article, boats, ferries = make_article(), make_tag("Boats"), make_tag("Ferries")
    rows: dict[str, Any] = {"taggings-TOTAL_FORMS": 2, "taggings-0-tag": "Ferries", "taggings-1-tag": "boats"}
    save(editor, article, **rows)
    assert content(article)["tags"] == [ferries.pk, boats.pk]


def test_related_articles_are_headlines_with_room_for_more(editor: Client) -> None:
    article, one, two = make_article(), make_article("Boats (old)"), make_article("Ferries")
    save(editor, article, related=["Ferries", "", "boats (old)", ""])
    assert content(article)["related"] == sorted([one.pk, two.pk])
    page = editor.get(address(article)).content.decode()
    assert sorted(filter(None, shown(page, "related"))) == [f"Boats (old) ({one.pk})", f"Ferries ({two.pk})"]
    assert shown(page, "related").count("") == 3
    save(editor, article, related=[])
    assert content(article)["related"] == []


def test_what_is_saved_as_it_is_shown_changes_nothing(editor: Client) -> None:
    article = make_article(authors=(make_author("Ada (Ann) Writer"),))
    make_tag("Boats (old)", article)
    article.related.add(make_article("One (2)"))
    page = editor.get(address(article)).content.decode()
    fields = ("bylines-0-author", "taggings-0-tag", "related")
    save(editor, article, **{name: shown(page, name)[0] for name in fields})
    assert not article.revisions.filter(number__gt=1).exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"bylines-TOTAL_FORMS": 1, "bylines-0-author": "Ada"}, "No author is called “Ada”. Near to it: Ada Writer."),
        ({"bylines-TOTAL_FORMS": 1, "bylines-0-author": "Zoë"}, "No author is called “Zoë”."),
        ({"taggings-TOTAL_FORMS": 1, "taggings-0-tag": "Nets"}, "No tag is called “Nets”. A new one is made under"),
        ({"related": ["No such thing"]}, "No article has the headline “No such thing”."),
        ({"related": ["Twice"]}, "Several articles have the headline “Twice”. Choose one: Twice ("),
        ({"bylines-TOTAL_FORMS": 1, "bylines-0-author": "Sam"}, "Choose one: Sam (sam), Sam (sam-2)"),
        ({"bylines-TOTAL_FORMS": 1, "bylines-0-author": "9" * 30}, "No author is called"),
    ],
)
def test_a_name_that_means_nobody_or_several_is_said_and_kept_in_the_field(
    editor: Client, fields: dict[str, Any], sentence: str
) -> None:
    make_author("Ada Writer")
    make_author("Sam")
    make_author("Sam", slug="sam-2")
    article = make_article()
    for _each in range(2):
        make_article("Twice")
    page = editor.post(address(article), form(article, headline="Changed", **fields)).content.decode()
    assert sentence in page
    typed = next(value for name, value in fields.items() if not name.endswith("FORMS"))
    assert (typed[0] if isinstance(typed, list) else typed) in re.findall(r'value="([^"]*)"', page)
    assert not article.revisions.exists()


def test_a_name_that_several_have_is_written_with_what_tells_them_apart(editor: Client) -> None:
    make_author("Sam")
    other = make_author("Sam", slug="sam-2")
    article = make_article(authors=(other,))
    assert offered(editor, "author", "sam") == ["Sam (sam)", "Sam (sam-2)"]
    assert shown(editor.get(address(article)).content.decode(), "bylines-0-author") == ["Sam (sam-2)"]
    save(editor, article, **{"bylines-0-author": "Sam (sam)"})
    assert Author.objects.get(pk=content(article)["bylines"][0]["author"]).slug == "sam"


def test_names_that_begin_so_are_offered_before_those_that_go_on_so(editor: Client) -> None:
    for name in ("Old ferries", "Ferry", "Boats", "Ferries"):
        make_tag(name)
    assert offered(editor, "tag", "fer") == ["Ferries", "Ferry", "Old ferries"]
    assert offered(editor, "tag", "nothing") == []


def test_ten_thousand_tags_are_offered_eight_at_a_time_and_weigh_nothing_on_the_form(editor: Client) -> None:
    article = make_article()
    before = len(editor.get(address(article)).content)
    Tag.objects.bulk_create(Tag(name=f"Tag {number:05}", slug=f"tag-{number}") for number in range(10_000))
    assert offered(editor, "tag", "999") == [f"Tag {number:05}" for number in (999, 1999, 2999, 3999, 4999, 5999)] + [
        "Tag 06999",
        "Tag 07999",
    ]
    assert abs(len(editor.get(address(article)).content) - before) < 200


def test_offers_are_for_the_newsroom_alone(editor: Client) -> None:
    assert signed_in(person("moderator")).get(f"{LIST}names/tag/").status_code == 403
    assert Client().get(f"{LIST}names/tag/").status_code == 302
    assert editor.post(f"{LIST}names/tag/").status_code == 405
    assert editor.get(f"{LIST}names/users/").status_code != 200


def test_djangos_autocomplete_is_not_on_the_form(editor: Client) -> None:
    """It can't be used without scripts, and has faults for who listens."""
    page = editor.get(address(make_article())).content.decode()
    assert "select2" not in page
    assert re.search(r'<script[^>]*src="[^"]*js/names[^"]*"', page)
