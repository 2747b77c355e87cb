"""The moderation log: append-only in the database itself, whoever asks."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from comments import log_triggers
from comments.models import ModerationAction, RuleVersion
from tests.factories import make_comment, make_moderator

pytestmark = pytest.mark.django_db


@pytest.fixture
def row() -> ModerationAction:
    return make_comment().approve(by=make_moderator())


def assert_refused(row: ModerationAction, sql: str, *parameters: int) -> None:
    before = list(ModerationAction.objects.values())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
    assert list(ModerationAction.objects.values()) == before


def test_after_all_migrations_every_trigger_stands() -> None:
    assert log_triggers.installed(connection) == log_triggers.names(connection)


def test_a_row_can_not_be_updated_by_sql(row: ModerationAction) -> None:
    assert_refused(row, "UPDATE comments_moderationaction SET actor = %s WHERE id = %s", 1, row.pk)


def test_a_row_can_not_be_deleted_by_sql(row: ModerationAction) -> None:
    assert_refused(row, "DELETE FROM comments_moderationaction WHERE id = %s", row.pk)


def test_the_table_can_not_be_emptied(row: ModerationAction) -> None:
    words = {"sqlite": "DELETE FROM comments_moderationaction", "postgresql": "TRUNCATE comments_moderationaction"}
    assert_refused(row, words[connection.vendor])


def test_a_row_can_not_be_replaced(row: ModerationAction) -> None:
    columns = [str(field.column) for field in ModerationAction._meta.fields]
    values = ", ".join({"id": str(row.pk), "actor": "7"}.get(column, column) for column in columns)
    insert = f"INTO comments_moderationaction ({', '.join(columns)}) SELECT {values} FROM comments_moderationaction"
    words = {
        "sqlite": f"INSERT OR REPLACE {insert}",
        "postgresql": f"INSERT {insert} ON CONFLICT (id) DO UPDATE SET actor = 7",
    }
    assert_refused(row, words[connection.vendor])


def test_the_orm_can_neither_save_nor_update_nor_delete_a_row(row: ModerationAction) -> None:
    row.reason = "other"
    for change in (row.save, row.delete, ModerationAction.objects.all().delete, _update_all):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert ModerationAction.objects.get().reason == ""


def _update_all() -> None:
    ModerationAction.objects.update(actor=None)


def test_rows_can_be_added_and_undone_while_the_triggers_stand(row: ModerationAction) -> None:
    comment = make_comment()
    moderator = make_moderator()
    comment.undo(comment.reject(by=moderator, reason="insult", note="Rude."), by=moderator)
    assert ModerationAction.objects.about(comment.pk).count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_clean_up_between_tests_lifts_the_triggers_and_puts_them_back() -> None:
    make_comment().approve(by=make_moderator())
    log_triggers.remove(connection)
    assert log_triggers.installed(connection) == set()
    log_triggers.install(connection)
    assert log_triggers.installed(connection) == log_triggers.names(connection)


LOG = "/admin/comments/moderationaction/"


@pytest.mark.parametrize("path", ["add/", "{pk}/change/", "{pk}/delete/", "{pk}/history/", "{pk}/", ""])
@pytest.mark.parametrize("superuser", [False, True])
def test_no_address_of_the_admin_adds_changes_or_deletes_a_row(
    client: Client, row: ModerationAction, path: str, superuser: bool
) -> None:
    client.force_login(make_moderator("boss", is_superuser=superuser))
    before = list(ModerationAction.objects.values())
    posted = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes", "reason": "x", "_save": "Save"}
    answer = client.post(LOG + path.format(pk=row.pk), posted)
    assert answer.status_code in (403, 404, 405)
    assert list(ModerationAction.objects.values()) == before


def test_versions_of_rules_are_only_ever_added() -> None:
    RuleVersion.objects.create(kind="links", number=1, values={"least": 2})
    connection.check_constraints()  # PostgreSQL empties no table that has checks ahead
    words = {
        "sqlite": """INSERT OR REPLACE INTO comments_ruleversion (kind, number, "values", at)
            VALUES ('links', 1, '{}', 0)""",
        "postgresql": "TRUNCATE comments_ruleversion",
    }
    attempts = (
        "UPDATE comments_ruleversion SET number = 2",
        "DELETE FROM comments_ruleversion",
        words[connection.vendor],
    )
    for sql in attempts:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    RuleVersion.objects.create(kind="links", number=2, values={"least": 3})
    assert list(RuleVersion.objects.order_by("pk").values_list("number", "values")) == [
        (1, {"least": 2}),
        (2, {"least": 3}),
    ]
