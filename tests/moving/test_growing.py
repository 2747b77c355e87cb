"""What an import costs grows with what there is to import: as many statements and rows for each portion, whoever
wrote it, wherever it stands. Counted, never timed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Author, Status, Tag
from comments.models import Comment, Commenter, Discussion
from comments.recount import differences
from moving.disqus.twins import of_articles
from moving.imports import run as running
from moving.imports import taking_back, values
from moving.imports.report import Report
from moving.imports.run import Run
from moving.imports.taking_back import TakingBack
from moving.imports.used import OURS, relations
from moving.models import Batch
from tests.factories import make_comment

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
SMALL, LARGE, PORTION = 4, 12, 5


class Told:
    """A reader of what a test makes up."""

    system, site, done = "wordpress", "https://port.example", 1.0

    def __init__(self, *told: values.Told) -> None:
        self.told, self.tally = told, values.Tally()

    def survey(self) -> Iterator[values.Surveyed]:
        yield from ()

    def read(self) -> Iterator[values.Told]:
        yield from self.told


def article(key: str, **told: Any) -> values.Article:
    body = values.Body("<p>Words.</p>")
    usual: dict[str, Any] = {"published_at": AT, "authors": ("ada",)}
    return values.Article(key, "Ships", Status.PUBLISHED, lambda find: body, **usual | told)


def comment(number: int, parent: int = 0, status: str = "approved", **told: Any) -> values.Comment:
    usual: dict[str, Any] = {"article": "1", "email": "ada@example.org", "parent": str(parent) if parent else ""}
    at = AT + timedelta(minutes=number)
    return values.Comment(str(number), status=status, name="Ada", text="Words enough.", created_at=at, **usual | told)


def discussion(portions: int, **told: Callable[[int], Any]) -> Told:
    """Of one article, by one person; what is told of a comment is made of its number."""
    said = (comment(n, **{name: of(n) for name, of in told.items()}) for n in range(1, portions * PORTION + 1))
    return Told(article("1"), *said, values.EndOfArticle("1"))


def statements(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def take_in(told: Told) -> None:
    Run(told, Report(lambda line: None)).go()


def take_back() -> None:
    TakingBack(Batch.objects.order_by("-pk")[0].pk, lambda line: None).go()


SHAPES = {
    "threads of their own": {},
    "one thread": {"parent": lambda n: n - 1},
    "answers to the first": {"parent": lambda n: min(n - 1, 1)},
    "answers to what is hidden": {
        "parent": lambda n: n - 1 if n > 1 else 0,
        "status": lambda n: "approved" if n % 4 == 0 else "rejected",
    },
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_each_portion_of_one_discussion_costs_as_much_as_the_one_before(
    shape: dict[str, Callable[[int], Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "PORTION", PORTION)
    monkeypatch.setattr(taking_back, "PORTION", PORTION)
    spent: list[tuple[int, int]] = []
    for portions in (SMALL, LARGE):
        there = statements(lambda portions=portions: take_in(discussion(portions, **shape)))  # type: ignore[misc]
        assert list(differences(repair=False)) == []
        assert Comment.objects.count() == portions * PORTION
        spent.append((there, statements(take_back)))
        assert not Comment.objects.exists()
    (small_in, small_back), (large_in, large_back) = spent
    assert large_in <= small_in * LARGE / SMALL
    assert large_back <= small_back * LARGE / SMALL


def test_no_statement_reads_what_a_person_wrote_before() -> None:
    """All by one person: nothing that is asked while a portion is written, or taken back, counts their comments."""
    first = make_comment(status="approved", commenter=Commenter.objects.create(email_key="k"))
    with CaptureQueriesContext(connection) as asked:
        take_in(discussion(2))
        take_back()
    assert not [each["sql"] for each in asked if "COUNT" in each["sql"] and "commenter_id =" in each["sql"]]
    assert Comment.objects.get() == first


def test_many_authors_and_tags_are_few_statements() -> None:
    def all_at_once(many: int) -> int:
        filed = {"authors": tuple(f"Ада {n}" for n in range(many)), "tags": tuple(f"Рыба {n}" for n in range(many))}
        return statements(lambda: take_in(Told(article(f"{many}", **filed), values.EndOfArticle(f"{many}"))))

    few, many = all_at_once(5), all_at_once(60)
    assert (Author.objects.count(), Tag.objects.count()) == (60, 60)
    assert len(set(Tag.objects.values_list("slug", flat=True))) == 60
    assert many <= few + 25  # slugs of other scripts are all "tag": asked by ever more at once, then remembered


def test_answers_that_come_first_are_written_a_portion_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PORTION", PORTION)
    sizes: list[int] = []
    count = Run._count_comments

    def counted(self: Run, comments: list[values.Comment]) -> None:
        sizes.append(len(comments))
        count(self, comments)

    monkeypatch.setattr(Run, "_count_comments", counted)
    said = [comment(n, parent=n + 1 if n < 30 else 0) for n in range(1, 31)]
    take_in(Told(article("1"), *said, values.EndOfArticle("1")))
    assert max(sizes) <= 2 * PORTION
    assert Discussion.objects.get().approved_count == 30
    assert Comment.objects.filter(parent=None).count() == 1
    assert list(differences(repair=False)) == []


def test_articles_of_one_slug_each_have_their_own() -> None:
    take_in(Told(*(article(str(n), slug="ships") for n in range(1, 61))))
    assert len(set(Article.objects.values_list("slug", flat=True))) == 60


def test_comments_of_wordpress_are_looked_for_under_many_articles_at_once() -> None:
    def told(key: str) -> list[values.Told]:
        said = comment(int(key) * 100, article=key)
        return [article(key), said, values.EndOfArticle(key)]

    take_in(Told(*(each for n in range(1, 21) for each in told(str(n)))))
    articles = sorted(Article.objects.values_list("pk", flat=True))
    found = list(of_articles(articles))
    assert [twins.by_number.keys() for twins in found] == [{str(n * 100)} for n in range(1, 21)]
    rows = [twins.by_number[str(n * 100)].row for n, twins in enumerate(found, 1)]
    assert rows == list(Comment.objects.order_by("article").values_list("pk", flat=True))
    assert statements(lambda: list(of_articles(articles))) == statements(lambda: list(of_articles(articles[:1])))


@pytest.mark.once
@pytest.mark.parametrize("model", [Comment, Commenter])
def test_nothing_points_at_rows_that_are_deleted_beside_those_that_were_asked_about(model: type[Model]) -> None:
    assert not [relation for beside in OURS[model] - {model} for relation in relations(beside)]
