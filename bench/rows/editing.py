"""The pages on which an editor works at an article that has been saved two hundred times, a working copy among them."""

from collections.abc import Iterator
from functools import partial

from django.test import Client
from django.urls import reverse

from articles import content, revising
from articles.models import Article
from bench import queries
from bench.bench import Bench
from bench.figures import Bar, Row
from bench.load import request
from bench.rows.desk import cookie_of
from tests.factories import make_user

REVISIONS = 200
BAR = Bar(300)
PAGES = {"form": "change", "history": "history", "comparison": "compare", "previews": "previews"}
EACH = 5


def measure(bench: Bench) -> Iterator[Row]:
    article = Article.objects.published().newest_first()[0]
    _save_often(article)
    editor = Client()
    editor.force_login(make_user("the-editor", staff=True, is_superuser=True))
    pages = {name: reverse(f"admin:articles_article_{act}", args=[article.pk]) for name, act in PAGES.items()}
    asked = {name: [request("GET", page, Cookie=cookie_of(editor))] * EACH for name, page in pages.items()}
    cells = bench.interleave({name: partial(bench.take, requests) for name, requests in asked.items()})
    for name, cell in cells.items():
        aside = f"{queries.count(pages[name], editor)} queries; {cell.split}; {cell.aside}"
        yield Row(f"{name} of an article, {REVISIONS} revisions", cell.cpu(), bar=BAR, aside=aside)


def _save_often(article: Article) -> None:
    """Each save changes a paragraph; readers keep what they have."""
    for number in range(REVISIONS):
        text = content.of_row(article)
        revising.keep(article, text | {"body": f"{text['body']}<p>Said in version {number}.</p>"}, by=None)
    assert article.revisions.count() > REVISIONS
    assert article.working_copy
