"""Staff whose role asks for a second factor comment as staff only in a session that has shown it."""

import pytest
from django.test import Client

from accounts.models import User
from comments.models import Comment
from tests.accounts.factor import CODE, SET_UP, ask, code_now, protect, signed_in
from tests.comments.posting import form_address, kept_text, nothing_is_written, post
from tests.comments.posting import words as page_words
from tests.factories import make_article, make_moderator, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator() -> User:
    user = make_moderator("mo")
    ask(user)
    return user


def test_the_form_leads_to_the_second_factor_and_back(moderator: User) -> None:
    address = form_address(make_article())
    client = signed_in(moderator)
    assert client.get(address)["Location"] == f"{SET_UP}?next={address}"
    protect(moderator)
    assert client.get(address)["Location"] == f"{CODE}?next={address}"
    answer = client.post(f"{CODE}?next={address}", {"code": code_now()})
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert client.get(address).status_code == 200


def test_what_is_posted_all_the_same_is_refused_with_its_text_kept(moderator: User) -> None:
    protect(moderator)
    answer = post(make_article(), signed_in(moderator))
    assert answer.status_code == 403
    assert "Your role asks for a second factor." in page_words(answer)
    assert kept_text(answer) == "A remark."
    assert nothing_is_written()


def test_after_it_was_shown_staff_are_published_at_once(moderator: User) -> None:
    protect(moderator)
    client, article = signed_in(moderator), make_article()
    client.post(f"{CODE}?next={form_address(article)}", {"code": code_now()})
    assert post(article, client).status_code == 303
    assert Comment.objects.get().status == "approved"


@pytest.mark.parametrize("who", ["guest", "reader", "staff whose role does not ask"])
def test_nobody_else_is_asked(who: str) -> None:
    user = {"reader": make_user, "staff whose role does not ask": make_moderator}.get(who, lambda: None)()
    client, article = signed_in(user) if user else Client(), make_article()
    assert client.get(form_address(article)).status_code == 200
    assert post(article, client).status_code == 303
