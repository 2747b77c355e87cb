"""One undo takes back a whole bulk, except where somebody has acted since; and the batch can be looked at for ever."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from accounts.models import User
from comments import bulk
from comments.models import (
    Batch,
    Comment,
    Commenter,
    Discussion,
    Feedback,
    ModerationAction,
    Reach,
    Removal,
    Restriction,
)
from comments.restrictions import acts, removing
from comments.restrictions.acts import Terms
from outbox.models import Job
from tests.comments.bulk import BULK, as_seen, batches, followed, send, statuses, undo
from tests.comments.desk import QUEUE, shown, words
from tests.factories import make_comment, make_moderator, make_submission, make_user

pytestmark = pytest.mark.django_db
LOG = "/admin/comments/moderationaction/"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_moderator("mo", first_name="Mo"))
    return client


@pytest.fixture
def comments() -> list[Comment]:
    """In every state that can be spam; one of them under a public parent, one put off."""
    made = [make_comment(status=status, reason="every_comment") for status in ("pending", "unchecked", "rejected")]
    made += [make_comment(status="approved"), make_comment(parent=make_comment(status="approved"))]
    made[0].deferred_until = timezone.now() + timedelta(days=1)
    made[0].save(update_fields=["deferred_until"])
    return made


def rows_of(comments: list[Comment]) -> list[Any]:
    return list(Comment.objects.filter(pk__in=[comment.pk for comment in comments]).order_by("pk").values())


def test_undo_restores_every_comment_exactly(desk: Client, comments: list[Comment]) -> None:
    before = rows_of(comments)
    public = list(Discussion.objects.order_by("pk").values_list("pk", "approved_count"))
    send(desk, "spam", as_seen(comments))
    assert statuses(comments) == ["spam"] * 5
    answer = undo(desk, batches()[-1], back="tab=spam")
    assert "5 comments are as they were before" in followed(desk, answer)
    assert answer["Location"].startswith(f"{QUEUE}?tab=spam&batch=")
    assert rows_of(comments) == before
    counts = dict(Discussion.objects.values_list("pk", "approved_count"))
    assert all(counts[pk] == count for pk, count in public)


def test_an_undo_is_a_batch_of_its_own_and_can_be_undone(desk: Client, comments: list[Comment]) -> None:
    send(desk, "spam", as_seen(comments))
    undo(desk, batches()[-1])
    undo(desk, batches()[-1])
    assert statuses(comments) == ["spam"] * 5
    assert len(batches()) == 3


def test_the_button_of_the_list_takes_all_of_it_back(desk: Client, comments: list[Comment]) -> None:
    page = followed(desk, send(desk, "spam", as_seen(comments)))
    assert "Undo all 5" in page
    assert f'action="{BULK}{batches()[-1]}/undo/"' in page


def test_where_somebody_has_acted_since_nothing_is_undone_and_that_is_listed(
    desk: Client, comments: list[Comment]
) -> None:
    send(desk, "spam", as_seen(comments))
    Comment.objects.get(pk=comments[0].pk).approve(by=make_moderator("ann", first_name="Ann"))
    Comment.objects.get(pk=comments[1].pk).check_again(by=make_moderator("bob", first_name="Bob"))
    answer = undo(desk, batches()[0])
    assert answer.status_code == 200
    said = words(answer)
    assert "2 comments were left as they are" in said
    assert "Already decided by Ann" in said
    assert "Already decided by Bob" in said
    assert "3 comments are as they were before" in said
    assert statuses(comments) == ["approved", "unchecked", "rejected", "approved", "pending"]


def test_an_undo_sent_twice_has_one_answer(desk: Client, comments: list[Comment]) -> None:
    send(desk, "spam", as_seen(comments))
    nonce, number = str(uuid4()), batches()[0]
    first, second = (undo(desk, number, nonce=nonce) for _time in range(2))
    assert first["Location"] == second["Location"]
    assert ModerationAction.objects.count() == 10
    assert undo(desk, number).status_code == 409


def test_what_was_decided_again_by_the_same_form_is_taken_back_once(desk: Client, comments: list[Comment]) -> None:
    nonce, rows = str(uuid4()), as_seen(comments)
    send(desk, "spam", rows, nonce=nonce)
    undo(desk, batches()[0])
    send(desk, "spam", rows, nonce=nonce)
    assert statuses(comments) == ["spam"] * 5
    answer = undo(desk, batches()[0])
    assert "5 comments are as they were before" in followed(desk, answer)
    assert statuses(comments) == ["pending", "unchecked", "rejected", "approved", "pending"]


def test_a_tree_that_was_rejected_stands_again_as_it_stood(desk: Client) -> None:
    top = make_comment(status="approved")
    middle = make_comment(parent=top, status="approved")
    leaf = make_comment(parent=middle, status="approved")
    tree = [top, middle, leaf]
    before = rows_of(tree)
    send(desk, "reject", as_seen(tree), reason="insult")
    assert not Comment.objects.on_page().exists()
    undo(desk, batches()[0])
    assert rows_of(tree) == before


def test_a_single_undo_is_seen_on_the_page_of_the_batch(desk: Client, comments: list[Comment]) -> None:
    send(desk, "spam", as_seen(comments))
    number = batches()[0]
    action = ModerationAction.objects.filter(comment=comments[0].pk).get()
    Comment.objects.get(pk=comments[0].pk).undo(action, by=make_moderator("ann", first_name="Ann"))
    page = desk.get(f"{BULK}{number}/")
    said = words(page)
    assert "5 comments marked as spam" in said
    assert "Already decided by Ann" in said
    assert "Undo all 4" in said
    assert f"{BULK}{batches()[-1]}/" in shown(page)


def test_the_page_of_an_undo_names_the_batch_that_it_took_back(desk: Client, comments: list[Comment]) -> None:
    send(desk, "spam", as_seen(comments))
    undo(desk, batches()[0])
    first, second = batches()
    page = shown(desk.get(f"{BULK}{second}/"))
    assert f"{BULK}{first}/" in page
    assert "takes back batch" in page


def test_the_log_leads_to_the_batch(desk: Client, comments: list[Comment]) -> None:
    send(desk, "spam", as_seen(comments))
    assert f'<a href="{BULK}{batches()[0]}/">' in shown(desk.get(LOG))


def test_the_history_of_a_comment_leads_to_the_batch_of_several(desk: Client, comments: list[Comment]) -> None:
    send(desk, "spam", as_seen(comments[1:]))
    comments[0].approve(by=make_moderator())
    assert f"{BULK}{batches()[0]}/" in shown(desk.get(f"{QUEUE}{comments[1].pk}/"))
    assert f"{BULK}{batches()[1]}/" not in shown(desk.get(f"{QUEUE}{comments[0].pk}/"))


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_batch_that_is_not_there_is_not_found(desk: Client, method: str) -> None:
    address = f"{BULK}{uuid4()}/" + ("undo/" if method == "post" else "")
    assert getattr(desk, method)(address).status_code == 404


def test_what_machines_and_authors_did_is_no_batch_to_be_undone(desk: Client, comments: list[Comment]) -> None:
    comments[0].withdraw()
    assert desk.get(f"{BULK}{batches()[0]}/").status_code == 404
    assert undo(desk, batches()[0]).status_code == 404
    assert statuses(comments)[0] == "withdrawn"


def test_a_list_whose_address_names_no_batch_is_a_list(desk: Client) -> None:
    for text in ("x", "", str(uuid4()), "\x00"):
        answer = desk.get(QUEUE, {"batch": text})
        assert answer.status_code == 200
        assert "/undo/" not in shown(answer)


def test_akismet_is_told_of_each_and_an_undo_cancels_it(
    desk: Client, comments: list[Comment], settings: LazySettings
) -> None:
    settings.AKISMET_API_KEY = "c0ffee123456"
    for comment in comments:
        make_submission(comment)
    send(desk, "spam", as_seen(comments))
    assert list(Feedback.objects.values_list("kind", "state")) == [("spam", "waiting")] * 5
    undo(desk, batches()[0])
    assert list(Feedback.objects.values_list("kind", "state")) == [("spam", "cancelled")] * 5


# Acts of any kind in one batch


@pytest.fixture
def ann(client: Client) -> User:
    ann = make_user("ann", staff=True, is_superuser=True, first_name="Ann")
    client.force_login(ann)
    return ann


def ban(comments: list[Comment], by: User) -> Batch:
    """A restriction with what it removes, and a comment featured beside it."""
    batch = Batch()
    person = Commenter.objects.create(user=make_user())
    acts.restrict(person, Terms("banned", "account", f"account {person.user_id}", "disruption"), by=by, batch=batch)
    for comment in comments:
        comment.reject(by=by, reason="insult", batch=batch)
    return batch


def in_force() -> int:
    return Restriction.objects.in_force().count()


def test_a_ban_with_removals_is_one_undo(client: Client, ann: User, comments: list[Comment]) -> None:
    comments = [comment for comment in comments if comment.status != "rejected"]
    before = rows_of(comments)
    batch = ban(comments, ann)
    assert (in_force(), set(statuses(comments))) == (1, {"rejected"})
    page = words(client.get(f"{BULK}{batch.number}/"))
    assert "Restricted · 4 comments rejected: insult" in page
    assert "Undo all 5" in page
    answer = undo(client, batch.number)
    assert "Restriction taken back · 4 comments are as they were before" in followed(client, answer)
    assert (in_force(), rows_of(comments)) == (0, before)
    undone = list(ModerationAction.objects.filter(undoes__isnull=False).order_by("pk").values_list("kind", flat=True))
    assert undone == ["status"] * 4 + ["restrict"], "last done, first undone"
    undo(client, batches()[-1])
    assert (in_force(), set(statuses(comments))) == (1, {"rejected"})


def test_what_was_changed_since_of_a_ban_is_listed_and_left(client: Client, ann: User) -> None:
    comments = [make_comment() for _comment in range(3)]
    batch = ban(comments, ann)
    Comment.objects.get(pk=comments[0].pk).approve(by=make_moderator("mo", first_name="Mo"))
    acts.lift(Restriction.objects.get().pk, by=ann)
    answer = undo(client, batch.number)
    said = words(answer)
    assert answer.status_code == 200
    assert "2 comments were left as they are" in said
    assert "Already decided by Mo" in said
    assert "Restricted Somebody has changed it since; it was left as it is now." in said
    assert statuses(comments) == ["approved", "pending", "pending"]


def test_a_mixed_undo_sent_twice_has_one_answer(client: Client, ann: User, comments: list[Comment]) -> None:
    batch, nonce = ban([make_comment()], ann), str(uuid4())
    first, second = (undo(client, batch.number, nonce=nonce) for _time in range(2))
    assert first["Location"] == second["Location"]
    assert ModerationAction.objects.filter(undoes__isnull=False).count() == 2


def test_a_moderator_undoes_no_batch_of_a_colleague(desk: Client) -> None:
    comments, batch, ann = [make_comment() for _comment in range(2)], Batch(), make_moderator("ann")
    for comment in comments:
        comment.approve(by=ann, batch=batch)
    assert "Undo all" not in words(desk.get(f"{BULK}{batch.number}/"))
    answer = undo(desk, batch.number)
    assert answer.status_code == 409
    assert words(answer).count("Only senior moderators undo what others did.") == 2
    assert statuses(comments) == ["approved", "approved"]


def test_a_moderator_of_some_sections_takes_back_only_what_is_theirs_to_see(client: Client, ann: User) -> None:
    mine, other = make_comment(), make_comment()
    batch = Batch()
    for comment in (mine, other):
        comment.approve(by=ann, batch=batch)
    limited = make_user(staff=True, permissions=("comments.moderate_comment", "comments.undo_others"))
    Reach.objects.create(moderator=limited).sections.set([mine.article.section])
    client.force_login(limited)
    assert f"/queue/{other.pk}/" not in shown(client.get(f"{BULK}{batch.number}/"))
    assert undo(client, batch.number).status_code == 303
    assert statuses([mine, other]) == ["pending", "approved"]


def test_more_than_a_request_should_take_is_the_worker_s(
    client: Client, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_MOST", 3)
    monkeypatch.setattr(removing, "AT_ONCE", 3)
    comments = [make_comment() for _comment in range(4)]
    batch, nonce = ban(comments, ann), str(uuid4())
    answers = [undo(client, batch.number, nonce=nonce) for _time in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert answers[0]["Location"].startswith(f"{LOG}?batch=")
    assert (in_force(), set(statuses(comments))) == (0, {"rejected"})
    removing.carry_out(Job.objects.get(kind=removing.REMOVAL_JOB))
    assert set(statuses(comments)) == {"pending"}


def test_of_more_than_a_request_should_take_all_must_be_theirs(
    client: Client, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_MOST", 3)
    batch = ban([make_comment() for _comment in range(4)], ann)
    client.force_login(make_user(staff=True, permissions=("comments.moderate_comment", "comments.undo_others")))
    assert undo(client, batch.number).status_code == 403
    assert not Removal.objects.exists()
