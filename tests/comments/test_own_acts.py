"""What an author does by the private link: a page that a GET only shows, and a POST that is about what they saw."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from comments import complaints, links, origin
from comments.models import Appeal, Comment, DiscussionSettings, FormerText, ModerationAction, Restriction
from comments.own.seen import decision_of
from tests.comments.posting import Answer, hidden_value, kept_text, post, reader, words
from tests.factories import make_appeal, make_article, make_comment, make_moderator, make_user
from tests.newsroom.digests import changed, digest_of_all_tables

pytestmark = pytest.mark.django_db
ACTS = ("edit", "withdraw", "appeal")


@pytest.fixture
def posted() -> Comment:
    post(make_article())
    return Comment.objects.get()


@pytest.fixture
def rejected() -> Comment:
    comment = make_comment()
    comment.reject(by=make_moderator("first"), reason="insult")
    return fresh(comment)


def fresh(comment: Comment) -> Comment:
    return Comment.objects.select_related("article__section").get(pk=comment.pk)


def address(comment: Comment, act: str) -> str:
    return f"{links.status_url(fresh(comment))}{act}/"


def form_of(comment: Comment, act: str, client: Client | None = None) -> dict[str, str]:
    """As the page shows it now."""
    page = (client or reader()).get(address(comment, act))
    assert page.status_code == 200, words(page)
    names = ["seen", "token"] if act == "edit" else ["decision"] if act == "appeal" else []
    return {name: hidden_value(page, name) for name in names}


def send(comment: Comment, act: str, form: dict[str, str], client: Client | None = None, /, **fields: Any) -> Answer:
    return (client or reader()).post(address(comment, act), form | fields)


def leads_back(response: Answer, comment: Comment) -> bool:
    return response.status_code == 303 and response["Location"] == links.status_url(fresh(comment))


# What holds for all three


@pytest.mark.parametrize("act", ACTS)
def test_a_get_shows_a_form_and_changes_nothing(act: str, rejected: Comment) -> None:
    before = digest_of_all_tables()
    page = reader().get(address(rejected, act))
    assert (page.status_code, changed(before)) == (200, [])
    assert page["Cache-Control"] == "private, no-store"
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("strict-origin", "noindex")
    assert not page.cookies
    assert '<form class="form" method="post"' in words(page)


@pytest.mark.parametrize("act", ACTS)
def test_a_link_that_is_not_ours_opens_nothing_and_does_nothing(act: str, rejected: Comment) -> None:
    other = make_comment()
    stolen = links.status_token(other).split("-", 1)[1]
    before = digest_of_all_tables()
    for token in (f"{rejected.pk}-{'A' * 22}", f"{rejected.pk}-{stolen}"):
        assert reader().get(f"/comments/status/{token}/{act}/").status_code == 404
        assert reader().post(f"/comments/status/{token}/{act}/", {"comment": "Mine now."}).status_code == 404
    assert changed(before) == []


@pytest.mark.parametrize("act", ACTS)
def test_other_methods_and_other_sites_are_turned_away(act: str, rejected: Comment) -> None:
    form = form_of(rejected, act) | {"comment": "From elsewhere.", "words": "From elsewhere."}
    before = digest_of_all_tables()
    assert reader().put(address(rejected, act)).status_code == 405
    foreign = send(rejected, act, form, reader(Origin="https://evil.example"))
    assert foreign.status_code == 403
    assert "from another site" in words(foreign)
    assert changed(before) == []


@pytest.mark.parametrize("act", ACTS)
def test_whoever_is_signed_in_proves_that_the_form_is_ours(act: str, rejected: Comment) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    form = form_of(rejected, act, client) | {"comment": "Signed in.", "words": "Signed in."}
    assert send(rejected, act, form, client).status_code == 403
    proof = hidden_value(client.get(address(rejected, act)), "csrfmiddlewaretoken")
    assert leads_back(send(rejected, act, form, client, csrfmiddlewaretoken=proof), rejected)


def test_the_status_page_offers_what_can_be_done(posted: Comment, rejected: Comment) -> None:
    def offered(comment: Comment) -> set[str]:
        page = words(reader().get(links.status_url(fresh(comment))))
        return {act for act in ACTS if f'href="{address(comment, act)}"' in page}

    assert offered(posted) == {"edit", "withdraw"}
    assert offered(rejected) == {"edit", "withdraw", "appeal"}
    make_appeal(rejected)
    assert offered(rejected) == {"edit", "withdraw"}
    posted.withdraw()
    assert offered(posted) == set()
    spam = make_comment(status="spam")
    assert offered(spam) == set()
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert offered(rejected) == {"withdraw"}


# Changing


def test_a_change_goes_back_to_the_spam_check_and_the_status_page(posted: Comment) -> None:
    response = send(posted, "edit", form_of(posted, "edit"), comment="Better *words*.")
    assert leads_back(response, posted)
    assert (fresh(posted).text, fresh(posted).status, fresh(posted).version) == ("Better *words*.", "unchecked", 2)
    assert FormerText.objects.get().text == "A remark."
    assert "Checking for spam" in words(reader().get(links.status_url(fresh(posted))))


def test_the_form_has_the_words_and_says_until_when(posted: Comment) -> None:
    page = reader().get(address(posted, "edit"))
    assert kept_text(page) == "A remark."
    assert "you can change it." in words(page)


def test_a_form_that_is_sent_twice_is_one_change(posted: Comment) -> None:
    form = form_of(posted, "edit")
    for _time in range(2):
        assert leads_back(send(posted, "edit", form, comment="Once."), posted)
    assert fresh(posted).version == 2


def test_the_same_words_are_no_change(posted: Comment) -> None:
    assert leads_back(send(posted, "edit", form_of(posted, "edit"), comment=" A remark. "), posted)
    assert fresh(posted).version == 1


def test_a_second_tab_overwrites_nothing_and_keeps_its_text(posted: Comment) -> None:
    first, second = form_of(posted, "edit"), form_of(posted, "edit")
    send(posted, "edit", first, comment="From the first tab.")
    response = send(posted, "edit", second, comment="From the second tab.")
    assert (response.status_code, kept_text(response)) == (409, "From the second tab.")
    assert "From the first tab." in words(response)
    assert fresh(posted).text == "From the first tab."
    again = {name: hidden_value(response, name) for name in ("token", "seen")}
    assert leads_back(send(posted, "edit", again, comment="From the second tab."), posted)


def test_a_moderators_decision_is_not_edited_over(posted: Comment) -> None:
    form = form_of(posted, "edit")
    fresh(posted).approve(by=make_moderator())
    response = send(posted, "edit", form, comment="Not what was approved.")
    assert (response.status_code, kept_text(response)) == (409, "Not what was approved.")
    assert "As it stands now: Published" in words(response)
    assert (fresh(posted).status, fresh(posted).text) == ("approved", "A remark.")


def test_the_machines_verdict_is_nothing_to_be_asked_about(posted: Comment) -> None:
    form = form_of(posted, "edit")
    fresh(posted).settle(to="pending", reason="every_comment", seen=fresh(posted).seen)  # type: ignore[arg-type]
    assert leads_back(send(posted, "edit", form, comment="Better."), posted)


@pytest.mark.parametrize(("text", "status"), [("", 422), ("x" * 10_001, 422)])
def test_what_no_comment_may_be_no_change_may_be(posted: Comment, text: str, status: int) -> None:
    response = send(posted, "edit", form_of(posted, "edit"), comment=text)
    assert (response.status_code, kept_text(response)) == (status, text)
    assert fresh(posted).version == 1


def test_the_editors_say_how_long_a_comment_can_be_changed(posted: Comment) -> None:
    form = form_of(posted, "edit")
    DiscussionSettings.objects.create(pk=1, edit_minutes=0)
    response = send(posted, "edit", form, comment="Too late.")
    assert (response.status_code, kept_text(response)) == (403, "Too late.")
    page = reader().get(address(posted, "edit"))
    assert page.status_code == 403
    assert "The time in which this comment could be changed is over." in words(page)
    assert "<textarea" not in words(page)


@pytest.mark.parametrize("kind", ["banned", "suspended"])
def test_a_ban_counts_for_changes_and_not_for_withdrawing(posted: Comment, kind: str) -> None:
    form = form_of(posted, "edit")
    told = {"subject": "domain example.org", "person": posted.commenter, "by": make_moderator()}
    until = timezone.now() + timedelta(days=1)
    Restriction.objects.create(kind=kind, scope="domain", reason="disruption", until=until, **told)
    response = send(posted, "edit", form, comment="Around the ban.")
    assert (response.status_code, kept_text(response)) == (403, "Around the ban.")
    assert leads_back(send(posted, "withdraw", {}), posted)


def test_a_closed_discussion_takes_no_change_and_says_so(posted: Comment) -> None:
    form = form_of(posted, "edit")
    posted.article.takes_comments = False
    posted.article.save()
    assert send(posted, "edit", form, comment="After the close.").status_code == 403
    assert "This article takes no comments." in words(reader().get(address(posted, "edit")))


def test_too_many_changes_at_once_have_to_wait(posted: Comment, clock: time_machine.Traveller) -> None:
    for number in range(4):
        assert send(posted, "edit", form_of(posted, "edit"), comment=f"Change {number}.").status_code == 303
    response = send(posted, "edit", form_of(posted, "edit"), comment="One more.")
    assert (response.status_code, kept_text(response)) == (429, "One more.")
    assert int(response["Retry-After"]) > 0


# Withdrawing


@pytest.mark.parametrize("status", ["unchecked", "pending", "approved", "rejected"])
def test_a_comment_can_be_withdrawn_wherever_it_stands(status: str) -> None:
    comment = make_comment(status=status)
    assert leads_back(send(comment, "withdraw", {}), comment)
    assert fresh(comment).status == "withdrawn"
    assert leads_back(send(comment, "withdraw", {}), comment)
    assert ModerationAction.objects.filter(to_status="withdrawn").count() == 1
    page = reader().get(address(comment, "withdraw"))
    assert (page.status_code, "<form" in words(page).split("<main")[1].split("</main")[0]) == (409, False)


def test_spam_can_not_be_withdrawn() -> None:
    comment = make_comment(status="spam")
    response = send(comment, "withdraw", {})
    assert response.status_code == 409
    assert "This comment can no longer be withdrawn." in words(response)


def test_a_decision_in_between_does_not_keep_a_comment_from_being_withdrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    comment, moderator = make_comment(), make_moderator()
    found = links.comment_behind

    def found_and_then_decided(token: str) -> Comment:
        stale = found(token)
        if stale.status == "pending":
            Comment.objects.get(pk=stale.pk).approve(by=moderator)
        return stale

    monkeypatch.setattr(links, "comment_behind", found_and_then_decided)
    assert leads_back(send(comment, "withdraw", {}), comment)
    assert fresh(comment).status == "withdrawn"


# Another look


def test_an_appeal_is_filed_once_with_the_words(rejected: Comment) -> None:
    form = form_of(rejected, "appeal")
    for _time in range(2):
        assert leads_back(send(rejected, "appeal", form, words="It was a joke.\r\n"), rejected)
    assert (Appeal.objects.get().words, fresh(rejected).shelf) == ("It was a joke.", "appealed")
    assert "A moderator will take it." in words(reader().get(links.status_url(fresh(rejected))))
    page = reader().get(address(rejected, "appeal"))
    assert page.status_code == 409


def test_words_that_are_too_long_are_kept(rejected: Comment) -> None:
    response = send(rejected, "appeal", form_of(rejected, "appeal"), words="x" * 1_001)
    assert (response.status_code, kept_text(response)) == (422, "x" * 1_001)
    assert not Appeal.objects.exists()


def test_an_appeal_is_against_the_decision_that_its_author_saw(rejected: Comment) -> None:
    form = form_of(rejected, "appeal")
    fresh(rejected).mark_spam(by=make_moderator())
    response = send(rejected, "appeal", form, words="It was a joke.")
    assert (response.status_code, kept_text(response)) == (409, "It was a joke.")
    assert "It was taken for spam." in words(response)
    assert not Appeal.objects.exists()
    assert leads_back(send(rejected, "appeal", {"decision": hidden_value(response, "decision")}), rejected)


def test_a_decision_in_the_instant_in_which_an_appeal_is_sent_is_not_appealed_unread(
    rejected: Comment, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = form_of(rejected, "appeal")
    checks = origin.check

    def checked_and_then_decided(request: HttpRequest) -> None:
        checks(request)
        fresh(rejected).reject(by=make_moderator(), reason="off_topic")

    monkeypatch.setattr(origin, "check", checked_and_then_decided)
    response = send(rejected, "appeal", form, words="It was a joke.")
    assert (response.status_code, kept_text(response)) == (409, "It was a joke.")
    assert "a moderator has acted on it" in words(response)
    assert not Appeal.objects.exists()
    monkeypatch.undo()
    assert leads_back(send(rejected, "appeal", {"decision": hidden_value(response, "decision")}), rejected)
    assert Appeal.objects.get().decision == ModerationAction.objects.about(rejected.pk)[0].pk


@pytest.mark.parametrize("decision", ["", "x", "0", "-1", "9" * 30])
def test_an_appeal_that_names_no_decision_is_not_taken(rejected: Comment, decision: str) -> None:
    assert send(rejected, "appeal", {"decision": decision}).status_code == 409
    assert not Appeal.objects.exists()


def test_a_page_whose_comment_has_moved_while_it_was_made_names_no_decision(rejected: Comment) -> None:
    assert decision_of(rejected) == ModerationAction.objects.about(rejected.pk)[0].pk
    fresh(rejected).mark_spam(by=make_moderator())
    assert decision_of(rejected) == 0


@pytest.mark.parametrize("status", ["unchecked", "pending", "approved", "withdrawn", "rejected"])
def test_without_a_decision_there_is_nothing_to_look_at_again(status: str) -> None:
    """A rejection that came with an import was decided elsewhere."""
    comment = make_comment(status=status)
    assert reader().get(address(comment, "appeal")).status_code == 409
    response = send(comment, "appeal", {"decision": str(decision_of(comment))}, words="Look!")
    assert (response.status_code, kept_text(response)) == (409, "Look!")
    assert not Appeal.objects.exists()


def test_the_author_reads_what_came_of_it_and_whether_it_was_the_same_person(rejected: Comment) -> None:
    make_appeal(rejected)
    rights = ("comments.moderate_comment", "comments.decide_appeals")
    only_one = User.objects.get(username="first")
    only_one.user_permissions.set(make_user(staff=True, permissions=rights, is_active=False).user_permissions.all())
    fresh(rejected).approve(by=User.objects.get(pk=only_one.pk))
    page = words(reader().get(links.status_url(fresh(rejected))))
    assert "A moderator has changed the decision. It was the same moderator as before" in page
    fresh(rejected).reject(by=make_moderator(), reason="insult")
    assert "has changed the decision" not in words(reader().get(links.status_url(fresh(rejected))))


def test_a_denial_by_somebody_else_says_nothing_of_the_same_person(rejected: Comment) -> None:
    make_appeal(rejected)
    other = make_user(staff=True, permissions=("comments.moderate_comment", "comments.decide_appeals"))
    complaints.deny(fresh(rejected), by=other, sentence="No.")
    page = words(reader().get(links.status_url(fresh(rejected))))
    assert "The decision stands." in page
    assert "same moderator" not in page
