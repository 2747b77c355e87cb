"""Articles and comments as CSV, which no spreadsheet computes, and as JSON lines."""

import csv
import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.models import Article
from comments.models import Comment
from moving.lists import listing
from moving.lists.articles import ARTICLES
from moving.lists.comments import COMMENTS_AND_PEOPLE
from tests.factories import make_article, make_author, make_comment, make_submission, make_tag

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "list.jsonl"


def listed(command: str, place: Path, *arguments: str) -> list[dict[str, Any]]:
    call_command(command, str(place), "--force", *arguments)
    return [json.loads(line) for line in place.read_text().splitlines()]


def test_comments_are_listed_with_their_threads_and_texts(place: Path) -> None:
    first = make_comment(status="approved", text="Größe\n\nzwei **Absätze**", name="Zoë", on_page=True)
    reply = make_comment(parent=first, status="pending")
    one, other = listed("export_comments", place)
    assert one["number"] == first.pk
    assert one["text"] == "Größe\n\nzwei **Absätze**"
    assert "<strong>Absätze</strong>" in one["html"]
    assert one["address"].endswith(f"?comment={first.pk}#comment-{first.pk}")
    assert (other["answers"], other["thread"], other["depth"], other["status"]) == (first.pk, first.pk, 1, "pending")
    assert other["address"] == ""
    assert datetime.fromisoformat(other["created_at"]) == reply.created_at


def test_addresses_of_people_are_in_it_only_where_they_are_asked_for(place: Path) -> None:
    comment = make_comment()
    make_submission(comment, ip="203.0.113.9", email="ada@example.org")
    make_comment()
    assert "203.0.113.9" not in json.dumps(listed("export_comments", place))
    known, unknown = listed("export_comments", place, "--people")
    assert (known["ip"], known["email"]) == ("203.0.113.9", "ada@example.org")
    assert unknown["ip"] == ""


def test_comments_are_picked_by_status_time_and_article(place: Path) -> None:
    article = make_article()
    old = make_comment(article, created_at=NOON, status="spam")
    new = make_comment(article, created_at=NOON + timedelta(days=1))
    elsewhere = make_comment(created_at=NOON)

    def found(*arguments: str) -> list[int]:
        return [row["number"] for row in listed("export_comments", place, *arguments)]

    assert found("--status", "spam,rejected") == [old.pk]
    assert found("--since", "2026-03-02") == [new.pk]
    assert found("--until", "2026-03-02T12:00:00+00:00") == [old.pk, elsewhere.pk]
    assert found("--article", str(article.pk), "--until", "2026-03-02") == [old.pk]


def test_articles_are_listed_with_authors_and_tags_in_their_order(place: Path) -> None:
    article = make_article("Ships", (make_author("Zoë Last"), make_author("Ada First")), body="<p>At sea</p>")
    make_tag("Water", article)
    make_tag("Boats", article)
    [row] = listed("export_articles", place)
    assert row["authors"] == ["Zoë Last", "Ada First"]
    assert row["tags"] == ["Water", "Boats"]
    assert row["body"] == "<p>At sea</p>"
    assert row["address"].endswith(article.get_absolute_url())


def test_articles_are_picked_by_status_and_publication(place: Path) -> None:
    ahead = make_article("Ahead", published_at=timezone.now() + timedelta(days=2))
    public = make_article("Public", published_at=NOON)
    draft = make_article("Draft", status="draft", published_at=None)
    assert [row["number"] for row in listed("export_articles", place, "--status", "scheduled")] == [ahead.pk]
    assert [row["number"] for row in listed("export_articles", place, "--status", "published")] == [public.pk]
    found = listed("export_articles", place, "--status", "draft,scheduled")
    assert [(row["number"], row["status"]) for row in found] == [(ahead.pk, "scheduled"), (draft.pk, "draft")]
    assert [row["number"] for row in listed("export_articles", place, "--until", "2026-03-02")] == [public.pk]


def test_no_cell_is_a_formula_and_the_owner_alone_reads_the_file(tmp_path: Path) -> None:
    make_comment(text='=HYPERLINK("https://evil.example")', name="+1", website="")
    place = tmp_path / "comments.csv"
    call_command("export_comments", str(place))
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    [row] = csv.DictReader(place.read_text(encoding="utf-8-sig").splitlines())
    assert row["text"] == '\'=HYPERLINK("https://evil.example")'
    assert row["name"] == "'+1"
    assert (row["answers"], row["featured"]) == ("", "no")


def test_what_nobody_can_mean_is_refused(place: Path) -> None:
    for arguments in (["--status", "lost"], ["--since", "yesterday"], ["--until", "2026-13-01"]):
        with pytest.raises(CommandError):
            call_command("export_comments", str(place), *arguments)
    with pytest.raises(CommandError, match="Say --format"):
        call_command("export_comments", str(place.with_suffix(".txt")))
    assert not place.exists()


def test_queries_are_those_of_portions(
    django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "AT_ONCE", 3)
    article = make_article()
    for _ in range(7):
        make_submission(make_comment(article))
    make_article("Another"), make_article("A third")
    with django_assert_num_queries(4 + 3 * 3):
        rows = list(COMMENTS_AND_PEOPLE.rows(Comment.objects.all()))
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert len(rows) == 7
    with django_assert_num_queries(2 + 3):
        assert len(list(ARTICLES.rows(Article.objects.all()))) == 3
