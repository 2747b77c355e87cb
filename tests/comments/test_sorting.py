"""The orders of a discussion, what the editors featured in it, and what a permalink brings along."""

import re

import pytest

from articles.models import Article
from comments.markup import MARKUP
from comments.models import Comment, Discussion
from tests.comments.threaded import link, order, shown
from tests.factories import make_article, make_comment, make_moderator

pytestmark = pytest.mark.django_db


def fill(article: Article, replies: list[int]) -> list[int]:
    """A thread for each number, oldest first."""
    columns = {"article": article, "html": "<p>x</p>", "status": "approved", "on_page": True}
    roots = Comment.objects.bulk_create([Comment(name=f"Root {n}", **columns) for n in range(len(replies))])
    answered = [root for root, number in zip(roots, replies, strict=True) for _ in range(number)]
    Comment.objects.bulk_create(Comment(name="R", parent=root, root=root, depth=1, **columns) for root in answered)
    Discussion.lock(article.pk).recount_with_threads()
    return [root.pk for root in roots]


def threads(html: str, of: list[int]) -> list[int]:
    return [pk for pk in order(html) if pk in of]


def walk(article: Article, query: str, onward: str, of: list[int]) -> tuple[list[int], list[str]]:
    """All threads in the order of the pages, and the pages."""
    found: list[int] = []
    pages: list[str] = []
    while not pages or query:
        pages.append(shown(article, query))
        found += threads(pages[-1], of)
        query = link(pages[-1], onward)
    return found, pages


@pytest.mark.parametrize(
    ("sort", "onward", "back"),
    [
        ("newest", "Older comments", "Newer comments"),
        ("oldest", "Newer comments", "Older comments"),
        ("replied", "Threads with fewer replies", "Threads with more replies"),
    ],
)
def test_pages_of_every_order_go_back_and_forth_without_gap_or_repetition(sort: str, onward: str, back: str) -> None:
    article = make_article()
    replies = [number * 7 % 4 for number in range(45)]
    roots = fill(article, replies)
    count = dict(zip(roots, replies, strict=True))
    right = {
        "newest": sorted(roots, reverse=True),
        "oldest": sorted(roots),
        "replied": sorted(roots, key=lambda pk: (count[pk], pk), reverse=True),
    }[sort]
    found, pages = walk(article, f"sort={sort}", onward, roots)
    assert found == right
    assert len(pages) == 3
    assert not link(pages[0], back)
    assert order(shown(article, link(pages[2], back))) == order(pages[1])
    assert order(shown(article, link(pages[1], back))) == order(pages[0])


def test_the_order_of_most_replied_follows_what_is_public() -> None:
    article, moderator = make_article(), make_moderator()
    quiet, busy = fill(article, [1, 2])
    new = [make_comment(parent=Comment.objects.get(pk=quiet)) for _ in range(2)]
    assert threads(shown(article, "sort=replied"), [quiet, busy]) == [busy, quiet]
    for comment in new:
        comment.approve(by=moderator)
    assert threads(shown(article, "sort=replied"), [quiet, busy]) == [quiet, busy]
    new[0].reject(by=moderator, reason="insult")
    last = new[1].mark_spam(by=moderator)
    assert threads(shown(article, "sort=replied"), [quiet, busy]) == [busy, quiet]
    new[1].undo(last, by=moderator)
    assert Comment.objects.get(pk=quiet).reply_count == 2


def test_the_links_for_sorting_say_which_order_it_is_and_none_stands_over_a_single_comment() -> None:
    article = make_article()
    fill(article, [0])
    assert "Most replied" not in shown(article)
    fill(article, [0])
    assert 'rel="nofollow" aria-current="true">Newest</a>' in shown(article)
    assert 'rel="nofollow" aria-current="true">Oldest</a>' in shown(article, "sort=oldest")
    assert link(shown(article), "Most replied") == "sort=replied"


@pytest.mark.parametrize(
    "query",
    ["sort=best", "sort=replied&past=3", "sort=replied&past=3-", "sort=replied&past=-3-4", "sort=oldest&past=3-4",
     "sort=oldest&past=x", "show=featured", "show=all"],
)  # fmt: skip
def test_an_order_or_place_that_is_none_shows_the_first_page(query: str) -> None:
    article = make_article()
    roots = fill(article, [0] * 3)
    oldest_first = query.startswith("sort=oldest")
    assert order(shown(article, query)) == sorted(roots, reverse=not oldest_first)


def test_featured_comments_stand_first_and_have_a_tab_as_soon_as_there_are_any() -> None:
    article, moderator = make_article(), make_moderator()
    top = make_comment(article, status="approved", name="Top")
    reply = make_comment(parent=top, status="approved", name="Well said", html="<p>Well said</p>", markup=MARKUP)
    assert "Featured" not in shown(article)
    before = Discussion.objects.get(pk=article.pk).version
    act = reply.feature(by=moderator)
    assert Discussion.objects.get(pk=article.pk).version > before
    html = shown(article)
    assert html.index("Featured by the editors") < html.index(f'id="comment-{top.pk}"')
    assert html.count("<p>Well said</p>") == 2
    assert order(html) == [top.pk, reply.pk]
    assert '<span class="comment-featured">featured</span>' in html
    alone = shown(article, link(html, "Featured (1)"))
    assert order(alone) == [reply.pk]
    assert "Featured by the editors" not in alone
    assert act.pk
    reply.feature(by=moderator, is_featured=False)
    assert "Featured" not in shown(article)
    assert order(shown(article, "show=featured")) == [top.pk, reply.pk]


def test_featured_comments_are_paged_by_twenty() -> None:
    article, moderator = make_article(), make_moderator()
    roots = fill(article, [0] * 23)
    for comment in Comment.objects.filter(pk__in=roots):
        comment.feature(by=moderator)
    found, pages = walk(article, "show=featured", "Featured before", roots)
    assert found == sorted(roots, reverse=True)
    assert len(pages) == 2


def test_the_permalink_of_a_deep_reply_brings_all_that_it_answers_and_marks_it_alone() -> None:
    article = make_article()
    (root,) = fill(article, [30])
    chain = [Comment.objects.filter(root=root).order_by("-pk")[3]]
    for _step in range(6):
        chain.append(make_comment(parent=chain[-1], status="approved"))
    fill(article, [0])
    html = shown(article, f"comment={chain[-1].pk}")
    assert set(order(html)) >= {root, *(comment.pk for comment in chain)}
    assert order(html)[0] == root
    assert re.findall(r'id="comment-(\d+)"[^>]* aria-current="true"', html) == [str(chain[-1].pk)]
    assert ">All comments</a>" in html


@pytest.mark.parametrize("status", ["pending", "rejected", "spam", "withdrawn", "unchecked", None])
def test_a_link_to_what_is_not_public_says_so_in_the_same_words_whatever_it_is(status: str | None) -> None:
    article = make_article()
    fill(article, [0])
    number = make_comment(article, status=status).pk if status else 10**9
    html = shown(article, f"comment={number}")
    assert "The comment to which this link leads is not public, or no longer." in html
    assert html == shown(article, "comment=999999999")
