"""Between tests that commit the database is emptied by what they wrote: nothing of it may be left."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection

from comments import log_triggers
from comments.models import RejectionReason
from tests import emptying
from tests.moving import filled
from tests.newsroom.digests import digest_of_all_tables

pytestmark = pytest.mark.django_db(transaction=True)


def test_nothing_of_a_filled_site_is_left_and_the_log_is_append_only_again() -> None:
    emptying.empty()
    before = digest_of_all_tables()
    filled.fill()
    assert digest_of_all_tables() != before
    emptying.empty()
    assert digest_of_all_tables() == before
    assert log_triggers.installed(connection) == log_triggers.names(connection)


def test_what_stands_there_from_the_start_is_put_back() -> None:
    emptying.empty()
    before = digest_of_all_tables()
    RejectionReason.objects.all().delete()
    Permission.objects.filter(codename__startswith="add").update(name="Something else")
    Group.objects.create(name="Of one test")
    ContentType.objects.last().delete()  # type: ignore[union-attr]
    emptying.empty()
    assert digest_of_all_tables() == before


def test_numbers_go_on_behind_what_is_put_back() -> None:
    emptying.empty()
    begin_anew = connection.ops.sequence_reset_by_name_sql(no_style(), [{"table": "auth_group", "column": "id"}])
    for statement in begin_anew:
        emptying.execute(statement)
    emptying.empty()
    last = max(Group.objects.values_list("pk", flat=True))
    assert Group.objects.create(name="Of one test").pk > last


def test_what_is_there_from_the_start_is_what_a_flush_leaves() -> None:
    emptying.untouched.clear()
    emptying.empty()
    assert emptying.with_rows() == emptying.untouched.keys()
