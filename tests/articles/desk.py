"""The form of an article as a browser sends it, and who sends it."""

import re
from typing import Any

from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from articles import revising
from articles.models import Article
from tests.factories import make_user

LIST = "/admin/articles/article/"


def person(role: str, username: str = "") -> User:
    user = make_user(username or role, staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(article: Article, act: str = "change") -> str:
    return f"{LIST}{article.pk}/{act}/"


def form(article: Article, **fields: Any) -> dict[str, Any]:
    """What the browser sends for the form as it is shown, with other values for `fields`."""
    text = revising.working_content(Article.objects.get(pk=article.pk))
    plain = {name: value for name, value in text.items() if isinstance(value, (str, int))}
    rows = {
        f"bylines-{place}-{name}": value
        for place, byline in enumerate(text["bylines"])
        for name, value in {**byline, "position": place}.items()
    }
    rows |= {f"taggings-{place}-tag": tag for place, tag in enumerate(text["tags"])}
    counts = {f"{name}-INITIAL_FORMS": 0 for name in ("bylines", "taggings")}
    counts |= {"bylines-TOTAL_FORMS": len(text["bylines"]), "taggings-TOTAL_FORMS": len(text["tags"])}
    seen = {"seen_revision": Article.objects.get(pk=article.pk).stamp, "closing": "open"}
    return plain | {"related": text["related"]} | rows | counts | seen | fields


def save(client: Client, article: Article, button: str = "_continue", **fields: Any) -> str:
    """Presses a button of the form; the page that follows."""
    response = client.post(address(article), form(article, **{button: "1"} | fields), follow=True)
    assert response.status_code == 200
    return response.content.decode()


def fields_of(page: str) -> dict[str, str]:
    """Values of plain inputs, by name."""
    inputs = re.findall(r"<input[^>]*>", page)
    named = [(re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)) for tag in inputs]
    return {name[1]: value[1] for name, value in named if name and value}
