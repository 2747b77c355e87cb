"""Which sections somebody moderates: asked with the rights, in their one query."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from articles.models import Section
from comments.models import Reach
from comments.reach import condition, reaches, sections_of
from tests.factories import make_article, make_comment, make_moderator, make_section, make_user

pytestmark = pytest.mark.django_db


def limited_to(*sections: Section) -> User:
    user = make_moderator()
    Reach.objects.create(moderator=user).sections.set(sections)
    return User.objects.get(pk=user.pk)


def test_who_is_not_limited_reaches_every_section() -> None:
    moderator = make_moderator()
    assert sections_of(moderator) is None
    assert condition(moderator) == "TRUE"
    assert reaches(moderator, make_comment().pk)


def test_a_section_brings_those_below_it_and_no_others() -> None:
    opinion, news = make_section(), make_section()
    letters = make_section(parent=opinion)
    assert sections_of(limited_to(opinion)) == frozenset({opinion.pk, letters.pk})
    assert sections_of(limited_to(letters)) == frozenset({letters.pk})
    assert sections_of(limited_to(letters, news)) == frozenset({letters.pk, news.pk})


def test_a_section_founded_later_below_theirs_is_theirs_too() -> None:
    opinion = make_section()
    moderator = limited_to(opinion)
    letters = make_section(parent=opinion)
    assert letters.pk in (sections_of(moderator) or ())


def test_somebody_whose_section_is_deleted_does_not_reach_all_others_by_that() -> None:
    opinion = make_section()
    moderator = limited_to(opinion)
    opinion.delete()
    assert sections_of(moderator) == frozenset()
    assert condition(moderator) == "FALSE"
    assert not reaches(moderator, make_comment().pk)


def test_reaching_is_asked_of_the_comments_article() -> None:
    opinion = make_section()
    moderator = limited_to(opinion)
    ours, theirs = make_comment(make_article(section=opinion)), make_comment()
    assert reaches(moderator, ours.pk)
    assert not reaches(moderator, theirs.pk)
    assert not reaches(moderator, 0)


def test_superusers_are_never_limited_and_strangers_reach_nothing() -> None:
    boss = make_user(is_superuser=True)
    Reach.objects.create(moderator=boss).sections.set([make_section()])
    assert sections_of(boss) is None
    assert sections_of(AnonymousUser()) == frozenset()


def test_the_sections_come_in_the_query_of_the_rights() -> None:
    moderator = limited_to(make_section(), make_section())
    with CaptureQueriesContext(connection) as captured:
        assert moderator.has_perm("comments.moderate_comment")
        assert len(sections_of(moderator) or ()) == 2
        assert moderator.rights
    assert len(captured) == 1


def test_the_condition_is_sql_about_a_section() -> None:
    opinion = make_section()
    moderator = limited_to(opinion)
    inside, _outside = make_article(section=opinion), make_article()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT a.id FROM articles_article a WHERE {condition(moderator)}")
        assert cursor.fetchall() == [(inside.pk,)]
