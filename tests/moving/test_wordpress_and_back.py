"""What `export_wordpress` writes is the same newspaper for `import_wordpress`."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as property_settings
from hypothesis import strategies as st

from articles.models import Article, Section
from comments.models import Comment
from comments.text import clean_line, clean_text
from moving.imports import values
from moving.imports.reconciling import reconcile
from moving.imports.report import Report
from moving.imports.run import Run
from moving.lists.articles import ARTICLES
from moving.lists.comments import COMMENTS_AND_PEOPLE
from moving.wordpress.reader import WordPress
from moving.wxr import writing
from tests.factories import make_article, make_author, make_comment, make_section, make_submission, make_tag
from tests.moving import filled
from tests.moving.wordpress import described, papers

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
CHANGED = {"number", "updated_at", "created_at"}
STATUSES = ("pending", "approved", "rejected", "spam")
letters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cn", "Co", "Zl", "Zp"])
lines = st.text(letters, min_size=1, max_size=40).map(clean_line).filter(bool)
plain = st.text("abc ÄΩж東<&\"'.,!?", min_size=1, max_size=40).map(clean_line).filter(bool)
texts = st.lists(st.lists(plain, min_size=1, max_size=3).map("\n".join), min_size=1, max_size=3).map("\n\n".join)
comments = st.lists(st.tuples(st.sampled_from(STATUSES), lines, texts, st.integers(0, 4)), max_size=4)


def write(article: Article, written: list[tuple[Any, ...]]) -> list[Comment]:
    """Each answers one of those before it, or nothing."""
    made: list[Comment] = []
    for status, name, text, answers in written:
        said = {"status": status, "name": name[:80], "text": clean_text(text), "created_at": NOON}
        parent = made[answers] if answers < len(made) else None
        made.append(make_comment(**said, parent=parent) if parent else make_comment(article, **said))
    return made


@pytest.mark.once
@pytest.mark.django_db
@given(headline=lines, standfirst=lines, written=comments)
def test_whatever_people_write_is_read_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, headline: str, standfirst: str, written: list[tuple[Any, ...]]
) -> None:
    place = tmp_path_factory.getbasetemp() / "own.xml"
    with transaction.atomic():
        article = make_article(headline[:160], published_at=NOON, standfirst=standfirst)
        made = write(article, written)
        place.write_text("".join(writing.pieces()))
        transaction.set_rollback(True)
    told = list(WordPress([place]).read())
    [found] = [each for each in told if isinstance(each, values.Article)]
    assert (found.headline, found.standfirst, found.published_at) == (article.headline, standfirst, NOON)
    read = [each for each in told if isinstance(each, values.Comment)]
    assert [(each.name, each.text, each.status, each.parent, each.created_at) for each in read] == [
        (clean_line(each.name), each.text, each.status, str(each.parent_id or ""), NOON) for each in made
    ]


def a_newspaper() -> None:
    below = make_section("harbor", parent=make_section("town", name="Town & Country"))
    article = make_article("Ships & boats", (make_author("Zoë Last"),), section=below, published_at=NOON)
    article.body = (
        "<p>At <em>sea</em></p><blockquote><p>Aye &amp; no</p></blockquote><h2>More</h2><ul><li>one</li></ul>"
    )
    article.save()
    make_tag("Water", article)
    make_article("Draft", section=below, status="draft", published_at=None)
    make_article("Ahead", section=below, published_at=timezone.now().replace(microsecond=0) + timedelta(days=9))
    lately = timezone.now().replace(microsecond=0) - timedelta(days=1)  # of older ones no address is kept
    first = make_comment(article, status="approved", text="One\ntwo\n\n> three", created_at=lately)
    make_submission(first, ip="2001:db8::7", email="zoe@example.org")
    for status in STATUSES:
        make_comment(parent=first, status=status, name=f"Ada {status}", created_at=NOON)


def told() -> list[Any]:
    """All that has no number of its own here and there; how a text of HTML is broken into lines says nothing."""
    articles = [dict(zip(ARTICLES.columns, row, strict=True)) for row in ARTICLES.rows(Article.objects.all())]
    rows = COMMENTS_AND_PEOPLE.rows(Comment.objects.all())
    comments = [dict(zip(COMMENTS_AND_PEOPLE.columns, row, strict=True)) for row in rows]
    skipped = {"number", "thread", "answers", "article", "address", "reason", "user_agent", "decided_at"}
    kept = [{name: value for name, value in row.items() if name not in skipped} for row in comments]
    bodies = [{**row, "body": row["body"].replace("\n", "")} for row in articles]
    same = [{name: value for name, value in row.items() if name not in CHANGED} for row in bodies]
    return [*same, *kept, *Section.objects.order_by("slug").values_list("slug", "name", "parent__slug")]


@pytest.mark.django_db(transaction=True)
def test_a_newspaper_that_goes_to_wordpress_and_comes_back_is_the_same(tmp_path: Path) -> None:
    a_newspaper()
    before = told()
    place = tmp_path / "newspaper.xml"
    call_command("export_wordpress", str(place))
    filled.empty()
    call_command("import_wordpress", str(place))
    assert told() == before


DEEP = property_settings().max_examples >= 1_000


@pytest.mark.django_db
@given(paper=papers.papers)
@property_settings(max_examples=150 if DEEP else 8, suppress_health_check=[HealthCheck.too_slow])
def test_any_newspaper_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, paper: dict[str, Any]) -> None:
    folder = tmp_path_factory.mktemp("paper")
    place, said = folder / "paper.xml", list[str]()
    with transaction.atomic(), override_settings(MEDIA_ROOT=folder / "before" / "media"):
        papers.Built(paper)
        before = described.paper()
        place.write_text("".join(writing.pieces()), encoding="utf-8")
        transaction.set_rollback(True)
    with transaction.atomic(), override_settings(MEDIA_ROOT=folder / "after" / "media"):
        run = Run(WordPress([place]), Report(said.append), uploads=folder / "before")
        run.go()
        proof, after = reconcile(run.ledger, run.expected), described.paper()
        transaction.set_rollback(True)
    assert after == before
    assert (proof.differences, said) == ([], [])
