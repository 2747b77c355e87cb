"""What pictures of the desk show besides the demo: four weeks of decisions, what readers report, an appeal.

Runs beside a started site: manage.py shell -c "from tests.pictured import fill; fill()"
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

import time_machine
from django.utils import timezone

from accounts.models import User
from articles.models import Article
from comments import markup
from comments.models import Comment, Commenter, Status
from comments.models.commenter import domain_key, email_key
from tests.factories import make_appeal, make_comment, make_report, make_submission

DAYS = 28
SAID = (
    "The second table has the wrong year. It is 2024, and the text under it says so.",
    "My grandmother worked there until it closed. Thank you for the photograph of the yard.",
    "Has anybody asked the harbor office? They measured the same thing in spring.",
    "I read this twice and still do not know who pays for it.",
    "Good piece. The part about the night shift was new to me.",
    "This is the third article about the tram this month, and not one about the buses.",
    "They are no crooks, they are tired. Sit through one of those meetings.",
    "Come on. Nobody who lives on that street believes a word of this.",
    "You people are idiots, every single one of you.",
    "Idiots in the council, idiots at the paper.",
)
SPAM = "I made $4,000 last week from home, ask me how: https://example.com/join-now"
NAMES = ("Harold Quint", "Ines Maro", "Tilda B.", "old pier hand", "Marcus Oyelaran", "Vera Lindqvist", "J. Sato")
QUARRELSOME = NAMES[0]
CHECKED = {"asked": "every_comment", "links": "links", "words": "word_held"}  # why it waited


class Event(NamedTuple):
    at: datetime
    happens: Callable[[], object]


def fill() -> None:
    """In the order of time, since the log is read so."""
    chance, staff = random.Random(4), list(User.objects.filter(username__in=("moderator", "editor")).order_by("pk"))
    articles = list(Article.objects.published().order_by("pk"))
    for event in sorted(_past(chance, staff, articles), key=lambda event: event.at):
        with time_machine.travel(event.at):
            event.happens()
    _complaints(staff[0])


def _past(chance: random.Random, staff: list[User], articles: list[Article]) -> Iterator[Event]:
    now = timezone.now()
    for day in range(DAYS, 0, -1):
        for _each in range(chance.randint(4, 11)):
            posted = now - timedelta(days=day) + timedelta(minutes=chance.randint(0, 20 * 60))
            story = _Story(chance.choice(articles), posted, chance)
            yield Event(posted, story.is_checked)
            yield Event(posted + story.wait, partial(story.is_decided, by=chance.choice(staff)))


class _Story:
    """Of one comment."""

    def __init__(self, article: Article, posted: datetime, chance: random.Random) -> None:
        self.article, self.posted, self.chance = article, posted, chance
        self.name, self.text = chance.choice(NAMES), chance.choice(SAID)
        self.is_spam = chance.random() < 0.2
        self.wait = timedelta(minutes=chance.lognormvariate(2.2, 0.9))
        self.comment = Comment()

    def is_checked(self) -> None:
        text = SPAM if self.is_spam else self.text
        columns = {"text": text, "html": markup.render(text), "name": self.name, "asked_at": self.posted}
        address = f"{self.name.split()[0].lower().strip('.')}@quarry-mail.example"
        keys: dict[str, Any] = {"email_key": email_key(address), "domain_key": domain_key(address)}
        writer = Commenter.objects.get_or_create(**keys)[0]
        self.comment = make_comment(
            self.article, status=Status.UNCHECKED, created_at=self.posted, commenter=writer, **columns
        )
        make_submission(self.comment, email=address, ip="203.0.113.40")
        reason = "akismet" if self._is_caught else self.chance.choice(tuple(CHECKED.values()))
        self.comment.settle(Status.SPAM if self._is_caught else Status.PENDING, reason, seen=self.comment.seen)
        self.comment.refresh_from_db()

    def is_decided(self, by: User) -> None:
        if self.is_spam:
            if not self._is_caught:
                self.comment.mark_spam(by=by)
        elif "diots" in self.text:
            self.comment.reject(by=by, reason="insult")
        else:
            self.comment.approve(by=by)

    @property
    def _is_caught(self) -> bool:
        """By the spam check, which errs now and then."""
        luck = random.Random(self.text + str(self.posted)).random()
        return luck < 0.9 if self.is_spam else luck > 0.96


def _complaints(by: User) -> None:
    public = Comment.objects.filter(status=Status.APPROVED, name__in=NAMES).order_by("-pk")
    make_report(public[0], reason="untrue", words="The table is right: 2024 is the year before the flood.")
    make_report(public[0], reason="off_topic", words="")
    rejected = Comment.objects.filter(status=Status.REJECTED, name__in=NAMES).latest("pk")
    make_appeal(rejected, "I was angry, but I named nobody. May I put it differently?")
