"""Tags in the admin: found by name, renamed without losing an address, two of them made one by whoever may delete."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from articles.models import Article, Tag
from newsroom.roles import keep_groups
from tests.factories import make_article, make_tag, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return make_article("Boats")


def signed_in(role: str) -> Client:
    keep_groups()
    user = make_user(staff=True)
    user.groups.set(Group.objects.filter(name=role))
    client = Client()
    client.force_login(user)
    return client


def change(tag: Tag) -> str:
    return reverse("admin:articles_tag_change", args=[tag.pk])


def test_an_editor_merges_one_tag_into_another(article: Article) -> None:
    ferry, boats = make_tag("Ferry", article), make_tag("Boats")
    client = signed_in("editor")
    response = client.post(change(ferry), {"name": "Ferry", "slug": "ferry", "merge_into": boats.pk})
    assert (response.status_code, response.headers["Location"]) == (302, change(boats))
    assert list(article.tags.all()) == [boats]
    assert not Tag.objects.filter(pk=ferry.pk).exists()
    page = client.get(change(boats)).text
    assert "“Ferry” is merged into “Boats”." in page
    assert client.get(reverse("admin:articles_tag_history", args=[boats.pk])).text.count("is merged into it") == 1


def test_a_tag_is_not_merged_into_itself(article: Article) -> None:
    ferry = make_tag("Ferry", article)
    response = signed_in("editor").post(change(ferry), {"name": "Ferry", "slug": "ferry", "merge_into": ferry.pk})
    assert response.status_code == 200
    assert "That is this tag itself." in response.text
    assert list(article.tags.all()) == [ferry]


def test_renaming_keeps_the_old_address(article: Article) -> None:
    ferry = make_tag("Ferry", article)
    signed_in("editor").post(change(ferry), {"name": "Boats", "slug": "boats", "merge_into": ""})
    response = Client().get("/tags/ferry/")
    assert (response.status_code, response.headers["Location"]) == (301, "/tags/boats/")


def test_an_author_finds_and_adds_tags_and_changes_none(article: Article) -> None:
    ferry, boats = make_tag("Ferry", article), make_tag("Boats")
    client = signed_in("author")
    assert client.get(reverse("admin:articles_names_tag"), {"q": "fer"}).json() == {"found": ["Ferry"]}
    added = client.post(reverse("admin:articles_tag_add"), {"name": "Nets", "slug": "nets"})
    assert added.status_code == 302
    assert "merge_into" not in client.get(change(ferry)).text
    refused = client.post(change(ferry), {"name": "X", "slug": "x", "merge_into": boats.pk})
    assert refused.status_code == 403
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["Boats", "Ferry", "Nets"]


def test_a_tag_without_public_articles_has_no_link_to_the_site(article: Article) -> None:
    used, unused = make_tag("Ferry", article), make_tag("Boats")
    client = signed_in("editor")
    assert "viewsitelink" in client.get(change(used)).text
    assert "viewsitelink" not in client.get(change(unused)).text
