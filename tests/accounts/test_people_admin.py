import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.admin import BoundedPaginator
from accounts.models import User

pytestmark = pytest.mark.django_db

LIST = "/admin/accounts/user/"


@pytest.fixture
def desk(superuser: User) -> Client:
    client = Client()
    client.force_login(superuser)
    return client


def addresses(user: User, group: Group) -> list[str]:
    return [
        LIST,
        f"{LIST}add/",
        f"{LIST}{user.pk}/change/",
        f"{LIST}{user.pk}/password/",
        f"{LIST}{user.pk}/history/",
        "/admin/auth/group/",
        "/admin/auth/group/add/",
        f"/admin/auth/group/{group.pk}/change/",
        f"/admin/auth/group/{group.pk}/delete/",
    ]


def test_a_superuser_sees_and_changes_people_and_groups(desk: Client, editor: User) -> None:
    for address in addresses(editor, Group.objects.create(name="interns")):
        assert desk.get(address).status_code == 200, address


@pytest.mark.parametrize("by_hand", [False, True], ids=["in every role", "with all rights given by hand"])
def test_nobody_else_does(by_hand: bool, editor: User, reader: User) -> None:
    editor.groups.set(Group.objects.all())
    editor.user_permissions.set(Permission.objects.all() if by_hand else [])
    client = Client()
    client.force_login(editor)
    before = list(User.objects.order_by("pk").values())
    for address in addresses(reader, Group.objects.create(name="interns")):
        assert {client.get(address).status_code, client.post(address, {"post": "yes"}).status_code} == {403}, address
    assert list(User.objects.order_by("pk").values()) == before
    assert LIST not in client.get("/admin/").content.decode()


def test_strangers_are_sent_to_the_door(reader: User) -> None:
    assert Client().get(LIST)["Location"] == f"/admin/login/?next={LIST}"


def test_not_even_a_superuser_deletes_an_account(desk: Client, reader: User) -> None:
    assert desk.post(f"{LIST}{reader.pk}/delete/", {"post": "yes"}).status_code == 403
    desk.post(LIST, {"action": "delete_selected", "_selected_action": [reader.pk], "post": "yes"})
    assert User.objects.filter(pk=reader.pk).exists()
    page = desk.get(f"{LIST}{reader.pk}/change/").content.decode()
    assert "deactivated, never deleted" in page
    assert "/delete/" not in page


def fields_of(user: User, **changed: object) -> dict[str, object]:
    switches = {name: "on" for name in ("is_active", "is_staff", "is_superuser") if getattr(user, name)}
    joined = {"date_joined_0": "2026-11-22", "date_joined_1": "12:00:00"}
    return {"username": user.username, "public_name": user.public_name} | switches | joined | changed


def test_deactivating_ends_the_sessions_of_that_person(desk: Client, editor: User) -> None:
    theirs = Client()
    theirs.force_login(editor)
    fields = fields_of(editor)
    del fields["is_active"]
    assert desk.post(f"{LIST}{editor.pk}/change/", fields).status_code == 302
    assert theirs.get("/admin/").status_code == 302


@pytest.mark.parametrize("switch", ["is_active", "is_superuser"])
def test_the_last_active_superuser_stays(switch: str, desk: Client, superuser: User) -> None:
    User.objects.create_superuser("gone", is_active=False)
    fields = fields_of(superuser)
    del fields[switch]
    refused = desk.post(f"{LIST}{superuser.pk}/change/", fields)
    assert "last active superuser" in refused.content.decode()
    assert User.objects.filter(pk=superuser.pk, is_active=True, is_superuser=True).exists()
    User.objects.create_superuser("second")
    assert desk.post(f"{LIST}{superuser.pk}/change/", fields).status_code == 302


def test_a_public_name_is_given_and_found(desk: Client, reader: User) -> None:
    desk.post(f"{LIST}{reader.pk}/change/", fields_of(reader, public_name="Rita Reader"))
    assert "Rita Reader" in desk.get(f"{LIST}?q=Rita").content.decode()
    assert str(User.objects.get(pk=reader.pk)) == "Rita Reader"


def test_a_new_person_needs_a_password_that_is_accepted(desk: Client) -> None:
    new = {"username": "new", "usable_password": "true", "password1": "short", "password2": "short"}
    assert desk.post(f"{LIST}add/", new).status_code == 200
    assert not User.objects.filter(username="new").exists()
    good = "long enough and uncommon"
    assert desk.post(f"{LIST}add/", new | {"password1": good, "password2": good}).status_code == 302
    assert User.objects.get(username="new").check_password(good)


def test_the_list_counts_no_further_than_1001(desk: Client) -> None:
    User.objects.bulk_create(User(username=f"user{number}") for number in range(1_200))
    assert BoundedPaginator(User.objects.order_by("username"), 100).count == 1_001
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(LIST).status_code == 200
    counts = [query["sql"] for query in queries if "COUNT(" in query["sql"]]
    assert counts
    assert all("LIMIT 1001" in sql for sql in counts)
