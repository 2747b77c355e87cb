"""The list of reasons for rejections: kept by editors in the admin, logged by version, retired but never deleted."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import User
from comments import keeping, reasons, rejections
from comments.models import Comment, DecisionRefused, Kind, ModerationAction, RejectionReason
from comments.undoing import undo
from newsroom.roles import keep_groups
from tests.comments.desk import QUEUE, card, press, shown, words
from tests.factories import make_comment, make_moderator, make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/comments/rejectionreason/"
WORDS = {"label": "rude", "sentence": "It is rude.", "clause": "2, manners", "position": "5", "is_active": "on"}


@pytest.fixture
def editor() -> User:
    keep_groups()
    editor = make_user("ed", staff=True)
    editor.groups.add(Group.objects.get(name="editor"))
    return editor


@pytest.fixture
def office(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def change_page(reason: RejectionReason) -> str:
    return f"{LIST}{reason.pk}/change/"


def state() -> Any:
    return list(RejectionReason.objects.values()), list(ModerationAction.objects.values())


def test_a_new_installation_has_a_list_and_migrating_again_changes_none_of_it() -> None:
    assert list(RejectionReason.objects.values_list("code", flat=True)) == list(rejections.FIRST_ONES)
    RejectionReason.objects.filter(code="other").update(label="mine", is_active=False)
    before = state()
    rejections.keep_first_ones()
    assert state() == before


def test_the_first_reasons_speak_the_language_of_the_paper_also_when_that_changes(settings: Settings) -> None:
    english = dict(RejectionReason.objects.values_list("code", "sentence"))
    RejectionReason.objects.filter(code="illegal").update(sentence="Mine.", version=2)
    RejectionReason.objects.filter(code="other").update(label="mine")
    settings.LANGUAGE_CODE = "de"
    rejections.keep_first_ones()
    german = {reason.code: reason for reason in RejectionReason.objects.all()}
    assert (german["insult"].label, german["insult"].version) == ("Beleidigung", 1)
    assert german["insult"].sentence == "Er greift einen Menschen an, statt auf das Gesagte zu antworten."
    assert rejections.find("insult").label == "Beleidigung"  # type: ignore[union-attr]
    assert (german["illegal"].label, german["illegal"].sentence) == ("illegal", "Mine.")
    assert (german["other"].label, german["other"].sentence) == ("mine", english["other"])
    settings.LANGUAGE_CODE = "en-us"
    rejections.keep_first_ones()
    assert RejectionReason.objects.get(code="insult").sentence == english["insult"]


def test_a_new_paper_begins_with_reasons_in_its_language(settings: Settings) -> None:
    settings.LANGUAGE_CODE = "de"
    RejectionReason.objects.all().delete()
    rejections.keep_first_ones()
    assert RejectionReason.objects.get(code="promotion").label == "Werbung"
    assert not ModerationAction.objects.exists()


def test_where_the_table_is_not_there_yet_nothing_is_asked_for() -> None:
    class Earlier:
        all_models: dict[str, dict[str, object]] = {"comments": {}}

    rejections.keep_first_ones(apps=Earlier())  # type: ignore[arg-type]
    assert apps.get_model("comments", "RejectionReason").objects.count() == len(rejections.FIRST_ONES)


def test_an_editor_adds_a_reason_and_moderators_can_choose_it_at_once(office: Client, editor: User) -> None:
    answer = office.post(f"{LIST}add/", WORDS | {"code": "rude"})
    assert answer.status_code == 302
    reason, row = RejectionReason.objects.get(code="rude"), ModerationAction.objects.get()
    assert (row.kind, row.subject, row.version, row.actor) == (Kind.REASON, reason.pk, 1, editor.pk)
    desk = Client()
    desk.force_login(make_moderator())
    comment = make_comment()
    page = shown(desk.get(QUEUE))
    assert '<option value="rude">Rude</option>' in card(page, comment.pk)
    assert press(desk, page, "reject", comment.pk, reason="rude").status_code == 303
    assert Comment.objects.get().reason == "rude"


def test_a_changed_reason_is_a_new_version_that_desk_and_author_read_at_once(office: Client) -> None:
    comment = make_comment(status="rejected", reason="insult")
    reason = RejectionReason.objects.get(code="insult")
    assert reasons.label_of("insult") == "insult"
    office.post(change_page(reason), WORDS | {"seen": "1"})
    reason.refresh_from_db()
    row = ModerationAction.objects.get()
    assert (reason.code, reason.version, row.version) == ("insult", 2, 2)
    assert row.before == {
        "label": "insult",
        "sentence": "It attacks a person instead of answering what was said.",
        "clause": "",
        "position": 20,
        "is_active": True,
    }
    desk = Client()
    desk.force_login(make_moderator())
    assert "Rejected: rude." in words(desk.get(f"{QUEUE}{comment.pk}/"))
    assert (reasons.sentence_of("insult"), reasons.clause_of("insult")) == ("It is rude.", "2, manners")


def test_a_retired_reason_is_offered_no_more_and_still_tells_what_it_meant(office: Client) -> None:
    reason = RejectionReason.objects.get(code="promotion")
    said = {"label": reason.label, "sentence": reason.sentence, "position": "30", "seen": "1"}
    office.post(change_page(reason), said)
    assert "promotion" not in dict(reasons.rejection_choices())
    assert (reasons.label_of("promotion"), reasons.sentence_of("promotion")) == (
        "promotion",
        "It advertises something.",
    )
    comment = make_comment()
    desk = Client()
    desk.force_login(make_moderator())
    page = shown(desk.get(QUEUE))
    assert press(desk, page, "reject", comment.pk, reason="promotion").status_code == 422


def test_saving_without_a_change_logs_nothing(office: Client) -> None:
    reason = RejectionReason.objects.get(code="other")
    said = {"label": reason.label, "sentence": reason.sentence, "position": str(reason.position), "is_active": "on"}
    before = state()
    assert office.post(change_page(reason), said | {"seen": "1"}).status_code == 302
    assert state() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "Rude"},
        {"code": "1st"},
        {"code": "a b"},
        {"code": "insult"},
        {"code": "akismet"},
        {"code": "x" * 41},
        {"code": ""},
        {"label": ""},
        {"label": "x" * 81},
        {"sentence": ""},
        {"sentence": "x" * 301},
        {"clause": "x" * 201},
        {"position": "-1"},
        {"position": "first"},
        {"label": "nul \x00"},
    ],
)
def test_what_is_no_reason_is_refused_and_nothing_is_written(office: Client, wrong: dict[str, str]) -> None:
    before = state()
    assert office.post(f"{LIST}add/", WORDS | {"code": "rude"} | wrong).status_code == 200
    assert state() == before


def test_the_code_of_a_reason_can_not_be_changed(office: Client) -> None:
    reason = RejectionReason.objects.get(code="other")
    office.post(change_page(reason), WORDS | {"code": "another", "seen": "1"})
    reason.refresh_from_db()
    assert (reason.code, reason.label) == ("other", "rude")


@pytest.mark.parametrize("seen", ["1", "", "3", "one"])
def test_who_saves_an_older_page_overwrites_nobody(office: Client, editor: User, seen: str) -> None:
    reason = RejectionReason.objects.get(code="other")
    reason.label = "first"
    keeping.keep(reason, by=editor)
    before = state()
    assert office.post(change_page(reason), WORDS | {"seen": seen}).status_code == 200
    assert state() == before


def test_nobody_deletes_a_reason(office: Client) -> None:
    reason = RejectionReason.objects.get(code="other")
    boss = Client()
    boss.force_login(make_user("boss", staff=True, is_superuser=True))
    for client in (office, boss):
        assert client.post(f"{LIST}{reason.pk}/delete/", {"post": "yes"}).status_code == 403
        client.post(LIST, {"action": "delete_selected", "_selected_action": [reason.pk], "post": "yes"})
    assert RejectionReason.objects.filter(code="other").exists()


def test_a_change_is_taken_back_as_a_new_version(editor: User) -> None:
    reason = RejectionReason.objects.get(code="other")
    before = list(RejectionReason.objects.values().exclude(version=0))
    reason.label, reason.is_active = "else", False
    changed = keeping.keep(reason, by=editor)
    undone = undo(changed, by=editor)
    assert [row | {"version": 1} for row in RejectionReason.objects.values()] == before
    assert RejectionReason.objects.get(code="other").version == undone.version == 3
    undo(undone, by=editor)
    assert RejectionReason.objects.get(code="other").label == "else"


def test_taking_back_an_addition_retires_the_reason(editor: User) -> None:
    added = keeping.keep(RejectionReason(code="rude", label="rude", sentence="It is rude."), by=editor)
    undo(added, by=editor)
    assert not RejectionReason.objects.get(code="rude").is_active
    assert "rude" not in dict(reasons.rejection_choices())


def test_only_the_latest_change_is_taken_back_and_only_by_who_keeps_the_list(editor: User) -> None:
    reason = RejectionReason.objects.get(code="other")
    first = keeping.keep(reason, by=editor)
    second = keeping.keep(reason, by=editor)
    before = state()
    with pytest.raises(DecisionRefused):
        undo(first, by=editor)
    with pytest.raises(DecisionRefused):
        undo(second, by=make_moderator())
    assert state() == before


def test_a_page_asks_for_the_list_once_however_much_it_names(office: Client) -> None:
    for code in ("insult", "other", "promotion"):
        make_comment(status="rejected", reason=code)
    desk = Client()
    desk.force_login(make_moderator())
    desk.get(f"{QUEUE}?tab=rejected")
    with CaptureQueriesContext(connection) as captured:
        desk.get(f"{QUEUE}?tab=rejected")
    assert sum("comments_rejectionreason" in query["sql"] for query in captured) == 1


def test_another_process_reads_a_change_within_the_time_that_pages_are_believed(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.BELIEVE_VERSIONS_FOR = 1.0
    seconds = [100.0]
    monkeypatch.setattr("comments.rejections.time.monotonic", lambda: seconds[0])
    assert reasons.label_of("other") == "other"
    RejectionReason.objects.filter(code="other").update(label="changed elsewhere")
    rejections._begin_request()
    assert reasons.label_of("other") == "other"
    seconds[0] += 1.0
    rejections._begin_request()
    assert reasons.label_of("other") == "changed elsewhere"
