"""Who moderates some sections reads figures of these alone: of people, and of what awaits the spam check."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from comments.desk import banner, cards
from comments.models import Breaker, Comment, Commenter, Reach
from comments.models.comment import CHECK_JOB
from comments.queue import Place
from outbox import jobs
from tests.comments.desk import QUEUE, words
from tests.factories import make_article, make_comment, make_moderator

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting() -> Comment:
    """By somebody of whom two comments were approved and one rejected, of these one approved and none rejected here."""
    here, there = make_article(), make_article()
    person = Commenter.objects.create(email_key="k")
    for article, status in ((here, "approved"), (there, "approved"), (there, "rejected")):
        make_comment(article, status=status, commenter=person)
    person.recount()
    return make_comment(here, commenter=person)


def limited(*comments: Comment) -> User:
    user = make_moderator()
    Reach.objects.create(moderator=user).sections.set([comment.article.section for comment in comments])
    return User.objects.get(pk=user.pk)


def test_a_card_counts_what_was_decided_in_ones_own_sections(client: Client, waiting: Comment) -> None:
    client.force_login(make_moderator())
    assert "2 approved, 1 rejected, 0 spam" in words(client.get(QUEUE))
    client.force_login(limited(waiting))
    for address in (QUEUE, f"{QUEUE}{waiting.pk}/"):
        assert "1 approved, 0 rejected, 0 spam" in words(client.get(address))


def test_so_does_the_page_about_the_person(client: Client, waiting: Comment) -> None:
    client.force_login(limited(waiting))
    page = words(client.get(f"/admin/comments/people/{waiting.commenter_id}/"))
    assert "0 % not published: 0 of the 1 comments" in page


def test_it_costs_one_query_however_many_people_there_are(waiting: Comment) -> None:
    viewer = limited(waiting)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            cards.page(Place(), viewer)
        return len(queries)

    count()  # asks for the rights, once
    before = count()
    for number in range(5):
        make_comment(waiting.article, commenter=Commenter.objects.create(email_key=f"k{number}", approved_count=1))
    assert count() == before


def test_the_banner_counts_what_awaits_the_check_in_ones_own_sections(settings: Settings) -> None:
    settings.AKISMET_API_KEY = "key"
    mine, other = make_comment(status="unchecked"), make_comment(status="unchecked")
    make_comment(mine.article)
    for comment in (mine, other):
        jobs.enqueue(CHECK_JOB, comment.pk)
    now = timezone.now()
    Breaker.objects.create(
        pk=1, cause="passing", detail="timed out.", opened_at=now, probe_at=now + timedelta(seconds=15)
    )
    assert "Comments waiting: 2." in said(None)
    assert "Comments waiting: 1." in said(frozenset({mine.section}))
    assert "Comments waiting: 0." in said(frozenset())


def said(sections: frozenset[int] | None) -> str:
    return " ".join(trouble.text for trouble in banner.troubles(sections))
