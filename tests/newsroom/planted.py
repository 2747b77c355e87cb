"""A desk full of recognizable words, to look for where somebody must not meet them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from accounts.models import User
from articles.models import Section
from comments.models import Check, Claim, Comment, Commenter, Reach
from comments.models.commenter import domain_key, email_key
from comments.restrictions import acts
from comments.restrictions.acts import Terms
from comments.spam import Verdict
from newsroom.roles import keep_groups
from tests.factories import (
    make_appeal,
    make_article,
    make_comment,
    make_report,
    make_section,
    make_submission,
    make_user,
)

WORD = "Zanzibarwort"
IP, NETWORK, EMAIL, DOMAIN = "192.0.2.241", "192.0.2.0/24", "planted.guest@scan.example", "scan.example"
ADDRESSES = re.compile(r"192\.0\.2\.|planted\.guest|scan\.example", re.IGNORECASE)
STATUSES = ("pending", "unchecked", "approved", "rejected", "spam", "withdrawn")


@dataclass
class World:
    """Comments in all states under News, by one person; one comment under Opinion, by another."""

    news: Section
    opinion: Section
    comments: list[Comment]
    innocent: Comment
    person: Commenter


def planted_world() -> World:
    keep_groups()
    news, opinion = make_section("news"), make_section("opinion")
    person = Commenter.objects.create(email_key=email_key(EMAIL), domain_key=domain_key(EMAIL))
    article, boss = make_article("Ships", section=news), make_user("boss", staff=True, is_superuser=True)
    comments = [_comment(article, status, person) for status in STATUSES]
    innocent = make_comment(make_article("Letters", section=opinion), text="Innocent.", html="<p>Innocent.</p>")
    world = World(news, opinion, comments, innocent, person)
    _moderate(world, boss)
    return world


def _comment(article: object, status: str, person: Commenter) -> Comment:
    words = {"text": f"{WORD} text", "html": f"<p>{WORD} text</p>", "name": f"{WORD} name"}
    comment = make_comment(article, status=status, commenter=person, website=f"https://{WORD}.example/", **words)  # type: ignore[arg-type]
    make_submission(comment, ip=IP, email=EMAIL, payload={"user_ip": IP, "comment_author_email": EMAIL})
    Check.objects.create(comment=comment, version=1, verdict=Verdict.UNKNOWN, detail="no answer")
    return comment


def _moderate(world: World, boss: User) -> None:
    """Each kind of act and complaint there is, about what stands under News."""
    pending, approved = world.comments[0], world.comments[2]
    pending.undo(pending.reject(by=boss, reason="insult", note=f"{WORD} note"), by=boss)
    make_report(approved, words=f"{WORD} report")
    rejected = make_comment(pending.article, text=WORD, html=f"<p>{WORD}</p>", commenter=world.person)
    rejected.reject(by=boss, reason="insult", note=f"{WORD} note")
    make_appeal(rejected, words=f"{WORD} appeal")
    world.comments.append(rejected)
    deferred = make_comment(pending.article, text=WORD, html=f"<p>{WORD}</p>", commenter=world.person)
    deferred.defer(by=boss, until=timezone.now() + timedelta(days=1))
    world.comments.append(deferred)
    Claim.objects.take(pending.pk, boss)
    for scope, subject in (("address", email_key(EMAIL)), ("domain", DOMAIN), ("network", NETWORK)):
        terms = Terms("hold", scope, f"{scope} {subject}", "insult", timezone.now() + timedelta(days=7), "Held.")
        acts.restrict(world.person, terms, by=boss)


def staff(role: str, *sections: Section) -> Client:
    """Signed in; limited to these sections, if any."""
    user = make_user(f"the-{role}", staff=True)
    user.groups.set(Group.objects.filter(name=role))
    if sections:
        Reach.objects.create(moderator=user).sections.set(sections)
    client = Client()
    client.force_login(user)
    return client
