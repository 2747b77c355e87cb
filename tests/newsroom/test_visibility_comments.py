"""Nothing of a comment that is not approved is public, on any outlet; approved replies stay where they were."""

import re
from collections.abc import Generator, Iterable
from html import unescape

import pytest
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from articles.models import Article
from comments.models import Comment
from tests.comments.posting import filled_in
from tests.factories import make_user
from tests.newsroom.matrix import IS_DEEP, Matrix, make_matrix, words_in
from tests.newsroom.outlets import Subject, public_addresses

UNKNOWN = 9**18
TOKEN = re.compile(r'name="token" value="[^"]*"')
COMMENT = re.compile(r'class="comment(?P<tombstone> tombstone)?" id="comment-(?P<pk>\d+)"')
TOMBSTONE = re.compile(r'<(?P<tag>\w+) class="comment tombstone" id="comment-\d+">(?P<words>.*?)</(?P=tag)>', re.DOTALL)
SAID_OF_TOMBSTONES = {
    "Deleted by its author.",
    "Removed by a moderator: insult",
    "Removed by a moderator.",
    "Removed as spam.",
    "Its author has changed this comment; it is being checked again.",
    "in reply to a comment that has been removed",
}
pytestmark = pytest.mark.django_db
ONCE = pytest.param("reader", marks=pytest.mark.once)  # of whom the database is asked no more than of nobody
READERS = ("anonymous", "moderator", ONCE)


@pytest.fixture(scope="module")
def matrix(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Generator[Matrix]:
    """Made once: nothing in this module changes it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_matrix()
        transaction.set_rollback(True)


def visit(matrix: Matrix, reader: str = "anonymous") -> Client:
    client = Client()
    if reader != "anonymous":
        client.force_login(matrix.moderator if reader == "moderator" else make_user())
    return client


def page(address: str, client: Client | None = None) -> str:
    """Whatever the status: an error page is an outlet too. Form tokens are new every time."""
    return TOKEN.sub("", (client or Client()).get(address).text)


def all_pages(article: Article) -> list[str]:
    pages, address = [], article.get_absolute_url()
    while address:
        pages.append(page(address))
        older = re.search(r'href="([^"]+before=\d+)#comments"', pages[-1])
        address = unescape(older[1]) if older else ""
    return pages


def shown_on(pages: list[str]) -> tuple[list[int], list[int]]:
    """Comments and tombstones, in order."""
    found = [(int(match["pk"]), bool(match["tombstone"])) for text in pages for match in COMMENT.finditer(text)]
    return [pk for pk, buried in found if not buried], [pk for pk, buried in found if buried]


def test_the_matrix_has_every_combination(matrix: Matrix) -> None:
    assert len(matrix.statuses) == 6 + 6**2 * 2 + 6 ** (3 if IS_DEEP else 2) * 3
    stored = dict(Comment.objects.values_list("pk", "status"))
    assert stored == matrix.statuses


def sample(keys: Iterable[int]) -> list[int]:
    """One in five: enough for every pair of statuses to be met, since five divides no power of six."""
    return sorted(keys)[::5]


@pytest.mark.parametrize("reader", READERS)
def test_no_outlet_shows_words_of_what_is_not_approved(matrix: Matrix, reader: str) -> None:
    client = visit(matrix, reader)
    for article in matrix.articles:
        comment = Comment.objects.get(
            pk=min(matrix.vanished(matrix.of(article)) or matrix.tombstones(matrix.of(article)))
        )
        for address in public_addresses(Subject(article, comment)):
            response = client.get(address)
            text = "" if response.streaming else response.text
            assert matrix.leaked(text + str(response.headers)) == [], address


def test_no_address_that_names_a_comment_shows_words_of_what_is_not_approved(matrix: Matrix) -> None:
    seen = set()
    for pk in sample(matrix.statuses):
        address = matrix.homes[pk].get_absolute_url()
        text = page(f"{address}?comment={pk}") + page(f"{address}comment/?parent={pk}")
        assert matrix.leaked(text) == [], pk
        seen |= {matrix.owners[word.number] for word in words_in(text)}
    assert len(seen) > 20, "so that this can fail"


def test_every_public_reply_stays_and_what_is_above_it_is_a_tombstone(matrix: Matrix) -> None:
    for article in matrix.articles:
        comments, tombstones = shown_on(all_pages(article))
        assert len(comments) == len(set(comments))
        assert set(comments) == matrix.approved(matrix.of(article))
        assert set(tombstones) == matrix.tombstones(matrix.of(article))


def test_so_it_is_where_a_thread_stands_alone(matrix: Matrix) -> None:
    for pk, parent in matrix.parents.items():
        if parent is None and pk not in matrix.vanished(matrix.statuses):
            thread = {pk, *Comment.objects.filter(root=pk).values_list("pk", flat=True)}
            comments, tombstones = shown_on([page(f"{matrix.homes[pk].get_absolute_url()}?thread={pk}")])
            assert (set(comments), set(tombstones)) == (matrix.approved(thread), matrix.tombstones(thread)), pk


def test_a_permalink_opens_the_page_on_which_its_comment_stands(matrix: Matrix) -> None:
    for pk in sample(matrix.approved(matrix.statuses)):
        comments, _tombstones = shown_on([page(f"{matrix.homes[pk].get_absolute_url()}?comment={pk}")])
        assert pk in comments


def test_a_tombstone_has_neither_name_nor_words(matrix: Matrix) -> None:
    said = set()
    for article in matrix.articles:
        for text in all_pages(article):
            for match in TOMBSTONE.finditer(text):
                said |= {line for line in re.sub(r"<[^>]+>", "\n", match["words"]).splitlines() if line.strip()}
    assert said
    assert said <= SAID_OF_TOMBSTONES


@pytest.mark.parametrize("query", ["?comment={}", "?thread={}", "comment/?parent={}"])
def test_what_vanished_can_not_be_told_from_what_never_was(matrix: Matrix, query: str) -> None:
    for article in matrix.articles:
        address = article.get_absolute_url() + query
        unknown = page(address.format(UNKNOWN))
        for pk in sample(matrix.vanished(matrix.of(article))):
            assert page(address.format(pk)) == unknown, pk


def test_no_reply_is_taken_for_what_is_not_public(matrix: Matrix) -> None:
    client = Client()
    for article in matrix.articles:
        hidden = set(matrix.of(article)) - matrix.approved(matrix.of(article))
        for pk in sample(sample(hidden)):
            for address in ("comment/", "comment/preview/"):
                given = filled_in(article, parent=str(pk), comment=f"An answer to {pk}.")
                response = client.post(article.get_absolute_url() + address, given)
                assert response.status_code == 409
                assert matrix.leaked(response.text) == []
    assert Comment.objects.count() == len(matrix.statuses)


def test_an_approved_comment_can_be_answered(matrix: Matrix) -> None:
    article = matrix.articles[-1]
    given = filled_in(article, parent=str(min(matrix.approved(matrix.of(article)))))
    assert Client().post(f"{article.get_absolute_url()}comment/preview/", given).status_code == 200


def test_counts_are_of_approved_comments_alone(matrix: Matrix) -> None:
    for article in matrix.articles:
        number = len(matrix.approved(matrix.of(article)))
        heading = re.search(r'<h2 id="comments-title"[^>]*>(\d+) comments?</h2>', page(article.get_absolute_url()))
        assert heading
        assert int(heading[1]) == number


def test_counts_of_replies_are_of_approved_replies_alone(matrix: Matrix) -> None:
    for pk, article in matrix.homes.items():
        if matrix.parents[pk] is None and pk not in matrix.vanished(matrix.statuses):
            text = page(f"{article.get_absolute_url()}?thread={pk}")
            below = set(Comment.objects.filter(root=pk).values_list("pk", flat=True))
            counts = [int(count) for count in re.findall(r'<summary class="meta">(\d+) repl', text)]
            assert max(counts, default=0) == len(matrix.approved(below)), pk


def test_lists_count_approved_comments_alone(matrix: Matrix) -> None:
    expected = {article.pk: len(matrix.approved(matrix.of(article))) for article in matrix.articles}
    for address in ("/", "/harbor/", "/city/", "/authors/ada-byline/"):
        text = page(address)
        for article in matrix.articles:
            teaser = text[text.index(f'href="{article.get_absolute_url()}"') :].partition("</article>")[0]
            counted = re.search(r"(\d+)\s+comments?", re.sub(r"<[^>]+>", " ", teaser))
            assert counted, f"{address} tells no count of {article}"
            assert int(counted[1]) == expected[article.pk]


@pytest.mark.parametrize("reader", READERS[1:])
def test_the_page_of_an_article_is_the_same_for_everybody(matrix: Matrix, reader: str) -> None:
    client = visit(matrix, reader)
    for article in matrix.articles:
        response, plain = client.get(article.get_absolute_url()), Client().get(article.get_absolute_url())
        assert response.content == plain.content
        assert response.headers["ETag"] == plain.headers["ETag"]
        assert "Set-Cookie" not in str(response.headers) + str(plain.headers)
        assert not response.cookies
