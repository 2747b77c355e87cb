"""The form as readers meet it: in place or on its own page, with the article's own message, in slow mode."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from articles.models import Article
from comments.models import ArticleTerms, Breaker, Comment
from comments.rules import changing
from comments.rules.kinds import HELD_WORDS
from tests.comments.posting import (
    Answer,
    filled_in,
    form_address,
    kept_text,
    nothing_is_written,
    post,
    reader,
    words,
)
from tests.factories import make_article, make_comment, make_moderator, make_user

pytestmark = pytest.mark.django_db
IN_PLACE = {"hx-request": "true"}


@pytest.fixture
def article() -> Article:
    return make_article()


def by_htmx(article: Article, **fields: Any) -> Answer:
    return reader().post(form_address(article), filled_in(article, **fields), headers=IN_PLACE)


def test_in_place_comes_the_form_alone_and_it_is_sent_and_answered_there(article: Article) -> None:
    parent = make_comment(article, status="approved", name="Ada")
    form = words(reader().get(f"{form_address(article)}?parent={parent.pk}", headers=IN_PLACE))
    assert "<html" not in form
    assert "<h1" not in form
    assert "Reply to <bdi>Ada</bdi>" in form
    assert f'hx-post="{form_address(article)}"' in form
    assert f'formaction="{form_address(article)}preview/" hx-post="{form_address(article)}preview/"' in form
    assert f'data-kept="{article.pk}:{parent.pk}"' in form
    assert "data-close" in form


def test_on_its_own_page_the_form_needs_no_script(article: Article) -> None:
    page = words(reader().get(form_address(article)))
    assert "<h1>Leave a comment</h1>" in page
    assert f'method="post" action="{form_address(article)}"' in page
    assert "hx-" not in page
    assert "data-close" not in page


def test_refused_in_place_the_form_comes_back_with_the_text_and_the_status_that_it_has_anywhere(
    article: Article,
) -> None:
    answer = by_htmx(article, email="nonsense", comment="Kept.")
    assert answer.status_code == 422
    assert kept_text(answer) == "Kept."
    assert "<html" not in words(answer)
    assert 'role="alert"' in words(answer)


def test_accepted_in_place_it_leads_to_the_state_of_the_comment_which_is_more_than_news_of_it(
    article: Article,
) -> None:
    client = reader()
    answer = client.post(form_address(article), filled_in(article), headers=IN_PLACE)
    assert answer.status_code == 303
    comment = Comment.objects.get()
    state = words(client.get(answer.headers["Location"], headers=IN_PLACE))
    assert f'<div class="status column" data-sent="{article.pk}:0"' in state
    assert comment.text in state
    assert "<h1>Your comment" not in state
    assert "data-sent" not in words(client.get(f"{answer.headers['Location']}?seen=other", headers=IN_PLACE))


@pytest.mark.parametrize("columns", [{"takes_comments": False}])
def test_in_place_a_closed_article_says_why(columns: dict[str, Any]) -> None:
    answer = reader().get(form_address(make_article(**columns)), headers=IN_PLACE)
    assert answer.status_code == 403
    assert "This article takes no comments." in words(answer)
    assert "<textarea" not in words(answer)
    assert "data-close" in words(answer)


def test_the_browser_cuts_nothing_off_and_is_told_the_limit(article: Article) -> None:
    page = words(reader().get(form_address(article)))
    field = page[page.index("<textarea") : page.index("</textarea>")]
    assert "maxlength" not in field
    assert 'data-most="10000"' in field
    assert 'data-left="Characters left:"' in field


def test_the_article_has_a_message_of_its_own_over_the_form(article: Article) -> None:
    ArticleTerms.objects.create(article=article, message="Were <you> there?")
    page = reader().get(form_address(article)).content.decode()
    assert '<p class="write-message" dir="auto">Were &lt;you&gt; there?</p>' in page
    assert "write-message" not in words(reader().get(form_address(make_article())))


def test_while_the_spam_check_is_down_writers_learn_that_their_comment_is_safe(article: Article) -> None:
    sentence = "your comment is safe and will be checked later."
    assert sentence not in words(reader().get(form_address(article)))
    Breaker.objects.update_or_create(pk=1, defaults={"cause": "passing"})
    assert sentence in words(reader().get(form_address(article)))


class TestSlowMode:
    @pytest.fixture(autouse=True)
    def slow(self, article: Article, clock: time_machine.Traveller) -> None:
        ArticleTerms.objects.create(article=article, slow_minutes=5)

    def test_a_second_comment_waits_for_its_time_and_loses_no_word(
        self, article: Article, clock: time_machine.Traveller
    ) -> None:
        assert post(article, comment="First.").status_code == 303
        clock.shift(240)
        answer = post(article, comment="Second.")
        assert answer.status_code == 429
        assert kept_text(answer) == "Second."
        assert "Slow mode: everybody can post once in 5 minutes here." in words(answer)
        assert "post it again in 60 seconds." in words(answer)
        assert answer.headers["Retry-After"] == "60"
        assert Comment.objects.count() == 1
        clock.shift(60)
        assert post(article, comment="Second.").status_code == 303

    def test_a_long_time_is_told_in_minutes(self, article: Article) -> None:
        post(article, comment="First.")
        assert "post it again in 5 minutes." in words(post(article, comment="Second."))

    def test_it_is_of_one_article_and_of_one_reader(self, article: Article) -> None:
        assert post(article, comment="First.").status_code == 303
        assert post(make_article(), comment="Elsewhere.").status_code == 303
        assert post(article, reader("203.0.113.9"), comment="By another.").status_code == 303

    def test_a_refused_one_spends_nothing(self, article: Article) -> None:
        assert post(article, email="nonsense").status_code == 422
        assert post(article, comment="First.").status_code == 303

    def test_accounts_are_told_apart_and_staff_is_free(self, article: Article) -> None:
        slowed = [(make_user("ann"), [303, 429]), (make_user("ben"), [303, 429])]
        for user, expected in [*slowed, (make_moderator("morten"), [303, 303])]:
            client = Client()
            client.force_login(user)
            assert [post(article, client, comment=f"{user} {n}").status_code for n in range(2)] == expected

    def test_the_form_says_it_before(self, article: Article) -> None:
        assert "Slow mode: everybody can post once in 5 minutes here." in words(reader().get(form_address(article)))


class TestNudge:
    @pytest.fixture(autouse=True)
    def list_with_nudge(self) -> None:
        values = {**HELD_WORDS, "words": ["pharmacy"], "nudge": True}
        changing.change("words_hold", values, by=make_moderator("keeper"), seen=0)

    def test_before_it_is_recorded_the_writer_is_told_without_the_word_and_may_send_it_as_it_is(
        self, article: Article
    ) -> None:
        answer = post(article, comment="My pharmacy is closed.")
        assert answer.status_code == 422
        assert nothing_is_written()
        assert kept_text(answer) == "My pharmacy is closed."
        assert "This may go against our guideline" in words(answer)
        assert words(answer).count("pharmacy") == 1
        assert '<button class="button-outline" name="as_is" value="1">' in words(answer)
        assert post(article, comment="My pharmacy is closed.", as_is="1").status_code == 303

    def test_nobody_else_is_told_anything(self, article: Article) -> None:
        assert post(article, comment="My pharmacist is ill.").status_code == 303
        assert "as_is" not in words(reader().get(form_address(article)))
        staff = Client()
        staff.force_login(make_moderator())
        assert post(article, staff, comment="My pharmacy is closed.").status_code == 303

    def test_without_the_tick_the_list_holds_in_silence(self, article: Article) -> None:
        changing.change("words_hold", {**HELD_WORDS, "words": ["pharmacy"]}, by=make_moderator(), seen=1)
        assert post(article, comment="My pharmacy is closed.").status_code == 303
