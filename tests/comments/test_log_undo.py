"""Undo by the number of an act: from the log, and from whatever page shows an act that is about no comment."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from comments import undoing
from comments.models import Comment, Commenter, Kind, ModerationAction, ModerationNote, Reach, Status
from comments.models.log import write
from comments.models.undone import answer_to, refuse_unless_latest
from comments.undoing import Way
from tests.comments.desk import forms, shown, words
from tests.factories import make_comment, make_moderator, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LOG = "/admin/comments/moderationaction/"


def undo_address(action: ModerationAction) -> str:
    return f"/admin/comments/log/{action.pk}/undo/"


def make_senior(username: str = "ann", **columns: Any) -> User:
    rights = ("moderate_comment", "view_log", "undo_others", "restrict_people")
    return make_user(username, staff=True, permissions=tuple(f"comments.{right}" for right in rights), **columns)


@pytest.fixture
def mo() -> User:
    return make_moderator("mo", first_name="Mo")


@pytest.fixture
def desk(client: Client, mo: User) -> Client:
    client.force_login(mo)
    return client


def undo_buttons(client: Client, query: str = "") -> set[str]:
    return {address for address in forms(shown(client.get(f"{LOG}{query}"))) if address.endswith("/undo/")}


def press(client: Client, action: ModerationAction, query: str = "") -> Any:
    page = shown(client.get(f"{LOG}{query}"))
    return client.post(undo_address(action), forms(page)[undo_address(action)])


def test_the_log_has_an_undo_for_the_latest_act_on_each_comment(desk: Client, mo: User) -> None:
    first, second = make_comment(), make_comment()
    first.reject(by=mo, reason="insult")
    latest = [first.approve(by=mo), second.mark_spam(by=mo)]
    assert undo_buttons(desk) == {undo_address(action) for action in latest}


def test_it_leads_back_to_the_same_place_with_a_sentence_and_with_an_undo_of_its_own(desk: Client, mo: User) -> None:
    comment = make_comment()
    action = comment.reject(by=mo, reason="insult")
    answer = press(desk, action, f"?who={mo.pk}&kind=status")
    undone = ModerationAction.objects.latest("pk")
    assert answer.status_code == 303
    assert answer["Location"] == f"{LOG}?who={mo.pk}&kind=status&done={undone.pk}#act-{action.pk}"
    assert Comment.objects.get().status == "pending"
    page = desk.get(answer["Location"])
    assert "Undone: pending again" in words(page)
    again = desk.post(undo_address(undone), forms(shown(page))[undo_address(undone)])
    assert re.fullmatch(rf"{re.escape(LOG)}\?who={mo.pk}&kind=status&done=\d+(#act-\d+)?", again["Location"])
    assert Comment.objects.get().status == "rejected"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://example.org/admin/", "//example.org/admin/", "/accounts/logout/", "admin/", "",
     "javascript:alert(1)", "/admin\\example.org", "/admin/\r\nSet-Cookie: a=b"],
)  # fmt: skip
def test_it_leads_nowhere_but_into_the_admin(desk: Client, mo: User, elsewhere: str) -> None:
    action = make_comment().approve(by=mo)
    answer = desk.post(undo_address(action), {"next": elsewhere})
    assert answer.status_code == 303
    assert answer["Location"].startswith("/admin/")
    assert not re.search("[\r\n]", answer["Location"])


def test_after_somebody_has_acted_nothing_is_undone_and_the_answer_says_who(desk: Client, mo: User) -> None:
    comment = make_comment()
    action = comment.approve(by=mo)
    comment.reject(by=make_moderator("ann", first_name="Ann"), reason="insult")
    answer = desk.post(undo_address(action), {"next": LOG})
    assert answer.status_code == 409
    assert "Already decided by Ann 0 s ago: rejected (insult)." in words(answer)
    assert f"Comment {comment.pk} as it is now" in words(answer)
    assert Comment.objects.get().status == "rejected"
    assert ModerationAction.objects.count() == 2


def test_undo_twice_undoes_once(desk: Client, mo: User) -> None:
    action = make_comment().approve(by=mo)
    answers = [desk.post(undo_address(action)).status_code for _time in range(2)]
    assert answers == [303, 409]
    assert ModerationAction.objects.filter(undoes=action.pk).count() == 1


def test_a_moderator_undoes_own_acts_only_and_is_shown_no_other_button(desk: Client, mo: User) -> None:
    mine, other = make_comment().approve(by=mo), make_comment().approve(by=make_moderator("ann"))
    assert undo_buttons(desk) == {undo_address(mine)}
    answer = desk.post(undo_address(other))
    assert answer.status_code == 403
    assert "Only senior moderators undo what others did." in words(answer)
    assert ModerationAction.objects.count() == 2


def test_a_senior_moderator_undoes_what_others_did(client: Client, mo: User) -> None:
    action = make_comment().approve(by=mo)
    client.force_login(make_senior())
    assert press(client, action).status_code == 303
    assert Comment.objects.get().status == "pending"


def test_what_an_author_did_or_the_machine_left_to_people_is_not_undone(desk: Client) -> None:
    withdrawn, settled = make_comment(), make_comment(status="unchecked")
    acts = [withdrawn.withdraw(), settled.settle(Status.PENDING, "first_comment", seen=settled.seen)]
    assert undo_buttons(desk) == set()
    for action in acts:
        assert action
        answer = desk.post(undo_address(action))
        assert (answer.status_code, "This can't be undone." in words(answer).replace("’", "'")) == (409, True)


def test_who_may_only_read_the_log_finds_no_undo_in_it_and_is_refused(client: Client, mo: User) -> None:
    action = make_comment().approve(by=mo)
    client.force_login(make_user(staff=True, permissions=("comments.view_log",)))
    assert undo_buttons(client) == set()
    assert client.post(undo_address(action)).status_code == 403


def test_a_moderator_of_other_sections_finds_no_such_act(client: Client, mo: User) -> None:
    limited, action = make_senior("limited"), make_comment().approve(by=mo)
    Reach.objects.create(moderator=limited).sections.set([make_comment().article.section])
    client.force_login(limited)
    assert client.post(undo_address(action)).status_code == 404
    assert Comment.objects.get(pk=action.comment or 0).status == "approved"


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30])
def test_an_act_that_is_not_there_is_not_found(desk: Client, number: str) -> None:
    assert desk.post(f"/admin/comments/log/{number}/undo/").status_code == 404


def test_it_is_asked_by_post_alone(desk: Client, mo: User) -> None:
    action = make_comment().approve(by=mo)
    assert desk.get(undo_address(action)).status_code == 405
    assert Comment.objects.get().status == "approved"


# The rule for kinds that are no change of status, shown on one made for it


def name_person(person: Commenter, number: int, by: User) -> ModerationAction:
    """An act as any owner of a kind writes it."""
    before = {"rejected": person.rejected_count}
    Commenter.objects.filter(pk=person.pk).update(rejected_count=number)
    person.rejected_count = number
    return write(ModerationAction(kind="count", person=person.pk, actor=by.pk, before=before))


def take_back(action: ModerationAction, by: User, batch: Any) -> ModerationAction:
    person = Commenter.objects.select_for_update().get(pk=action.person or 0)
    refuse_unless_latest(action)
    before = {"rejected": person.rejected_count}
    Commenter.objects.filter(pk=person.pk).update(rejected_count=action.before["rejected"])
    return write(ModerationAction(**answer_to(action, by, batch), before=before))


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Commenter:
    monkeypatch.setitem(undoing.WAYS, "count", Way(take_back, "comments.restrict_people"))
    return Commenter.objects.create(email_key="k", rejected_count=1)


def test_an_act_on_a_person_is_undone_while_it_is_the_latest_of_its_kind(client: Client, counting: Commenter) -> None:
    senior = make_senior()
    client.force_login(senior)
    first, second = (name_person(counting, number, senior) for number in (2, 3))
    other = write(ModerationAction(kind="other", person=counting.pk, actor=senior.pk))
    assert undo_buttons(client) == {undo_address(second)}
    assert client.post(undo_address(first)).status_code == 409
    assert client.post(undo_address(other)).status_code == 409
    answer = press(client, second)
    assert (answer.status_code, Commenter.objects.get().rejected_count) == (303, 2)
    assert "count" in words(client.get(answer["Location"]))
    undone = ModerationAction.objects.latest("pk")
    assert undo_buttons(client) == {undo_address(first), undo_address(undone)}, "the second is as if it had not been"
    assert (press(client, first).status_code, Commenter.objects.get().rejected_count) == (303, 1)


def test_an_undo_that_was_undone_leaves_only_the_last_to_be_undone(client: Client, counting: Commenter) -> None:
    senior = make_senior()
    client.force_login(senior)
    first, second = (name_person(counting, number, senior) for number in (2, 3))
    for _time in range(2):
        press(client, ModerationAction.objects.latest("pk"))
    assert Commenter.objects.get().rejected_count == 3
    assert undo_buttons(client) == {undo_address(ModerationAction.objects.latest("pk"))}
    assert [client.post(undo_address(action)).status_code for action in (first, second)] == [409, 409]


def test_who_lacks_the_right_of_a_kind_does_not_even_undo_own_acts_of_it(desk: Client, counting: Commenter) -> None:
    action = name_person(counting, 2, User.objects.get(username="mo"))
    assert undo_buttons(desk) == set()
    assert desk.post(undo_address(action)).status_code == 403
    assert Commenter.objects.get().rejected_count == 2


def test_notes_may_go_without_keeping_an_act_from_being_undone(desk: Client, mo: User) -> None:
    action = make_comment().reject(by=mo, reason="insult", note="Rude.")
    ModerationNote.objects.all().delete()
    assert press(desk, action).status_code == 303


def test_kinds_that_change_the_same_rows_make_way_for_one_another(client: Client) -> None:
    senior = make_senior()
    client.force_login(senior)
    restricted = write(ModerationAction(kind=Kind.RESTRICT, person=1, subject=5, actor=senior.pk))
    write(ModerationAction(kind=Kind.RESTRICT, person=1, subject=6, actor=senior.pk))
    write(ModerationAction(kind=Kind.NOTE, subject=5, actor=senior.pk))
    lifted = write(ModerationAction(kind=Kind.LIFT, person=1, subject=5, actor=senior.pk))
    assert undo_address(restricted) not in undo_buttons(client)
    with pytest.raises(undoing.Overtaken) as found:
        refuse_unless_latest(restricted)
    assert found.value.last == lifted
    refuse_unless_latest(lifted)
