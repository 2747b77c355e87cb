"""Comments that wait, as intake and the spam check leave them, and many more of the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random

from django.db import transaction
from django.db.models import Max, Min, Model

from articles.models import Article
from bench.content import comment_text
from bench.copies import copy_rows
from comments import alike, markup
from comments.judging import Evidence
from comments.models import Check, Comment, Commenter, ModerationAction, Rule, Status, Submission, Wording
from comments.policy import Step, decide
from comments.spam import Verdict
from tests.comments.submitted import make_payload

numbers = count(1)


def make_waiting(number: int, status: Status, paths: Sequence[str], last: datetime) -> list[Comment]:
    """One a minute until `last`; each by a person of its own, spread over the articles, every fourth an answer."""
    articles = list(Article.objects.filter(slug__in=[path.split("/")[2] for path in paths]))
    people = Commenter.objects.bulk_create(Commenter(email_key=f"waiting {next(numbers)}") for _ in range(number))
    comments = [
        _comment(person, articles[place % len(articles)], status, last - timedelta(minutes=number - place))
        for place, person in enumerate(people)
    ]
    for comment in comments[::4]:
        _answer(comment)
    made = Comment.objects.bulk_create(comments, batch_size=500)
    Submission.objects.bulk_create(map(_submission, made), batch_size=500)
    return made


def _comment(person: Commenter, article: Article, status: Status, at: datetime) -> Comment:
    words = comment_text(Random(person.pk))
    return Comment(
        commenter=person,
        article=article,
        status=status,
        reason="every_comment" if status == Status.PENDING else "",
        name=f"Reader {person.pk}",
        text=words,
        html=markup.render(words),
        markup=markup.MARKUP,
        created_at=at,
        asked_at=at,
    )


def _answer(comment: Comment) -> None:
    parent = Comment.objects.approved().filter(article=comment.article, depth=0).order_by("pk").first()
    if parent:
        comment.parent, comment.root, comment.depth = parent, parent, 1


def _submission(comment: Comment) -> Submission:
    number = next(numbers)
    payload = make_payload(content=comment.text, author=comment.name, author_email=f"reader{number}@example.org")
    return Submission(
        comment=comment,
        token=f"{number:032x}",
        fingerprint=f"{number:064x}",
        ip="198.51.100.7",
        email=payload["comment_author_email"],
        user_agent=payload["user_agent"],
        referrer=payload["referrer"],
        seconds_to_post=40,
        payload=payload,
        created_at=comment.created_at,
    )


def make_queue(number: int, paths: Sequence[str], last: datetime) -> "Backlog":
    """Pending, with the attempt and the log row that brought each there: a full card of the desk."""
    made = make_waiting(number, Status.PENDING, paths, last)
    decision = decide(Evidence(verdict=Verdict.HAM, seconds_to_post=40))
    Check.objects.bulk_create(_check(comment, decision.trace) for comment in made)
    ModerationAction.objects.bulk_create(_action(comment, decision.reason) for comment in made)
    Wording.objects.bulk_create(Wording(comment=comment, number=alike.number_of(comment.text) or 0) for comment in made)
    return Backlog(number, {model: _keys(model, column, made) for model, column in TABLES.items()})


def _check(comment: Comment, trace: list[Step]) -> Check:
    return Check(comment=comment, version=1, took_ms=120, verdict=Verdict.HAM, guid="0" * 32, applied=True, trace=trace)


def _action(comment: Comment, reason: str) -> ModerationAction:
    change = {"from_status": Status.UNCHECKED, "to_status": Status.PENDING, "reason": reason}
    return ModerationAction(comment=comment.pk, version=1, rule=Rule.POLICY, at=comment.created_at, **change)


# Each table's column that names the comment, or the person.
TABLES: dict[type[Model], str] = {
    Commenter: "id",
    Comment: "id",
    Submission: "comment_id",
    Check: "comment_id",
    ModerationAction: "comment",
    Wording: "comment_id",
}
AS_NEW = {"status": "'pending'", "reason": "'every_comment'", "on_page": "false", "decided_at": "NULL"}


@dataclass
class Backlog:
    """A queue that grows tenfold at a time. `block` is what was added last: by table, its lowest and highest key."""

    size: int
    block: dict[type[Model], tuple[int, int]]

    def grow(self, to: int) -> None:
        while self.size < to:
            high = {model: model._default_manager.aggregate(high=Max("pk"))["high"] for model in TABLES}
            spans = {model: last - first + 1 for model, (first, last) in self.block.items()}
            copies = self.size * 9 // spans[Comment]
            for times in range(copies):
                shifts = {model: high[model] + 1 + spans[model] * times - self.block[model][0] for model in TABLES}
                with transaction.atomic():
                    self._copy(shifts)
            self.block = {model: (high[model] + 1, high[model] + spans[model] * copies) for model in TABLES}
            self.size *= 10

    def _copy(self, shifts: dict[type[Model], int]) -> None:
        """Decided comments among them wait anew in their copies."""
        comment = shifts[Comment]
        own: dict[type[Model], dict[str, str]] = {
            Commenter: {"email_key": _and_number("email_key", shifts[Commenter])},
            Comment: AS_NEW | {"commenter_id": f"commenter_id + {shifts[Commenter]}", "deferred_until": "NULL"},
            Submission: {
                "comment_id": f"comment_id + {comment}",
                "token": _number(shifts[Submission]),
                "fingerprint": _number(shifts[Submission]),
            },
            Check: {"comment_id": f"comment_id + {comment}"},
            ModerationAction: {"comment": f"comment + {comment}"},
            Wording: {"comment_id": f"comment_id + {comment}", "number": f"number / 2 + {comment}"},  # other words
        }
        for model in TABLES:
            copy_rows(model, str(model._meta.pk.column), self.block[model], shifts[model], own[model])


def _and_number(column: str, shift: int) -> str:
    return f"{column} || ' ' || {_number(shift)}"


def _number(shift: int) -> str:
    return f"CAST(id + {shift} AS varchar(20))"


def _keys(model: type[Model], column: str, comments: Sequence[Comment]) -> tuple[int, int]:
    numbers = [comment.commenter_id if model is Commenter else comment.pk for comment in comments]
    found = model._default_manager.filter(**{f"{column}__in": numbers}).aggregate(low=Min("pk"), high=Max("pk"))
    return found["low"], found["high"]
