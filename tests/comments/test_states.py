"""What the section says of itself: open, held, slow, closing, closed, off, empty; and what a tombstone says."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from articles.caching import site_stamp
from articles.models import Article
from comments import rejections
from comments.models import ArticleTerms, Comment, DiscussionSettings, RejectionReason
from comments.rules import changing
from comments.threads import discussion
from tests.comments.threaded import shown
from tests.factories import make_article, make_comment, make_moderator

pytestmark = pytest.mark.django_db

HELD = "Comments appear here once a moderator has read them."


def let_known_ones_through() -> None:
    DiscussionSettings(pk=1, publish_after=0).save()


def test_where_every_comment_waits_the_section_says_so() -> None:
    assert HELD in shown(make_article())
    let_known_ones_through()
    assert HELD not in shown(make_article())


@pytest.mark.parametrize("place", ["article", "section", "parent", "site"])
def test_a_mode_is_said_from_its_beginning_to_its_end_and_changes_the_version_by_the_clock(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_known_ones_through()
    article, moderator = make_article(), make_moderator()
    above = make_article().section
    article.section.parent = above
    article.section.save()
    where = {"article": article, "section": article.section, "parent": above, "site": None}[place]
    before = discussion.version(article)
    changing.begin(where, None, by=moderator, until=timezone.now() + timedelta(hours=1))
    held = discussion.version(article)
    assert held != before
    assert HELD in shown(article)
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert discussion.version(article) == before
    assert HELD not in shown(article)


def test_the_nearest_mode_decides_what_is_said() -> None:
    article, moderator = make_article(), make_moderator()
    changing.begin(None, None, by=moderator)
    changing.begin(article.section, 3, by=moderator)
    assert HELD not in shown(article)
    assert HELD in shown(make_article())


def test_slow_mode_is_said_and_so_is_the_time_at_which_comments_close() -> None:
    article = make_article(comments_close_at=timezone.now().replace(year=2040, month=8, day=20))
    ArticleTerms.objects.create(article=article, slow_minutes=5)
    html = shown(article)
    assert "Slow mode: everybody can post once in 5 minutes here." in html
    assert "Comments close on Aug. 20, 2040, " in html
    assert "Nobody has said anything yet. Be the first." in html


@pytest.mark.parametrize("with_comment", [True, False])
def test_a_closed_discussion_says_why_alone(with_comment: bool) -> None:
    article = make_article(comments_close_at=timezone.now() - timedelta(days=1))
    ArticleTerms.objects.create(article=article, slow_minutes=5)
    if with_comment:
        make_comment(article, status="approved")
    html = shown(article)
    assert "Comments on this article closed on" in html
    assert not any(words in html for words in (HELD, "Slow mode", "Be the first", "Comments close on"))


def test_an_article_that_never_took_a_comment_has_no_section_and_one_that_did_keeps_it() -> None:
    article = make_article(takes_comments=False)
    assert shown(article) == ""
    make_comment(article)
    assert shown(article) == ""
    make_comment(article, status="approved")
    assert "This article takes no comments." in shown(article)


def tombstone(comment: Comment) -> str:
    make_comment(parent=comment, status="approved")
    return shown(comment.article)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"status": "rejected", "reason": "insult"}, "Removed by a moderator: insult (guideline 3, insults)<"),
        ({"status": "rejected", "reason": "off_topic"}, "Removed by a moderator: off topic<"),
        ({"status": "rejected", "reason": "word_rejected"}, "Removed: it does not keep to our guideline.<"),
        ({"status": "spam", "reason": "akismet"}, "Removed as spam.<"),
        ({"status": "pending"}, "Removed by a moderator.<"),
        ({"status": "withdrawn"}, "Deleted by its author.<"),
        ({"status": "withdrawn", "reason": "erased"}, "Deleted, with all else by its author.<"),
    ],
)
def test_a_tombstone_says_why_it_is_one(columns: dict[str, Any], words: str) -> None:
    RejectionReason.objects.filter(code="insult").update(clause="3, insults")
    assert words in tombstone(make_comment(on_page=True, **columns))


def test_what_the_editors_call_a_reason_is_escaped_and_changes_all_pages() -> None:
    before = site_stamp()
    reason = RejectionReason.objects.get(code="insult")
    reason.label = "<b>rude</b>"
    reason.save()
    assert site_stamp() != before
    rejections.forget()
    comment = make_comment(status="approved")
    make_comment(parent=comment, status="approved")
    comment.reject(by=make_moderator(), reason="insult")
    html = discussion.render(Article.objects.get(pk=comment.article_id), QueryDict()).html
    assert "&lt;b&gt;rude&lt;/b&gt;" in html
