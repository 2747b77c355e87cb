"""One reaction, once for each browser and comment, without an account; it can be taken back, and switched off."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from comments.models import (
    Comment,
    Commenter,
    Discussion,
    DiscussionSettings,
    Recommendation,
    Recommended,
    Restriction,
)
from comments.recommending import browser, counting
from comments.recount import differences
from comments.retention import run
from outbox.models import Job
from outbox.worker import Worker
from tests.comments.posting import reader, words
from tests.factories import make_article, make_comment, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment() -> Comment:
    return make_comment(status="approved", name="Kim")


def address(comment: Comment) -> str:
    return f"/comments/{comment.pk}/recommend/"


def version(comment: Comment) -> int:
    return Discussion.objects.get(pk=comment.article_id).version


def test_it_is_counted_and_leads_to_a_page_where_it_can_be_taken_back(comment: Comment) -> None:
    client = reader()
    answer = client.post(address(comment))
    assert (answer.status_code, answer.headers["Location"]) == (303, address(comment))
    assert counting.count_of(comment.pk) == 1
    page = words(client.get(address(comment)))
    assert "You recommend this comment" in page
    assert "1 reader recommends it." in page
    assert client.post(address(comment), {"take_back": "1"}).status_code == 303
    assert counting.count_of(comment.pk) == Recommendation.objects.count() == 0
    assert "0 readers recommend it." in words(client.get(address(comment)))


def test_one_browser_counts_once_and_another_once_more(comment: Comment) -> None:
    client = reader()
    for _time in range(3):
        client.post(address(comment))
    reader().post(address(comment))
    assert counting.count_of(comment.pk) == 2
    reader().post(address(comment), {"take_back": "1"})
    assert counting.count_of(comment.pk) == 2


def test_the_cookie_comes_with_the_press_and_tells_nobody_what_else_was_recommended(comment: Comment) -> None:
    client, other = reader(), make_comment(comment.article, status="approved")
    assert not client.get(address(comment)).cookies
    cookie = client.post(address(comment)).cookies[browser.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/comments/")
    client.post(address(other))
    first, second = Recommendation.objects.order_by("pk")
    assert first.mark != second.mark
    assert first.mark not in cookie.value


def test_a_forged_cookie_is_no_browser_at_all(comment: Comment) -> None:
    client = reader()
    client.cookies[browser.COOKIE] = "0" * 32
    client.post(address(comment))
    assert counting.count_of(comment.pk) == 1
    assert browser.number_of(client.get(address(comment)).wsgi_request) != "0" * 32


def test_a_click_changes_no_page_and_the_worker_changes_it_once_a_minute(
    comment: Comment, clock: time_machine.Traveller
) -> None:
    before = version(comment)
    for _number in range(3):
        reader().post(address(comment))
        clock.shift(timedelta(seconds=15))
        Worker().drain()
    assert version(comment) == before
    clock.shift(timedelta(seconds=16))
    Worker().drain()
    assert version(comment) == before + 1
    clock.shift(timedelta(minutes=5))
    Worker().drain()
    assert version(comment) == before + 1
    assert not Job.objects.open().filter(kind=counting.SHOW_JOB).exists()


@pytest.mark.parametrize("status", ["unchecked", "pending", "rejected", "spam", "withdrawn"])
def test_what_is_not_public_can_not_be_recommended(status: str) -> None:
    comment = make_comment(status=status)
    assert reader().get(address(comment)).status_code == reader().post(address(comment)).status_code == 404
    assert not Recommendation.objects.exists()


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_another_site_can_not_press_it(comment: Comment, origin: str) -> None:
    answer = reader(Origin=origin).post(address(comment))
    assert answer.status_code == 403
    assert not answer.cookies
    assert not Recommendation.objects.exists()


def test_nobody_recommends_their_own(comment: Comment) -> None:
    user = make_user("kim")
    Comment.objects.update(commenter=Commenter.objects.create(user=user))
    client = reader()
    client.force_login(user)
    answer = client.post(address(comment))
    assert answer.status_code == 403
    assert "This is your own comment" in words(answer)
    assert not Recommendation.objects.exists()


def test_bans_and_closing_apply(comment: Comment) -> None:
    user = make_user("troll")
    person = Commenter.objects.create(user=user)
    Restriction.objects.create(kind="banned", scope="account", subject=f"account {user.pk}", person=person, by=user)
    banned, guest = reader(), reader()
    banned.force_login(user)
    assert banned.post(address(comment)).status_code == 403
    assert guest.post(address(comment)).status_code == 303
    closed = make_comment(make_article(takes_comments=False), status="approved")
    assert reader().post(address(closed)).status_code == 403
    comment.article.takes_comments = False
    comment.article.save()
    assert guest.post(address(comment), {"take_back": "1"}).status_code == 303
    assert not Recommendation.objects.exists()


def test_one_address_can_not_press_for_many(comment: Comment, clock: time_machine.Traveller) -> None:
    answers = [reader().post(address(comment)).status_code for _ in range(9)]
    assert answers == [303] * 8 + [429]
    assert counting.count_of(comment.pk) == 8
    assert reader("203.0.113.9").post(address(comment)).status_code == 303
    clock.shift(timedelta(minutes=30))
    assert reader().post(address(comment)).status_code == 303


def test_switched_off_there_is_nothing_of_it(comment: Comment) -> None:
    settings = DiscussionSettings.load()
    settings.recommendations = False
    settings.save()
    assert reader().get(address(comment)).status_code == reader().post(address(comment)).status_code == 404


def test_in_place_the_button_comes_back_with_the_other_meaning(comment: Comment) -> None:
    client = reader(**{"HX-Request": "true"})
    given = client.post(address(comment))
    assert given.status_code == 200
    assert "You recommend this (1): take back" in words(given)
    assert 'name="take_back"' in words(given)
    back = client.post(address(comment), {"take_back": "1"})
    assert ">Recommend</button>" in words(back)
    refused = reader(Origin="null", **{"HX-Request": "true"}).post(address(comment))
    assert (refused.status_code, "<html" in words(refused)) == (403, False)


def test_reading_writes_nothing_and_other_methods_are_refused(comment: Comment) -> None:
    client = reader()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address(comment)).status_code == 200
    assert not [query for query in captured if not query["sql"].lstrip().startswith("SELECT")]
    assert client.put(address(comment)).status_code == 405


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1), st.booleans()), max_size=8))
def test_the_count_equals_a_recount_whatever_is_pressed(presses: list[tuple[int, int, bool]]) -> None:
    article = make_article()
    comments = [make_comment(article) for _ in range(2)]
    for number, (who, which, back) in enumerate(presses):
        comment, mark = comments[which], browser.mark(f"{who:032x}", comments[which].pk)
        if back:
            counting.take_back(comment, mark)
        else:
            counting.give(comment, mark, f"2001:db8:{article.pk:x}:{number:x}::1")
    assert list(counting.differences(repair=False)) == []
    counted = [Recommendation.objects.filter(comment=comment).count() for comment in comments]
    assert [counting.count_of(comment.pk) for comment in comments] == counted


def test_recount_finds_and_mends_a_wrong_number(comment: Comment) -> None:
    reader().post(address(comment))
    Recommended.objects.update(count=7)
    lost = make_comment(comment.article, status="approved")
    Recommendation.objects.create(comment=lost, mark="m")
    assert len(list(differences(repair=True))) == 2
    assert list(differences(repair=False)) == []
    assert (counting.count_of(comment.pk), counting.count_of(lost.pk)) == (1, 1)


def test_marks_go_after_a_year_and_the_count_stays(comment: Comment, clock: time_machine.Traveller) -> None:
    client: Client = reader()
    client.post(address(comment))
    reader().post(address(comment))
    clock.shift(timedelta(days=366))
    run()
    assert list(Recommendation.objects.values_list("mark", flat=True)) == ["", ""]
    assert counting.count_of(comment.pk) == 2
    assert list(differences(repair=False)) == []


def test_the_page_of_the_article_has_a_button_and_the_number_and_a_way_to_report(comment: Comment) -> None:
    page = words(reader().get(comment.article.get_absolute_url()))
    assert f'<button id="recommend-{comment.pk}" aria-describedby="by-{comment.pk}">Recommend</button>' in page
    assert f'href="/comments/{comment.pk}/report/"' in page
    for _number in range(3):
        reader().post(address(comment))
    Worker().drain()
    counting.show(Job(ref=comment.article_id)).effect()
    assert ">Recommend (3)</button>" in words(reader().get(comment.article.get_absolute_url()))


def test_a_closed_discussion_shows_the_number_alone(comment: Comment) -> None:
    for _number in range(2):
        reader().post(address(comment))
    comment.article.takes_comments = False
    comment.article.save()
    page = words(reader().get(comment.article.get_absolute_url()))
    assert "2 recommendations" in page
    assert "/recommend/" not in page
    assert f'href="/comments/{comment.pk}/report/"' in page


def test_switched_off_the_page_has_nothing_of_it_and_on_again_all(comment: Comment) -> None:
    reader().post(address(comment))
    settings = DiscussionSettings.load()
    for is_on in (False, True):
        settings.recommendations = is_on
        settings.save()
        page = words(reader().get(comment.article.get_absolute_url()))
        assert ("ecommend" in page) == is_on
