"""What is measured: articles with discussions of fixed shapes. The same words in every run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle, islice
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.models import Article, SiteVersion
from bench.copies import copy_rows
from comments import markup
from comments.models import Comment, Commenter, Discussion, Status
from tests.factories import make_article, make_author, make_section

VOCABULARY = (
    "the harbor council water bridge morning report people market school street night winter tram budget again "
    "before between because under never still without question answer number town river train office light "
    "road second open "
)
WORDS = VOCABULARY.split()
LETTERS_OF_BODY, LETTERS_OF_COMMENT = 6_000, 337  # as in the measurements of the peers
SECTIONS = 6


@dataclass(frozen=True)
class Shape:
    """So many articles alike, each with so many threads; the numbers of replies in them take turns."""

    articles: int
    threads: int
    replies: tuple[int, ...]

    @property
    def comments(self) -> int:
        return sum(islice(cycle(self.replies), self.threads)) + self.threads


SHAPES = {
    "0": Shape(30, 0, (0,)),
    "30": Shape(30, 10, (2,)),
    "50": Shape(15, 20, (1, 2)),
    "220": Shape(12, 20, (10,)),
    "5,000": Shape(8, 2_000, (1, 2)),
    "5,000 in 20 threads": Shape(8, 20, (249,)),
}


def write_all() -> dict[str, list[str]]:
    """The addresses of the articles of each shape."""
    random = Random(1)
    author = make_author("Bench Writer", job_title="Reporter", bio="Writes what is measured.")
    sections = [make_section(f"bench-{number}") for number in range(SECTIONS)]
    made = {}
    for (name, shape), section in zip(SHAPES.items(), cycle(sections)):
        columns: dict[str, Any] = {"section": section, "standfirst": text(random, 200), "body": body(random)}
        columns["published_at"] = timezone.now() - timedelta(days=1)
        articles = [make_article(authors=(author,), **columns) for _ in range(shape.articles)]
        fill(articles, shape, random)
        made[name] = [article.get_absolute_url() for article in articles]
    return made


def body(random: Random) -> str:
    paragraphs = [f"<p>{text(random, 500)}</p>" for _ in range(LETTERS_OF_BODY // 500)]
    return "".join([*paragraphs[:4], "<h2>What comes next</h2>", *paragraphs[4:8], "<h2>Why now</h2>", *paragraphs[8:]])


def text(random: Random, letters: int) -> str:
    words = " ".join(random.choice(WORDS) for _ in range(letters // 5))
    return f"{words[:letters].strip().capitalize()}."


def comment_text(random: Random) -> str:
    """One to three paragraphs, some with emphasis or a link, as people write them."""
    letters = random.randint(LETTERS_OF_COMMENT // 3, LETTERS_OF_COMMENT * 5 // 3)
    parts = [text(random, letters // 2), text(random, letters // 2)]
    parts += random.choice(([], [], [], ["*Indeed*."], ["See https://example.org/page"]))
    return "\n\n".join(parts)


def fill(articles: Sequence[Article], shape: Shape, random: Random) -> None:
    """The first gets its discussion comment by comment; the others get copies, by the database."""
    if shape.threads:
        first = Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        Comment.objects.bulk_create(_comments(articles[0], shape, first + 1, random), batch_size=500)
        for number, article in enumerate(articles[1:], 1):
            shift = number * shape.comments
            own = {"article_id": str(article.pk), "parent_id": f"parent_id + {shift}", "root_id": f"root_id + {shift}"}
            copy_rows(Comment, "id", (first + 1, first + shape.comments), shift, own)
    for article in articles:
        with transaction.atomic():
            Discussion.lock(article.pk).recount_with_threads()


def _comments(article: Article, shape: Shape, pk: int, random: Random) -> Iterator[Comment]:
    """With keys given, so that replies can name what they answer."""
    people = Commenter.objects.bulk_create(Commenter(email_key=f"{article.pk}.{number}") for number in range(50))
    begin = timezone.now() - timedelta(hours=20)
    for replies in islice(cycle(shape.replies), shape.threads):
        root, parents = pk, [pk]
        for number in range(replies + 1):
            depth = 0 if not number else 1 + (number - 1) % 3
            comment = _approved(article, pk, begin + timedelta(seconds=pk), random)
            comment.commenter = random.choice(people)
            comment.depth = depth
            if depth:
                comment.parent_id, comment.root_id = parents[depth - 1], root
            parents[depth:] = [pk]
            pk += 1
            yield comment


def _approved(article: Article, pk: int, at: datetime, random: Random) -> Comment:
    words = comment_text(random)
    return Comment(
        pk=pk,
        article=article,
        status=Status.APPROVED,
        on_page=True,
        name=text(random, 14).rstrip("."),
        text=words,
        html=markup.render(words),
        markup=markup.MARKUP,
        created_at=at,
        asked_at=at,
        decided_at=at,
    )


def forget_what_is_cached() -> None:
    """Raises what every kept page is kept under. The caller waits until the processes have noticed."""
    SiteVersion.advance()
