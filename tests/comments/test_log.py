"""The moderation log: append-only in the database itself, whoever asks."""

import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments import log_triggers
from comments.models import ModerationAction, Rule, Status
from tests.comments.desk import shown, words
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
    columns = [field.column for field in ModerationAction._meta.fields]
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


# The page

LOG = "/admin/comments/moderationaction/"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_moderator("mo", first_name="Mo", last_name="Derator"))
    return client


def test_the_page_tells_who_moved_what_from_where_to_where_and_why(desk: Client) -> None:
    comment = make_comment(status="unchecked")
    comment.settle(Status.PENDING, "links", seen=comment.seen)
    action = comment.reject(by=make_moderator("ann", first_name="Ann"), reason="insult", note="Rude & loud.")
    read = words(desk.get(LOG))
    assert f"{comment.pk} awaiting spam check pending it has several links the policy, after the spam check" in read
    assert f"{comment.pk} pending rejected insult Rude & loud. Ann {str(action.batch)[:8]}" in read
    assert read.index("rejected insult") < read.index("it has several links")


def test_a_row_for_a_whole_batch_names_no_comment(desk: Client) -> None:
    ModerationAction.objects.create(comment=None, version=1, rule=Rule.IMPORT, from_status="", to_status="approved")
    assert "a whole batch approved an import" in words(desk.get(LOG))


def test_the_log_can_be_read_for_one_comment_or_one_person(desk: Client) -> None:
    ann, bob = make_moderator("ann"), make_moderator("bob")
    first, second = make_comment(), make_comment()
    acts = [first.approve(by=ann), first.reject(by=bob, reason="insult"), second.approve(by=bob)]

    def found(query: str) -> set[int]:
        return {int(pk) for pk in re.findall(r'<tr id="act-(\d+)"', shown(desk.get(f"{LOG}?{query}")))}

    assert found(f"comment={first.pk}") == {acts[0].pk, acts[1].pk}
    assert found(f"person={bob.pk}") == {acts[1].pk, acts[2].pk}
    assert found(f"comment={first.pk}&person={bob.pk}") == {acts[1].pk}
    assert found("comment=x&person=-1&before=") == {act.pk for act in acts}
    assert found("comment=" + "9" * 18) == set()


def test_the_log_is_read_by_key_and_holds_each_row_once(desk: Client) -> None:
    comment, moderator = make_comment(), make_moderator()
    rows = [
        ModerationAction(comment=comment.pk, version=1, actor=moderator.pk, to_status="spam") for _row in range(120)
    ]
    ModerationAction.objects.bulk_create(rows)
    found, path = [], f"{LOG}?comment={comment.pk}"
    while path:
        with CaptureQueriesContext(connection) as captured:
            page = shown(desk.get(path))
        assert not any("OFFSET" in query["sql"] or "COUNT(" in query["sql"] for query in captured)
        found += [int(pk) for pk in re.findall(r'<tr id="act-(\d+)"', page)]
        older = re.search(r'<a href="([^"]*)" rel="next">', page)
        path = older[1].replace("&amp;", "&") if older else ""
    assert found == sorted((row.pk for row in ModerationAction.objects.all()), reverse=True)


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
