"""Who is published at once, where and until when; and the page on which that is decided."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from articles.models import Article
from comments import undoing
from comments.models import Commenter, DecisionRefused, DiscussionSettings, Mode, ModerationAction, Reach
from comments.rules import changing
from comments.rules.current import situation
from tests.akismet_server import AkismetServer
from tests.factories import make_article, make_comment, make_section, make_user
from tests.faults.waiting import last_attempt, make_waiting, standing, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

MODES = "/admin/comments/mode/"
HELD = {"place": "site", "mode": "hold", "hours": "2"}


@pytest.fixture
def keeper() -> User:
    return make_user("kim", staff=True, permissions=("comments.keep_rules", "comments.moderate_comment"))


@pytest.fixture
def article() -> Article:
    """In a section that stands below another, on a site where three approved comments are enough."""
    DiscussionSettings.objects.create(pk=1, publish_after=3)
    return make_article(section=make_section("inner", parent=make_section("outer")))


def in_force(article: Article) -> tuple[int | None, str]:
    now = situation(article.pk)
    return now.publish_after, now.place


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def limited_to(article: Article) -> User:
    user = make_user(staff=True, permissions=("comments.moderate_comment",))
    Reach.objects.create(moderator=user).sections.set([article.section])
    return user


def test_without_a_mode_the_settings_of_the_site_decide(article: Article) -> None:
    assert in_force(article) == (3, "")


def test_the_nearest_mode_decides(article: Article, keeper: User) -> None:
    outer = article.section.parent
    assert outer is not None
    for place, number, expected in [
        (None, 9, (9, "")),
        (outer, 8, (8, "section")),
        (article.section, 7, (7, "section")),
        (article, None, (None, "article")),
    ]:
        changing.begin(place, number, by=keeper)
        assert in_force(article) == expected
    assert in_force(make_article()) == (9, "")


def test_a_farther_mode_that_begins_later_does_not_overrule_a_nearer_one(article: Article, keeper: User) -> None:
    changing.begin(article, 5, by=keeper)
    changing.begin(None, None, by=keeper)
    assert in_force(article) == (5, "article")


def test_of_two_in_one_place_the_newest_decides_until_it_ends(
    article: Article, keeper: User, clock: time_machine.Traveller
) -> None:
    changing.begin(article, 5, by=keeper)
    changing.begin(article, None, by=keeper, until=timezone.now() + timedelta(hours=2))
    assert in_force(article) == (None, "article")
    clock.shift(timedelta(hours=2))
    assert in_force(article) == (5, "article")


def test_a_mode_ends_by_itself_and_may_be_ended_before(article: Article, keeper: User) -> None:
    until = timezone.now() + timedelta(hours=1)
    changing.begin(article, None, by=keeper, until=until)
    mode = Mode.objects.get()
    changing.end(mode, by=keeper)
    assert in_force(article) == (3, "")
    with pytest.raises(DecisionRefused):
        changing.end(mode, by=keeper)
    assert ModerationAction.objects.count() == 2


def test_beginning_and_ending_are_undone(article: Article, keeper: User) -> None:
    began = changing.begin(article, None, by=keeper)
    ended = changing.end(Mode.objects.get(), by=keeper)
    with pytest.raises(DecisionRefused):
        undoing.undo(began, by=keeper)
    back = undoing.undo(ended, by=keeper)
    assert in_force(article) == (None, "article")
    undoing.undo(back, by=keeper)
    assert in_force(article) == (3, "")


def test_what_is_over_by_the_clock_is_not_undone(article: Article, keeper: User, clock: time_machine.Traveller) -> None:
    changing.begin(article, None, by=keeper, until=timezone.now() + timedelta(hours=1))
    ended = changing.end(Mode.objects.get(), by=keeper)
    clock.shift(timedelta(hours=2))
    with pytest.raises(DecisionRefused):
        undoing.undo(ended, by=keeper)
    assert in_force(article) == (3, "")


def test_a_known_commenter_is_published_where_the_article_says_so(
    akismet: AkismetServer, article: Article, keeper: User
) -> None:
    DiscussionSettings.objects.update(publish_after=None)
    changing.begin(article, 1, by=keeper)
    known = Commenter.objects.create(user=make_user(), approved_count=1)
    here, elsewhere = make_waiting(article=article, commenter=known), make_waiting(commenter=known)
    work()
    assert [standing(comment)[0] for comment in (here, elsewhere)] == ["approved", "pending"]


def test_a_held_article_holds_also_known_commenters_and_closes_nothing(
    akismet: AkismetServer, article: Article, keeper: User
) -> None:
    changing.begin(article, None, by=keeper)
    known = Commenter.objects.create(user=make_user(), approved_count=5)
    comment = make_waiting(article=article, commenter=known)
    work()
    assert standing(comment) == ("pending", "every_comment")
    step = next(step for step in last_attempt(comment).trace if step["check"] == "mode")
    assert step["detail"] == "every comment under this article waits for a person"
    assert article.accepts_comments()


def test_a_mode_has_one_place_at_most(article: Article, keeper: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Mode.objects.create(article=article, section=article.section, by=keeper)


def test_ended_modes_leave_the_index_that_each_check_reads(
    article: Article, keeper: User, clock: time_machine.Traveller
) -> None:
    changing.begin(article, None, by=keeper, until=timezone.now() + timedelta(hours=1))
    clock.shift(timedelta(hours=2))
    changing.begin(article, None, by=keeper)
    assert Mode.objects.filter(ended_at=None).count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM comments_mode WHERE ended_at = ends_at")
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"place": "article"}, (None, "article")),
        ({"place": "section"}, (None, "section")),
        ({}, (None, "")),
        ({"mode": "known", "publish_after": "0", "hours": ""}, (0, "")),
    ],
)
def test_the_page_begins_a_mode(
    article: Article, keeper: User, given: dict[str, str], expected: tuple[int | None, str]
) -> None:
    named = {"article": article.pk, "section": article.section_id}
    answer = signed_in(keeper).post(MODES, {**HELD, **named, **given})
    assert (answer.status_code, answer["Location"]) == (303, MODES)
    assert in_force(article) == expected
    page = signed_in(keeper).get(MODES).text
    assert str(Mode.objects.get()).replace("the whole", "whole") in page.replace("the whole", "whole")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"place": "article"}, "Name it."),
        ({"place": "section"}, "Name it."),
        ({"place": "article", "article": "999999"}, "There is no such article."),
        ({"place": "article", "article": "x"}, "There is no such article."),
        ({"place": "planet"}, "Select a valid choice."),
        ({"mode": "known"}, "Enter a number; 0 publishes every account at once."),
        ({"mode": "known", "publish_after": "-1"}, "greater than or equal to 0"),
        ({"mode": "close"}, "Select a valid choice."),
        ({"hours": "9999"}, "Select a valid choice."),
    ],
)
def test_a_form_that_says_too_little_begins_nothing(keeper: User, given: dict[str, str], told: str) -> None:
    answer = signed_in(keeper).post(MODES, HELD | given)
    assert answer.status_code == 422
    assert told in answer.text.replace("&#x27;", "'")
    assert not Mode.objects.exists()


@pytest.mark.parametrize("given", [{"hours": ""}, {"mode": "known", "publish_after": "1"}])
def test_a_moderator_may_hold_for_some_hours_and_nothing_else(given: dict[str, str]) -> None:
    client = signed_in(make_user(staff=True, permissions=("comments.moderate_comment",)))
    assert client.post(MODES, HELD | given).status_code == 422
    assert not Mode.objects.exists()
    assert client.post(MODES, HELD).status_code == 303


def test_a_moderator_of_some_sections_decides_about_these_alone(article: Article) -> None:
    client = signed_in(limited_to(article))
    elsewhere = {**HELD, "place": "article", "article": make_article().pk}
    assert [client.post(MODES, given).status_code for given in (HELD, elsewhere)] == [422, 422]
    assert client.post(MODES, {**HELD, "place": "article", "article": article.pk}).status_code == 303


def test_the_page_ends_a_mode_and_says_when_somebody_was_faster(article: Article, keeper: User) -> None:
    action = changing.begin(article, None, by=keeper)
    client = signed_in(keeper)
    assert [client.post(f"{MODES}{action.subject}/end/").status_code for _ in range(2)] == [303, 303]
    assert in_force(article) == (3, "")
    assert "This is over already." in client.get(MODES).text


def test_a_moderator_ends_only_what_they_began(article: Article, keeper: User) -> None:
    action = changing.begin(None, None, by=keeper)
    client = signed_in(make_user(staff=True, permissions=("comments.moderate_comment",)))
    assert client.post(f"{MODES}{action.subject}/end/").status_code == 403
    assert signed_in(limited_to(article)).post(f"{MODES}{action.subject}/end/").status_code == 404
    assert in_force(article) == (None, "")


def test_strangers_and_other_methods(keeper: User) -> None:
    stranger = signed_in(make_user(staff=True))
    assert [stranger.get(MODES).status_code, stranger.post(MODES, HELD).status_code] == [403, 403]
    assert signed_in(keeper).get(f"{MODES}1/end/").status_code == 405
    assert signed_in(keeper).post(f"{MODES}1/end/").status_code == 404
    assert not Mode.objects.exists()


def test_the_link_of_an_article_fills_the_form_in(article: Article, keeper: User) -> None:
    form = signed_in(keeper).get(f"{MODES}?article={article.pk}").context["form"]
    assert (form["place"].value(), form["article"].value(), form["hours"].value()) == ("article", article.pk, "2")
    by_address = signed_in(keeper).get(MODES, {"article": article.get_absolute_url()}).context["form"]
    assert by_address["article"].value() == article.pk
    for asked in ({"article": article.get_absolute_url()}, {"section": article.section_id}):
        queue = signed_in(keeper).get("/admin/comments/queue/", asked)
        assert f'href="{MODES}?{urlencode(asked, safe="/")}">Hold everything here…' in queue.text
    assert signed_in(keeper).get(f"{MODES}?article=x&section=99999999999999999999").status_code == 200


def test_a_comments_situation_is_read_from_the_article_it_stands_under(article: Article, keeper: User) -> None:
    changing.begin(article, None, by=keeper)
    assert in_force(make_comment(article).article) == (None, "article")


def test_the_form_says_that_everything_waits_as_long_as_it_does(
    article: Article, keeper: User, clock: time_machine.Traveller
) -> None:
    form, told = f"{article.get_absolute_url()}comment/", "Comments here appear once a person has read them."
    assert told not in Client().get(form).text
    changing.begin(article.section, None, by=keeper, until=timezone.now() + timedelta(hours=2))
    assert told in Client().get(form).text
    clock.shift(timedelta(hours=2))
    assert told not in Client().get(form).text


def test_the_page_says_which_of_two_in_one_place_counts(article: Article, keeper: User) -> None:
    for publish_after in (4, None):
        changing.begin(article, publish_after, by=keeper)
    rows = signed_in(keeper).get(MODES).context["modes"]
    assert [(row.mode.publish_after, row.waits) for row in rows] == [(None, False), (4, True)]
