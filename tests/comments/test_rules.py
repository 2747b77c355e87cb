"""Rules as the editors keep them: versions, undo, the pages, and what a check makes of them."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from comments import progress, undoing
from comments.models import Check, DecisionRefused, Feedback, ModerationAction, RuleVersion
from comments.models.log import Kind
from comments.rules import changing, current
from comments.rules.kinds import KINDS, NO_WORDS
from tests.akismet_server import AkismetServer
from tests.factories import make_comment, make_moderator, make_user
from tests.faults.waiting import last_attempt, make_waiting, standing, work

pytestmark = pytest.mark.django_db

RULES = "/admin/comments/rules/"
LIST = {"words": "bad\nfrench fries", "parts": "pharm", "fields": ["text", "name"], "seen": "0"}


def make_keeper(username: str = "", **columns: bool) -> User:
    return make_user(username, staff=True, permissions=("comments.keep_rules",), **columns)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def keeper() -> User:
    return make_keeper("kim")


@pytest.fixture
def client(keeper: User) -> Client:
    return signed_in(keeper)


def words(*entries: str) -> dict[str, object]:
    return {**NO_WORDS, "words": list(entries)}


def rows() -> list[tuple[str, int, object]]:
    return [(row.kind, row.number, row.values) for row in RuleVersion.objects.order_by("pk")]


def test_a_change_is_a_new_version_and_one_line_in_the_log(keeper: User) -> None:
    action = changing.change("links", {"least": 5}, by=keeper, seen=0)
    assert rows() == [("links", 1, {"least": 5})]
    assert (action.kind, action.subject, action.version, action.actor) == (Kind.RULE, 4, 1, keeper.pk)
    assert ModerationAction.objects.count() == 1
    assert current.in_force().settings["links"] == {"least": 5}
    assert current.in_force().version("links") == 1


def test_who_changes_what_somebody_else_has_changed_meanwhile_changes_nothing(keeper: User) -> None:
    changing.change("links", {"least": 5}, by=keeper, seen=0)
    with pytest.raises(DecisionRefused):
        changing.change("links", {"least": 7}, by=keeper, seen=0)
    assert rows() == [("links", 1, {"least": 5})]
    assert ModerationAction.objects.count() == 1


def test_saving_what_is_in_force_makes_no_version(keeper: User) -> None:
    with pytest.raises(DecisionRefused):
        changing.change("links", {"least": 2}, by=keeper, seen=0)
    assert rows() == []


def test_undo_brings_the_version_before_back_as_a_new_one_and_can_be_undone(keeper: User) -> None:
    changing.change("links", {"least": 5}, by=keeper, seen=0)
    second = changing.change("links", {"least": 7}, by=keeper, seen=1)
    undone = undoing.undo(second, by=keeper)
    assert current.in_force().settings["links"] == {"least": 5}
    undoing.undo(undone, by=keeper)
    assert [values for _, _, values in rows()] == [{"least": 5}, {"least": 7}, {"least": 5}, {"least": 7}]
    assert ModerationAction.objects.filter(kind=Kind.RULE).count() == 4


def test_undo_of_the_first_change_brings_back_what_was_shipped(keeper: User) -> None:
    undoing.undo(changing.change("links", {"least": 5}, by=keeper, seen=0), by=keeper)
    assert current.in_force().settings["links"] == KINDS["links"].shipped


def test_a_change_that_another_has_followed_is_not_undone(keeper: User) -> None:
    first = changing.change("links", {"least": 5}, by=keeper, seen=0)
    changing.change("links", {"least": 7}, by=keeper, seen=1)
    with pytest.raises(DecisionRefused):
        undoing.undo(first, by=keeper)
    assert current.in_force().settings["links"] == {"least": 7}


def test_others_undo_a_change_only_with_the_right_to(keeper: User) -> None:
    action = changing.change("links", {"least": 5}, by=keeper, seen=0)
    with pytest.raises(DecisionRefused):
        undoing.undo(action, by=make_keeper())
    senior = make_user(staff=True, permissions=("comments.keep_rules", "comments.undo_others"))
    undoing.undo(action, by=senior)
    assert current.in_force().settings["links"] == {"least": 2}


def test_a_listed_word_rejects_a_ham_and_its_author_reads_why(akismet: AkismetServer, keeper: User) -> None:
    changing.change("words_reject", words("kind remark"), by=keeper, seen=0)
    comment = make_waiting(html="<p>A k<em>ind</em> rem4rk.</p>")
    work()
    assert standing(comment) == ("rejected", "word_rejected")
    comment.refresh_from_db()
    assert progress.state_of(comment).explanation == "It has words that are not published here."
    step = next(step for step in last_attempt(comment).trace if step["check"] == "words_reject")
    assert step == {"check": "words_reject", "result": "reject", "detail": "“kind remark”", "version": 1}


def test_a_change_holds_from_the_next_check_on(akismet: AkismetServer, keeper: User) -> None:
    before = make_waiting(html="<p>french fries</p>")
    work()
    changing.change("words_hold", words("french fries"), by=keeper, seen=0)
    after = make_waiting(html="<p>french fries</p>")
    work()
    assert [standing(comment)[1] for comment in (before, after)] == ["every_comment", "word_held"]


def test_the_words_of_a_guests_name_address_and_website_are_looked_at(akismet: AkismetServer, keeper: User) -> None:
    changing.change("words_hold", {**NO_WORDS, "words": ["bad"], "parts": ["pharm"]}, by=keeper, seen=0)
    named = make_waiting(name="B A D")
    hosted = make_waiting(website="https://e-pharmacy.example/")
    mailed = make_waiting()
    mailed.submissions.update(email="x@bad.example")
    work()
    assert {standing(comment)[1] for comment in (named, hosted, mailed)} == {"word_held"}


def test_a_rule_that_raises_holds_and_says_so(
    akismet: AkismetServer, keeper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    RuleVersion.objects.create(kind="speed", number=1, values={"seconds": "soon"})
    comment = make_waiting()
    comment.submissions.update(seconds_to_post=5)
    work()
    assert standing(comment) == ("pending", "rule_failed")
    step = next(step for step in last_attempt(comment).trace if step["check"] == "speed")
    assert (step["result"], step["detail"]) == ("error", "TypeError")


def test_rules_are_compiled_once_per_change_and_asked_for_by_one_query(keeper: User) -> None:
    changing.change("words_hold", words("bad"), by=keeper, seen=0)
    article = make_comment().article_id
    compiled = current.situation(article).rules
    with CaptureQueriesContext(connection) as captured:
        assert current.situation(article).rules is compiled
    assert len(captured) == 1


def test_the_list_tells_each_rule_in_words_and_what_people_made_of_its_hits(client: Client, keeper: User) -> None:
    changing.change("words_hold", words("bad", "worse"), by=keeper, seen=0)
    for status in ("approved", "rejected", "pending"):
        trace = [{"check": "words_hold", "result": "hold", "detail": "", "version": 1}]
        Check.objects.create(comment=make_comment(status=status), version=1, verdict="ham", applied=True, trace=trace)
    page = client.get(RULES).text
    assert "2 entries" in page
    assert "3 hits in the last 1000 checks; people have approved 1." in page
    assert all(str(kind.name) in page for kind in KINDS.values())


CHANGED = {"words": "one\ntwo", "least": "9", "comments": "4", "percent": "30", "seconds": "8"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_rule_has_a_form_that_saves_what_is_in_it(client: Client, kind: str) -> None:
    form = client.get(f"{RULES}{kind}/").context["form"]
    given = {name: form[name].value() for name in form.fields} | CHANGED
    given = {name: value for name, value in given.items() if not isinstance(value, bool)}
    answer = client.post(f"{RULES}{kind}/", given)
    assert (answer.status_code, answer["Location"]) == (303, RULES)
    ((saved, number, values),) = rows()
    assert (saved, number) == (kind, 1)
    assert json.loads(json.dumps(values)) == values != KINDS[kind].shipped


def test_what_was_saved_stands_in_the_form_again(client: Client) -> None:
    client.post(f"{RULES}words_hold/", LIST)
    form = client.get(f"{RULES}words_hold/").context["form"]
    assert [form[name].value() for name in ("words", "parts", "fields", "seen")] == [
        "bad\nfrench fries",
        "pharm",
        ["text", "name"],
        1,
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"words": "bad\n\nworse\nBAD"}, "Line 4 (“BAD”): it says the same as line 1."),
        ({"words": "bad\nb4\u200bd\nbàd"}, "Line 3 (“bàd”): it says the same as line 1."),
        ({"words": "bad\n…\n"}, "Line 2 (“…”): it has no letter, digit or picture."),
        ({"words": "a"}, "Line 1 (“a”): it is too short"),
        ({"parts": "as"}, "Line 1 (“as”): it is too short and would hit everywhere; at least 3 letters."),
        ({"words": "b\x07ad"}, "Line 1 (“bad”): it has control characters."),
        ({"words": "x" * 101}, "it has 101 characters; at most 100."),
        ({"words": "\n".join(f"word{number}" for number in range(5_001))}, "At most 5000 entries; these are 5001."),
        ({"fields": []}, "This field is required."),
        ({"fields": ["password"]}, "Select a valid choice."),
        ({"seen": "x"}, "Enter a whole number."),
    ],
)
def test_a_list_that_can_not_be_kept_is_refused_by_its_line(
    client: Client, changes: dict[str, object], told: str
) -> None:
    answer = client.post(f"{RULES}words_hold/", {**LIST, **changes})
    assert answer.status_code == 422
    assert told in str(answer.context["form"].errors)
    assert rows() == []


@pytest.mark.parametrize("entry", ["🖕", "赌博", "1488", "AC/DC", "l'été"])
def test_entries_of_all_sorts_are_taken(client: Client, entry: str) -> None:
    assert client.post(f"{RULES}words_hold/", {**LIST, "words": entry, "parts": ""}).status_code == 303


@pytest.mark.parametrize(("kind", "field", "value"), [("links", "least", "-1"), ("rejections", "percent", "101")])
def test_a_figure_out_of_range_is_refused(client: Client, kind: str, field: str, value: str) -> None:
    given = {**{name: str(number) for name, number in KINDS[kind].shipped.items()}, field: value, "seen": "0"}
    assert client.post(f"{RULES}{kind}/", given).status_code == 422
    assert rows() == []


def test_the_second_of_two_who_save_the_same_version_is_told(client: Client) -> None:
    client.post(f"{RULES}links/", {"least": 5, "seen": 0})
    answer = client.post(f"{RULES}links/", {"least": 7, "seen": 0})
    assert answer.status_code == 409
    assert "Somebody has changed this rule meanwhile." in answer.text
    assert current.in_force().settings["links"] == {"least": 5}


def test_the_versions_tell_who_changed_what_and_the_latest_has_undo(client: Client) -> None:
    client.post(f"{RULES}words_hold/", LIST)
    client.post(f"{RULES}words_hold/", {**LIST, "words": "bad\nworse", "seen": 1})
    page = client.get(f"{RULES}words_hold/versions/").text
    assert "words + “worse”" in page
    assert "words − “french fries”" in page
    assert page.count('name="version"') == 1
    answer = client.post(f"{RULES}words_hold/undo/", {"version": 2})
    assert answer.status_code == 303
    assert current.in_force().settings["words_hold"]["words"] == ["bad", "french fries"]


@pytest.mark.parametrize("version", ["7", "x", "", "9" * 30])
def test_a_version_that_is_none_can_not_be_undone(client: Client, version: str) -> None:
    assert client.post(f"{RULES}links/undo/", {"version": version}).status_code == 404


@pytest.mark.parametrize("path", ["", "links/", "links/versions/"])
def test_whoever_may_not_keep_rules_sees_none_and_changes_none(path: str) -> None:
    stranger = signed_in(make_user(staff=True, permissions=("comments.moderate_comment",)))
    assert stranger.get(RULES + path).status_code == 403
    assert stranger.post(RULES + path, {"least": 9, "seen": 0}).status_code in (403, 405)
    assert stranger.post(f"{RULES}links/undo/", {"version": 1}).status_code == 403
    assert rows() == []


def test_addresses_that_are_none(client: Client) -> None:
    assert [client.get(f"{RULES}{path}").status_code for path in ("nonsense/", "nonsense/versions/")] == [404, 404]
    assert client.get(f"{RULES}links/undo/").status_code == 405
    assert client.post(RULES).status_code == 405
    assert client.post(f"{RULES}nonsense/undo/", {"version": 1}).status_code == 404


def test_what_a_word_rejected_a_person_may_approve(akismet: AkismetServer, keeper: User) -> None:
    changing.change("words_reject", words("remark"), by=keeper, seen=0)
    comment = make_waiting()
    work()
    comment.refresh_from_db()
    comment.approve(by=make_moderator())
    assert standing(comment)[0] == "approved"
    assert not Feedback.objects.exists()
