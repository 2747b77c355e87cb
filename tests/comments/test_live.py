"""What a page of the queue is told when it asks what has changed since it was loaded."""

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from comments.models import Claim, Comment
from tests.comments.desk import QUEUE, shown, words
from tests.factories import make_article, make_comment, make_moderator, make_user
from tests.plans import plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SINCE = f"{QUEUE}since/"


@pytest.fixture
def viewer() -> User:
    return make_moderator("viewer")


@pytest.fixture
def desk(client: Client, viewer: User) -> Client:
    client.force_login(viewer)
    return client


def row(comment: Comment, claim: str = "") -> str:
    return f"{comment.pk}.{comment.status}.{comment.version}.{claim}"


def ask(desk: Client, *rows: str, **known: str) -> Any:
    return desk.get(SINCE, {"row": rows, "mark": "0.0", "new": "0", **known})


def told(answer: Any) -> dict[str, str]:
    """What stands in each place of the page, in words."""
    found = re.findall(r'<(?:div|p)[^>]* id="([^"]+)"[^>]*>(.*?)</(?:div|p)>', shown(answer), re.DOTALL)
    return {place: " ".join(unescape(re.sub("<[^>]*>", " ", html)).split()) for place, html in found}


def mark_now(desk: Client, query: str = "") -> str:
    found = re.search(r'data-mark="([^"]+)"', shown(desk.get(f"{SINCE}?{query}")))
    assert found
    return found[1]


def test_nothing_has_changed_and_nothing_is_sent(desk: Client) -> None:
    comment = make_comment()
    answer = ask(desk, row(comment), mark=mark_now(desk))
    assert (answer.status_code, answer.content) == (204, b"")


def test_what_was_decided_elsewhere_says_what_who_and_when_in_its_place(desk: Client) -> None:
    comment, other = make_comment(), make_comment()
    seen, mark = row(comment), mark_now(desk)
    comment.reject(by=make_moderator(first_name="Ann"), reason="insult")
    answer = ask(desk, seen, row(other), mark=mark)
    assert list(told(answer)) == [f"claim-{comment.pk}"]
    assert re.match(r"Rejected: insult at \d\d:\d\d: Ann\. Show it as it is now", told(answer)[f"claim-{comment.pk}"])
    assert f'data-off="{comment.pk}.rejected.1"' in shown(answer)
    assert ask(desk, row(comment), mark=mark).status_code == 204


def test_who_decides_says_text_stays_text(desk: Client) -> None:
    comment = make_comment()
    seen = row(comment)
    comment.approve(by=make_moderator(public_name="<b id=hurt>%s{0}"))
    html = shown(ask(desk, seen))
    assert "<b id=hurt" not in html
    assert "&lt;b id=hurt&gt;%s{0}" in html


def test_an_edited_comment_offers_its_new_text(desk: Client) -> None:
    comment = make_comment()
    seen = row(comment)
    comment.edit("New words", "<p>New words</p>", 1)
    assert "Show the new text" in told(ask(desk, seen))[f"claim-{comment.pk}"]
    shown_anew = desk.get(f"{QUEUE}{comment.pk}/?back=", headers={"HX-Request": "true"})
    assert "New words" in shown(shown_anew)
    assert 'name="row"' in shown(shown_anew)


def test_a_claim_is_told_once_and_so_is_its_end(desk: Client, viewer: User) -> None:
    comment, ann = make_comment(), make_moderator(first_name="Ann")
    mark = mark_now(desk)
    Claim.objects.take(comment.pk, ann)
    answer = ask(desk, row(comment), mark=mark)
    assert re.match(r"Claimed by Ann until \d\d:\d\d", told(answer)[f"claim-{comment.pk}"])
    known = re.search(r'data-claim="([^"]+)"', shown(answer))
    assert known
    assert ask(desk, row(comment, known[1]), mark=mark).status_code == 204
    Claim.objects.release(comment.pk, ann)
    assert told(ask(desk, row(comment, known[1]), mark=mark)) == {f"claim-{comment.pk}": "Claim"}
    Claim.objects.take(comment.pk, viewer)
    assert ask(desk, row(comment, "mine"), mark=mark).status_code == 204


def test_new_comments_are_counted_and_found_behind_the_button_not_put_in(desk: Client) -> None:
    article = make_article()
    make_comment(article)
    mark = mark_now(desk)
    assert ask(desk, mark=mark).status_code == 204
    for _number in range(2):
        make_comment(article)
    make_comment(article, status="spam")
    answer = ask(desk, mark=mark)
    assert told(answer) == {"arrivals": "2 new"}
    assert ask(desk, mark=mark, new="2").status_code == 204
    leads_to = re.search(r'href="([^"]+)"', shown(answer))
    assert leads_to
    assert shown(desk.get(unescape(leads_to[1]))).count("<article ") == 2


def test_new_ones_of_a_list_with_the_newest_first_stand_at_its_head(desk: Client) -> None:
    mark = mark_now(desk, "order=newest")
    make_comment()
    answer = desk.get(f"{SINCE}?order=newest&mark={mark}")
    assert 'href="/admin/comments/queue/?order=newest"' in shown(answer)


def test_the_tabs_come_only_when_they_are_asked_for_and_differ(desk: Client) -> None:
    make_comment()
    mark = mark_now(desk)
    answer = ask(desk, mark=mark, tabs="")
    assert "New 1" in words(answer)
    digest = re.search(r'data-digest="([^"]+)"', shown(answer))
    assert digest
    assert ask(desk, mark=mark, tabs=digest[1]).status_code == 204
    make_comment(status="spam")
    assert "Spam 1" in words(ask(desk, mark=mark, tabs=digest[1]))
    assert ask(desk, mark=mark).status_code == 204


def test_it_costs_the_same_for_one_card_as_for_a_hundred(desk: Client) -> None:
    rows = [row(make_comment()) for _number in range(3)]
    counts = set()
    for known in (rows[:1], rows):
        with CaptureQueriesContext(connection) as captured:
            ask(desk, *known, mark=mark_now(desk))
        counts.add(len(captured))
    assert len(counts) == 1


def test_it_reads_by_keys_and_new_ones_by_the_index_of_the_queue_in_its_order(desk: Client) -> None:
    comments = [make_comment() for _number in range(3)]
    known, mark, asked = [row(comment) for comment in comments], mark_now(desk), list[tuple[str, Any]]()
    comments[0].approve(by=make_moderator("other"))

    def note(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
        asked.append((sql, values))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(note):
        ask(desk, *known, mark=mark, tabs="")
        mark_now(desk)
    plans = {sql: plan(sql, values) for sql, values in asked if "comments_" in sql}
    arrivals = [steps for sql, steps in plans.items() if re.match(r"SELECT (COUNT\(\*\) FROM|c\.created_at)", sql)]
    assert len(arrivals) == 2
    assert all("comment_queue" in steps for steps in arrivals)
    of_size = r"(Seq Scan on|SCAN) (c|k|comments_comment|comments_claim|comments_moderationaction)\b"
    assert [steps for steps in plans.values() if re.search(of_size, steps)] == []


@pytest.mark.parametrize("nonsense", ["", "x", "1.2.3", "9" * 30 + ".pending.1.", "1.pending.1.x.y.z", "٣.pending.1."])
def test_what_a_page_can_not_have_asked_is_ignored(desk: Client, nonsense: str) -> None:
    answer = desk.get(SINCE, {"row": [nonsense] * 200, "mark": nonsense, "new": nonsense, "back": '"><b>'})
    assert answer.status_code in (200, 204)
    assert '"><b>' not in shown(answer)


def test_only_moderators_ask_and_only_by_get(desk: Client) -> None:
    assert desk.post(SINCE).status_code == 405
    desk.force_login(make_user(staff=True))
    assert desk.get(SINCE).status_code == 403
    assert Client().get(SINCE).status_code == 302


def test_the_switch_for_keys_is_the_person_s_own_and_changed_by_post(desk: Client, viewer: User) -> None:
    assert desk.get(f"{QUEUE}keys/").status_code == 405
    answer = desk.post(f"{QUEUE}keys/", {"keys": "off", "back": "tab=spam"})
    assert (answer.status_code, answer["Location"]) == (303, f"{QUEUE}?tab=spam")
    assert 'data-keys="off"' in shown(desk.get(QUEUE))
    other = Client()
    other.force_login(make_moderator())
    assert 'data-keys="on"' in shown(other.get(QUEUE))
    desk.post(f"{QUEUE}keys/", {"keys": "on"})
    assert 'data-keys="on"' in shown(desk.get(QUEUE))
