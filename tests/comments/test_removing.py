"""Removing what one person wrote: the worker's part, what a kill leaves of it, and all of it back by one undo."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from comments import bulk
from comments.models import Comment, Commenter, ModerationAction, Reach, Removal, Restriction
from comments.recount import differences
from comments.restrictions import removing
from comments.restrictions.acts import Terms
from comments.restrictions.removing import restrict_and_remove, undo_whole
from outbox.jobs import Done
from outbox.models import Job
from outbox.worker import Worker
from tests.comments.desk import words
from tests.comments.restricting import guest
from tests.factories import make_article, make_comment, make_moderator, make_user

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = "/admin/comments/people/"


@pytest.fixture(autouse=True)
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removing, "AT_ONCE", 3)
    monkeypatch.setattr(removing, "PORTION", 2)
    monkeypatch.setattr(bulk, "PORTION", 2)


@pytest.fixture
def senior() -> User:
    return make_user(is_superuser=True, staff=True)


@pytest.fixture
def ada() -> Commenter:
    """Seven comments under two articles, of which five can be removed; one has a public reply by somebody else."""
    person = guest()
    for article in (make_article(), make_article()):
        first = make_comment(article, commenter=person, status="approved")
        make_comment(commenter=person, status="pending", article=article)
    make_comment(commenter=person, status="unchecked")
    make_comment(commenter=person, status="rejected")
    make_comment(commenter=person, status="withdrawn")
    make_comment(parent=first, status="approved", commenter=guest("ben@b.example"))
    list(differences(repair=True))
    return person


def ban(person: Commenter, by: User, act: str = "reject") -> ModerationAction:
    said = Terms("banned", "address", f"address {person.email_key}", "disruption")
    batch = restrict_and_remove(person, said, act, by=by)
    return ModerationAction.objects.get(batch=batch.number, kind="restrict")


def state() -> list[Any]:
    return list(Comment.objects.order_by("pk").values())


def statuses(person: Commenter) -> list[str]:
    return sorted(Comment.objects.filter(commenter=person).values_list("status", flat=True))


@pytest.mark.parametrize(("act", "became"), [("reject", "rejected"), ("spam", "spam")])
def test_the_worker_removes_what_is_more_than_a_request_can_and_brings_all_of_it_back(
    ada: Commenter, senior: User, act: str, became: str
) -> None:
    before = state()
    action = ban(ada, senior, act)
    assert state() == before
    Worker().drain()
    assert statuses(ada) == sorted([became] * 5 + ["rejected", "withdrawn"])
    removal = Removal.objects.get()
    assert (removal.total, removal.done, removal.left, removal.ended_at is None) == (5, 5, 0, False)
    assert ModerationAction.objects.filter(batch=action.batch).count() == 6
    assert list(differences(repair=False)) == []
    undo_whole(action, by=senior)
    assert not Restriction.objects.in_force().exists()
    undo = Job.objects.open().get(kind=removing.REMOVAL_JOB)
    assert isinstance(removing.carry_out(undo), Done)  # alone: the check of what is unchecked again is due as well
    assert state() == before
    assert list(differences(repair=False)) == []


def test_what_a_kill_leaves_is_done_by_the_worker_and_nothing_twice(ada: Commenter, senior: User) -> None:
    ban(ada, senior)
    removing.carry_on(Removal.objects.get().pk)
    assert Removal.objects.get().done == 2
    Worker().drain()
    assert Removal.objects.get().done == 5
    assert ModerationAction.objects.filter(kind="status").count() == 5


def test_what_comes_after_the_decision_is_not_removed(ada: Commenter, senior: User) -> None:
    ban(ada, senior)
    later = make_comment(commenter=ada)
    Worker().drain()
    later.refresh_from_db()
    assert later.status == "pending"


def test_what_a_colleague_decides_meanwhile_stays(ada: Commenter, senior: User) -> None:
    action = ban(ada, senior)
    Worker().drain()
    mine = Comment.objects.filter(commenter=ada, status="rejected").order_by("-pk").last()
    assert mine
    mine.approve(by=make_moderator())
    undo_whole(action, by=senior)
    Worker().drain()
    mine.refresh_from_db()
    assert mine.status == "approved"
    undo = Removal.objects.order_by("pk").last()
    assert undo
    assert (undo.done, undo.left) == (4, 1)


def test_few_are_removed_within_the_request_and_leave_no_job(senior: User) -> None:
    person = guest()
    make_comment(commenter=person)
    ban(person, senior)
    assert statuses(person) == ["rejected"]
    assert not Job.objects.filter(kind=removing.REMOVAL_JOB, state="open").exists()


def test_nothing_to_remove_is_no_removal(senior: User) -> None:
    person = guest()
    ban(person, senior)
    assert not Removal.objects.exists()
    assert Restriction.objects.in_force().exists()


def test_who_moderates_one_section_removes_there_alone(ada: Commenter) -> None:
    section = Comment.objects.filter(commenter=ada).order_by("pk")[0].article.section
    limited = make_user(staff=True, permissions=("comments.moderate_comment", "comments.restrict_people"))
    Reach.objects.create(moderator=limited).sections.add(section)
    ban(ada, User.objects.get(pk=limited.pk))
    assert Comment.objects.filter(commenter=ada, decided_at__isnull=False, status="rejected").count() == 2


def test_the_page_tells_how_far_it_is(client: Client, ada: Commenter, senior: User) -> None:
    client.force_login(senior)
    ban(ada, senior)
    removing.carry_on(Removal.objects.get().pk)
    assert "The worker is at it: 2 of 5 comments." in words(client.get(f"{PEOPLE}{ada.pk}/"))
    Worker().drain()
    assert "The worker is at it" not in words(client.get(f"{PEOPLE}{ada.pk}/"))
