"""Who limits moderators to sections, and whom nobody may free by that: oneself."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from comments.models import Reach
from comments.reach import sections_of
from newsroom.roles import keep_groups
from tests.factories import make_moderator, make_section, make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/comments/reach/"


@pytest.fixture
def senior() -> User:
    keep_groups()
    user = make_user("senior", staff=True)
    user.groups.set(Group.objects.filter(name="senior moderator"))
    return user


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def limit(user: User) -> Reach:
    reach = Reach.objects.create(moderator=user)
    reach.sections.add(make_section())
    return reach


def test_a_senior_moderator_limits_another_and_that_is_on_record(senior: User) -> None:
    moderator, opinion = make_moderator("mo"), make_section("opinion")
    answer = desk(senior).post(f"{LIST}add/", {"moderator": moderator.pk, "sections": [opinion.pk]})
    assert answer.status_code == 302
    assert sections_of(User.objects.get(pk=moderator.pk)) == frozenset({opinion.pk})
    assert LogEntry.objects.get().user == senior
    page = desk(senior).get(LIST).content.decode()
    assert "Opinion" in page
    assert "mo" in page


def test_nobody_limits_or_frees_themselves(senior: User) -> None:
    fields = {"moderator": senior.pk, "sections": [make_section().pk]}
    assert desk(senior).post(f"{LIST}add/", fields).status_code == 200
    assert not Reach.objects.exists()
    own = limit(senior)
    for address in (f"{LIST}{own.pk}/change/", f"{LIST}{own.pk}/delete/"):
        assert desk(senior).post(address, fields | {"post": "yes"}).status_code in (302, 403)
    assert Reach.objects.get().sections.count() == 1


def test_who_is_limited_frees_nobody_either(senior: User) -> None:
    limit(senior)
    other = limit(make_moderator())
    for address in (LIST, f"{LIST}add/", f"{LIST}{other.pk}/change/", f"{LIST}{other.pk}/delete/"):
        answers = desk(senior).get(address), desk(senior).post(address, {"post": "yes"})
        assert {answer.status_code for answer in answers} == {403}
    selected = {"action": "delete_selected", "_selected_action": [other.pk], "post": "yes"}
    assert desk(senior).post(LIST, selected).status_code == 403
    assert Reach.objects.count() == 2


def test_a_moderator_and_an_editor_keep_nobodys_sections() -> None:
    keep_groups()
    for role in ("moderator", "editor", "author"):
        user = make_user(role, staff=True)
        user.groups.set(Group.objects.filter(name=role))
        assert desk(user).get(LIST).status_code == 403


def test_a_row_without_sections_is_refused_in_words(senior: User) -> None:
    answer = desk(senior).post(f"{LIST}add/", {"moderator": make_moderator().pk})
    assert "This field is required" in answer.content.decode()
    assert not Reach.objects.exists()
