"""Who is named under an article of their own leaves the decision to a colleague."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from articles.models import Article
from comments import partiality
from comments.models import Comment, DecisionRefused, DiscussionSettings
from tests.comments.bulk import as_seen, send, statuses
from tests.comments.desk import QUEUE, words
from tests.factories import make_article, make_author, make_comment, make_moderator

pytestmark = pytest.mark.django_db

SAID = "It names you, and you wrote the article: a colleague decides about it."


@pytest.fixture
def nora() -> User:
    user = make_moderator("nora")
    make_author("Nora Castellane", user=user)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def hers(nora: User) -> Article:
    return make_article(authors=(nora.author,))


def about(article: Article, text: str) -> Comment:
    return make_comment(article, text=text, html=f"<p>{text}</p>")


def approve(client: Client, comment: Comment) -> int:
    return client.post(f"{QUEUE}{comment.pk}/approve/", {"status": "pending", "version": 1}).status_code


def test_what_names_its_author_is_left_to_a_colleague(client: Client, nora: User, hers: Article) -> None:
    comment = about(hers, "Castellane has it all wrong.")
    client.force_login(nora)
    assert SAID in words(client.get(f"{QUEUE}{comment.pk}/"))
    assert approve(client, comment) == 409
    assert statuses([comment]) == ["pending"]
    client.force_login(make_moderator("colleague"))
    assert SAID not in words(client.get(f"{QUEUE}{comment.pk}/"))
    assert approve(client, comment) == 303
    assert statuses([comment]) == ["approved"]


def test_what_names_nobody_and_other_articles_are_decided_as_ever(client: Client, nora: User, hers: Article) -> None:
    client.force_login(nora)
    for comment in (about(hers, "All wrong."), about(make_article(), "Castellane again.")):
        assert SAID not in words(client.get(f"{QUEUE}{comment.pk}/"))
        assert approve(client, comment) == 303


def test_the_editors_may_let_authors_decide(client: Client, nora: User, hers: Article) -> None:
    DiscussionSettings.objects.create(pk=1, authors_decide=True)
    comment = about(hers, "Castellane has it all wrong.")
    client.force_login(nora)
    assert SAID not in words(client.get(f"{QUEUE}{comment.pk}/"))
    assert approve(client, comment) == 303


def test_among_many_it_is_the_one_that_is_left(client: Client, nora: User, hers: Article) -> None:
    comments = [about(hers, "Well said."), about(hers, "Nora Castellane, resign!")]
    client.force_login(nora)
    answer = send(client, "approve", as_seen(comments))
    assert SAID in words(answer)
    assert statuses(comments) == ["approved", "pending"]


@pytest.mark.parametrize(
    "text", ["Castellane!", "nora castellane", "Ms. CASTELLANE's view", "(Castellane)", "Nora  and Castellane"]
)
def test_a_name_is_found_whatever_stands_around_it(nora: User, text: str) -> None:
    assert partiality.names(nora, text, ["Nora Castellane"])


@pytest.mark.parametrize("text", ["Nora", "Castellanes", "McCastellane", "castle lane", ""])
def test_parts_of_names_and_first_names_are_nobody(nora: User, text: str) -> None:
    assert not partiality.names(nora, text, ["Nora Castellane"])


def test_a_very_short_last_name_is_looked_for_with_the_first_one(nora: User) -> None:
    nora.author.name = "Jia Wu"
    nora.author.save()
    nora = User.objects.get(pk=nora.pk)
    assert partiality.names(nora, "Jia Wu is wrong", ["Jia Wu"])
    assert not partiality.names(nora, "wu tang", ["Jia Wu"])


def test_who_writes_nothing_is_asked_about_by_no_query() -> None:
    moderator, comment = make_moderator(), make_comment()
    assert moderator.rights
    with CaptureQueriesContext(connection) as captured:
        partiality.refuse(comment, moderator)
    assert len(captured) == 0


def test_the_refusal_has_a_code_of_its_own(nora: User, hers: Article) -> None:
    with pytest.raises(DecisionRefused, match="a colleague decides") as refused:
        partiality.refuse(about(hers, "Castellane!"), nora)
    assert refused.value.code == "names_you"
