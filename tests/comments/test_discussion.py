"""The discussion under an article: what stands where, what a tombstone keeps, how many queries it takes."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from articles import reading
from articles.models import Article
from comments import markup, pages
from comments.fragments import DEEPEST
from comments.models import Comment, Discussion
from comments.orders import MOST_REPLIED, ORDERS, Order
from comments.threads import counts, discussion
from tests.comments.posting import reader, words
from tests.comments.threaded import order, shown
from tests.factories import make_article, make_comment, make_moderator
from tests.plans import plan

pytestmark = pytest.mark.django_db


def fill(article: Article, threads: int, replies: int = 0) -> list[Comment]:
    columns = {"article": article, "html": "<p>x</p>", "markup": markup.MARKUP, "status": "approved", "on_page": True}
    roots = Comment.objects.bulk_create([Comment(name=f"Root {n}", **columns) for n in range(threads)])
    below = [Comment(name=f"R{n}", parent=r, root=r, depth=1, **columns) for r in roots for n in range(replies)]
    Comment.objects.bulk_create(below)
    Discussion.lock(article.pk).recount_with_threads()
    return roots


def test_the_newest_thread_stands_first_and_the_oldest_reply() -> None:
    article = make_article()
    first, second = (make_comment(article, status="approved") for _ in range(2))
    early = make_comment(parent=first, status="approved")
    late = make_comment(parent=first, status="approved")
    answer = make_comment(parent=early, status="approved")
    assert order(shown(article)) == [second.pk, first.pk, early.pk, answer.pk, late.pk]


def test_only_what_is_approved_has_words() -> None:
    article = make_article()
    for status in ("unchecked", "pending", "rejected", "spam", "withdrawn"):
        make_comment(article, status=status, name=f"Name of {status}", html=f"<p>Words of {status}</p>")
    html = shown(article)
    assert order(html) == []
    assert "Words of" not in html
    assert "Name of" not in html
    assert "Nobody has said anything yet. Be the first." in html


def test_replies_that_are_not_approved_are_nowhere_in_the_thread() -> None:
    root = make_comment(status="approved")
    public = make_comment(parent=root, status="approved")
    for status in ("unchecked", "pending", "rejected", "spam", "withdrawn"):
        hidden = make_comment(parent=public, status=status, name="Hidden", html="<p>Hidden</p>", markup=markup.MARKUP)
        for query in ("", f"thread={root.pk}", f"comment={hidden.pk}", f"comment={public.pk}"):
            html = shown(root.article, query)
            assert order(html) == [root.pk, public.pk]
            assert "Hidden" not in html
            assert "1 reply" in html


def test_a_tombstone_keeps_neither_words_nor_name_nor_address() -> None:
    parent = make_comment(status="approved", name="Insulter", html="<p>Insult</p>", website="https://insult.example")
    reply = make_comment(parent=parent, status="approved")
    deep = make_comment(parent=reply, status="approved", markup=markup.MARKUP)
    parent.reject(by=make_moderator(), reason="insult")
    html = shown(parent.article)
    assert order(html) == [parent.pk, reply.pk, deep.pk]
    assert "Removed by a moderator: insult" in html
    assert not any(word in html for word in ("Insult", "insult.example"))
    assert f"?parent={parent.pk}" not in html
    reply.mark_spam(by=make_moderator())
    deep.mark_spam(by=make_moderator())
    assert order(shown(parent.article)) == []


@pytest.mark.parametrize(
    ("act", "words"),
    [("withdraw", "Deleted by its author."), ("edit", "Its author has changed this comment")],
)
def test_a_tombstone_says_whose_doing_it_is(act: str, words: str) -> None:
    parent = make_comment(status="approved")
    make_comment(parent=parent, status="approved")
    parent.withdraw() if act == "withdraw" else parent.edit("New words.", "<p>New words.</p>", 1)
    html = shown(parent.article)
    assert words in html
    assert "New words" not in html


def test_replies_are_set_in_three_levels_deep_and_deeper_ones_say_whom_they_answer() -> None:
    comment = make_comment(status="approved", name="Level 0")
    for level in range(1, 7):
        comment = make_comment(parent=comment, status="approved", name=f"Level {level}")
    html = shown(comment.article)
    assert html.count('<details class="replies" open>') == DEEPEST
    answers = re.findall(r"in reply to <a [^>]*><bdi>(.*?)</bdi>", html)
    assert answers == ["Level 3", "Level 4", "Level 5"]


def test_a_deep_reply_to_a_removed_comment_does_not_name_it() -> None:
    comment = make_comment(status="approved")
    for level in range(1, 6):
        comment = make_comment(parent=comment, status="approved", name=f"Level {level}")
    assert comment.parent
    comment.parent.reject(by=make_moderator(), reason="insult")
    html = shown(comment.article)
    assert "Level 4" not in html
    assert "in reply to a comment that has been removed" in html


def test_a_thread_shows_ten_replies_and_says_how_many_more_there_are() -> None:
    article = make_article()
    (root,) = fill(article, 1, 14)
    html = shown(article)
    assert len(order(html)) == 11
    assert f'href="{article.get_absolute_url()}?thread={root.pk}#comment-{root.pk}">4 more replies</a>' in html
    assert '<summary class="meta">14 replies</summary>' in html
    alone = shown(article, f"thread={root.pk}")
    assert len(order(alone)) == 15
    assert "more replies" not in alone


def test_a_thread_alone_is_paged_by_a_hundred_replies() -> None:
    article = make_article()
    (root,) = fill(article, 1, 205)
    seen: list[int] = []
    query = f"thread={root.pk}"
    while query:
        html = shown(article, query)
        page = order(html)
        assert page[0] == root.pk
        seen += page[1:]
        found = re.search(r'href="[^"?]*\?(thread=[^"#]*)#comments"', html)
        query = found[1] if found else ""
    assert len(seen) == 205
    assert seen == sorted(set(seen))


def test_pages_of_threads_go_back_and_forth_without_gap_or_repetition() -> None:
    article = make_article()
    roots = [root.pk for root in fill(article, 65)]
    found, query = [], ""
    visited = []
    while query is not None:
        html = shown(article, query)
        found += order(html)
        visited.append(html)
        older = re.search(r"\?(before=\d+)#comments", html)
        query = older[1] if older else None  # type: ignore[assignment]
    assert found == sorted(roots, reverse=True)
    assert len(visited) == 4
    newer = re.search(r"\?(newer=\d+)#comments", visited[2])
    assert newer
    assert order(shown(article, newer[1])) == order(visited[1])
    assert "newer=" not in visited[0]
    almost_first = re.search(r"\?(newer=\d+)#comments", visited[1])
    assert almost_first
    assert order(shown(article, almost_first[1])) == order(visited[0])


def test_a_permalink_opens_the_page_on_which_the_comment_stands() -> None:
    article = make_article()
    roots = fill(article, 50, 12)
    last = Comment.objects.filter(root=roots[10]).order_by("-pk")[0]
    html = shown(article, f"comment={last.pk}")
    assert order(html)[0] == roots[10].pk
    assert last.pk in order(html)
    assert len([pk for pk in order(html) if Comment.objects.get(pk=pk).root_id == roots[10].pk]) == 11
    assert f'href="{article.get_absolute_url()}?comment={last.pk}#comment-{last.pk}"' in html
    assert order(shown(article, f"comment={roots[49].pk}"))[0] == roots[49].pk


def test_the_permalink_of_a_late_reply_shows_what_it_answers() -> None:
    article = make_article()
    (root,) = fill(article, 1, 30)
    parent = Comment.objects.filter(root=root).order_by("-pk")[5]
    reply = make_comment(parent=parent, status="approved")
    shown_ones = order(shown(article, f"comment={reply.pk}"))
    assert shown_ones[-2:] == [parent.pk, reply.pk]


@pytest.mark.parametrize(
    "query",
    ["before=x", "before=-1", "before=0", "comment=99999", "thread=99999", "newer=", "after=5", "before=" + "9" * 40,
     "before=%D9%A3", "comment=1'--", "utm_source=x", "before=1&before=zzz"],
)  # fmt: skip
def test_what_the_address_says_wrongly_is_ignored(query: str) -> None:
    article = make_article()
    fill(article, 25)
    assert order(shown(article, query)) == order(shown(article))


def test_keys_of_other_articles_open_nothing() -> None:
    article, other = make_article(), make_comment(status="approved", html="<p>Elsewhere</p>")
    hidden = make_comment(article, html="<p>Hidden</p>")
    fill(article, 2)
    for query in (f"comment={other.pk}", f"thread={other.pk}", f"comment={hidden.pk}", f"thread={hidden.pk}"):
        html = shown(article, query)
        assert order(html) == order(shown(article))
        assert "Elsewhere" not in html
        assert "Hidden" not in html


def as_pages_read(article: Article) -> Article:
    found = reading.find_published(article.section.slug, article.slug)
    assert found
    return found


@pytest.mark.parametrize(("threads", "replies"), [(0, 0), (15, 1), (5_000, 0), (10, 499)])
def test_a_page_takes_two_queries_for_its_comments_whatever_the_size(
    threads: int, replies: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    article = make_article()
    fill(article, threads, replies)
    article = as_pages_read(article)
    expected = 2 if replies else 1
    with django_assert_num_queries(1 + expected):
        version = discussion.version(article)
        html = discussion.render(article, QueryDict()).html
    assert version
    assert len(order(html)) == min(threads, 20) * (1 + min(replies, 10))


def test_a_permalink_takes_one_query_more(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    article = make_article()
    roots = fill(article, 30, 3)
    article = as_pages_read(article)
    discussion.version(article)
    with django_assert_num_queries(3):
        discussion.render(article, QueryDict(f"comment={roots[3].pk}"))


def plan_of(query: str, *values: Any, in_order: bool = False) -> str:
    """The first value is the markup in force."""
    return plan(pages.in_this_engine(query), [1, *values], in_order=in_order)


def fill_beside(article: Article) -> int:
    """So many to a thread that their order tells, between many that are not shown. Returns a thread."""
    hidden = {"article": make_article(), "status": "spam", "html": ""}
    Comment.objects.bulk_create([Comment(name="Spam", **hidden) for _ in range(1_000)])
    roots = fill(article, 4, 200)
    Comment.objects.bulk_create([Comment(name="Spam", **hidden) for _ in range(1_000)])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE comments_comment")
    return roots[1].pk


WHOLE = re.compile(r"Seq Scan|SCAN (c|r|p|comments_comment)\b|TEMP B-TREE|Sort Key")


def test_the_queries_read_by_the_indexes_of_what_is_on_the_page() -> None:
    article = make_article()
    root = fill_beside(article)
    first, known = pages.first_of([root, root + 1])
    replies = plan_of(pages.REPLIES_QUERY.format(f"{first} UNION ALL VALUES (%s)"), *known, 0)
    later = plan_of(pages.LATER_QUERY, root, 0, 101)
    chain = plan(pages.in_this_engine(pages.CHAIN_QUERY), [root, article.pk, 20])
    assert "comment_replies" in replies
    if connection.vendor == "sqlite":  # to PostgreSQL the indexes of a whole thread are alike while a table is small
        assert "comment_replies" in later
    assert not any(re.search(r"Seq Scan|SCAN (c|r|p|comments_comment)\b", found) for found in (replies, later, chain))


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.name)
def test_every_order_is_read_by_an_index_from_any_place_in_both_directions(order: Order) -> None:
    article = make_article()
    key = order.key(200, fill_beside(article))
    index = "comment_most_replied" if order is MOST_REPLIED else "comment_threads"
    asked = [("", order.down, ()), (f" AND {order.beyond}", order.down, key), (f" AND {order.ahead}", order.up, key)]
    for where, direction, values in asked:
        found = plan_of(pages.THREADS_QUERY.format(where, direction), article.pk, *values, 21, in_order=True)
        if connection.vendor == "sqlite" or order is MOST_REPLIED:  # among few rows the primary key is as good
            assert index in found
        assert not WHOLE.search(found), found


def test_what_is_featured_is_read_by_its_index() -> None:
    article = make_article()
    fill_beside(article)
    for where, values in (("", []), (pages.BEYOND_FEATURED, [7])):
        query = pages.FEATURED_QUERY.format(where)
        assert "comment_featured" in plan_of(query, article.pk, *values, 21, in_order=True)


def test_the_version_changes_with_what_is_public_and_not_with_what_is_not() -> None:
    comment, article = make_comment(), make_article()
    seen = {discussion.version(comment.article)}
    make_comment(comment.article)
    comment.defer(by=make_moderator(), until=timezone.now())
    assert discussion.version(comment.article) in seen
    comment.approve(by=make_moderator())
    seen.add(discussion.version(comment.article))
    comment.reject(by=make_moderator(), reason="insult")
    seen.add(discussion.version(comment.article))
    assert len(seen) == 3
    assert discussion.version(article).startswith(f"0.{markup.MARKUP}")


def test_the_version_changes_with_the_words_of_a_tombstone() -> None:
    parent = make_comment(status="approved")
    make_comment(parent=parent, status="approved")
    parent.reject(by=make_moderator(), reason="insult")
    before, page = discussion.version(parent.article), shown(parent.article)
    parent.withdraw()
    assert shown(parent.article) != page
    assert discussion.version(parent.article) != before


def test_the_clock_moves_with_every_discussion() -> None:
    before = discussion.clock()
    make_comment().approve(by=make_moderator())
    assert discussion.clock() != before


def test_a_page_that_meets_an_older_markup_renders_the_text_anew_and_writes_nothing() -> None:
    comment = make_comment(status="approved", text="*new*", html="<p>old</p>", markup=0)
    html = shown(comment.article)
    assert '<p dir="auto"><em>new</em></p>' in html
    assert "old" not in html
    comment.refresh_from_db()
    assert (comment.html, comment.markup) == ("<p>old</p>", 0)


def test_names_are_isolated_and_escaped_and_websites_are_links_that_nobody_follows() -> None:
    comment = make_comment(status="approved", name='<b>Ada</b> & "co"', website='https://a.example/?q="><script>')
    html = discussion.render(comment.article, QueryDict()).html
    assert "<b>Ada" not in html
    assert "<script>" not in html
    assert 'rel="nofollow ugc noopener">&lt;b&gt;Ada&lt;/b&gt; &amp; &quot;co&quot;</a></bdi></h3>' in html


def test_badges_are_words() -> None:
    article = make_article()
    make_comment(article, status="approved", badge="staff")
    make_comment(article, status="approved", badge="author")
    html = shown(article)
    assert '<span class="badge badge-staff">Staff</span>' in html
    assert '<span class="badge badge-author">Author</span>' in html


def test_times_are_absolute_in_the_papers_zone_and_an_edit_is_said(settings: Settings) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    at = timezone.now().replace(year=2026, month=11, day=3, hour=20, minute=5)
    comment = make_comment(status="approved", created_at=at, edited_at=at)
    with timezone.override("Asia/Tokyo"):
        html = shown(comment.article)
    assert "Nov. 4, 2026, 5:05 a.m." in html
    assert 'datetime="2026-11-03T20:05' in html
    assert '<span class="comment-edited">edited</span>' in html


def test_an_open_article_offers_its_form_before_the_first_comment_and_no_form_of_its_own() -> None:
    comment = make_comment(status="approved")
    html = shown(comment.article)
    form = f"{comment.article.get_absolute_url()}comment/"
    assert html.index(f'href="{form}" rel="nofollow" data-write>Leave a comment</a>') < html.index('id="comment-')
    assert f'href="{form}?parent={comment.pk}"' in html
    assert "<textarea" not in html


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"takes_comments": False}, "This article takes no comments."),
        ({"comments_close_at": timezone.now() - timedelta(days=1)}, "Comments on this article closed on"),
    ],
)
def test_a_closed_article_says_why_and_offers_nothing(columns: dict[str, Any], sentence: str) -> None:
    article = make_article(**columns)
    make_comment(article, status="approved")
    html = shown(article)
    assert sentence in html
    assert "Leave a comment" not in html
    assert "?parent=" not in html
    assert len(order(html)) == 1


def test_the_day_on_which_comments_close_is_told_before() -> None:
    article = make_article(comments_close_at=timezone.now() + timedelta(days=2))
    fill(article, 1)
    assert "Comments close on" in shown(article)


def test_the_akismet_sentence_leads_to_the_page_about_data() -> None:
    html = shown(make_article())
    words = re.sub(r"<[^>]+>", "", html)
    assert "This site uses Akismet to reduce spam. Learn how your comment data is processed." in words
    assert '<a href="/comment-data/">Learn how your comment data is processed.</a>' in html


def test_counts_of_a_list_take_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    articles = [make_article() for _ in range(3)]
    fill(articles[0], 2)
    make_comment(articles[1])
    with django_assert_num_queries(1):
        assert counts(articles) == {articles[0].pk: 2}


def test_the_article_page_shows_the_discussion() -> None:
    comment = make_comment(status="approved", html="<p>Hello there</p>", markup=markup.MARKUP)
    page = words(reader().get(comment.article.get_absolute_url()))
    assert "Hello there" in page
    assert "css/discussion.css" in page
