from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from accounts import tries
from accounts.models import Bucket, User
from tests.accounts.conftest import ADMIN_LOGIN, AWAY, HOME, LOGIN, NEIGHBOR, PASSWORD, exhaust, sign_in

KNOWN = "known-browser"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Stands still, so that no bucket fills up on a slow machine."""
    with time_machine.travel("2026-11-22 12:00Z", tick=False) as clock:
        yield clock


@pytest.mark.django_db
def test_after_ten_wrong_tries_even_the_right_password_is_not_looked_at(
    door: str, editor: User, clock: time_machine.Traveller
) -> None:
    assert exhaust(door=door) == 10
    refused = sign_in(door=door)
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert 'value="editor"' in refused.content.decode()
    assert "wait 1 minute and try again" in refused.content.decode()
    clock.shift(60)
    assert sign_in(door=door).status_code == 302


@pytest.mark.django_db
def test_both_doors_share_the_tries(editor: User) -> None:
    exhaust(door=LOGIN)
    assert sign_in(door=ADMIN_LOGIN).status_code == 429


@pytest.mark.django_db
def test_a_name_that_does_not_exist_is_refused_alike(editor: User) -> None:
    assert exhaust("editor") == exhaust("nobody", address=NEIGHBOR)
    known, unknown = sign_in("editor"), sign_in("nobody", address=NEIGHBOR)
    assert (known.status_code, known["Retry-After"]) == (unknown.status_code, unknown["Retry-After"])


@pytest.mark.django_db
def test_two_hundred_wrong_tries_do_not_lock_the_owner_out_elsewhere(editor: User) -> None:
    assert [sign_in(password="wrong").status_code for _ in range(200)].count(429) == 190
    assert {sign_in(address=elsewhere).status_code for elsewhere in (AWAY, NEIGHBOR, "2001:db8::1")} == {302}


@pytest.mark.django_db
def test_a_name_tried_from_all_over_a_network_is_still_free_from_another(editor: User) -> None:
    answers = [sign_in(password="wrong", address=f"198.51.100.{host}").status_code for host in range(1, 61)]
    assert answers == [422] * 30 + [429] * 30
    assert sign_in(address="198.51.100.200").status_code == 429
    assert sign_in(address=AWAY).status_code == 302


@pytest.mark.django_db
def test_all_addresses_of_an_ipv6_64_count_as_one(editor: User) -> None:
    answers = [sign_in(password="wrong", address=f"2001:db8::{host:x}").status_code for host in range(1, 31)]
    assert answers.count(422) == 10


@pytest.mark.django_db
def test_many_names_from_one_network_are_bounded_together(editor: User) -> None:
    answers = [sign_in(f"name{number}", "wrong").status_code for number in range(110)]
    assert answers == [422] * 100 + [429] * 10
    assert sign_in(address=NEIGHBOR).status_code == 429
    assert sign_in(address=AWAY).status_code == 302


@pytest.mark.django_db
def test_the_right_password_costs_nothing(editor: User) -> None:
    assert {sign_in().status_code for _ in range(40)} == {302}
    assert exhaust() == 10


@pytest.mark.django_db
def test_other_names_go_on_from_the_same_address(editor: User, reader: User) -> None:
    exhaust("editor")
    assert sign_in("reader").status_code == 302


@pytest.mark.django_db
def test_forged_headers_open_no_new_bucket(editor: User) -> None:
    exhaust()
    fields = {"username": "editor", "password": PASSWORD}
    forged = Client().post(LOGIN, fields, REMOTE_ADDR=HOME, HTTP_X_FORWARDED_FOR=AWAY, HTTP_X_REAL_IP=AWAY)
    assert forged.status_code == 429


@pytest.mark.django_db
def test_behind_a_proxy_the_clients_own_network_counts(editor: User, settings: Settings) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    fields = {"username": "editor", "password": "wrong"}
    for _ in range(12):
        last = Client().post(LOGIN, fields, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"{AWAY}, {HOME}")
    assert last.status_code == 429
    right = fields | {"password": PASSWORD}
    assert Client().post(LOGIN, right, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=AWAY).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/accounts/logout/", "/admin/", "/accounts/password/"])
def test_no_other_address_is_throttled(address: str, editor: User) -> None:
    exhaust()
    assert Client().get(address, REMOTE_ADDR=HOME).status_code != 429
    assert Client().post(address, {"username": "editor", "password": "x"}, REMOTE_ADDR=HOME).status_code != 429
    assert Client().get(LOGIN, REMOTE_ADDR=HOME).status_code == 200


@pytest.mark.django_db
def test_a_form_without_name_or_password_is_no_try(editor: User) -> None:
    for fields in ({}, {"username": "editor"}, {"password": "x"}, {"username": "e" * 255, "password": "x"}):
        assert Client().post(LOGIN, fields).status_code == 422
    assert not Bucket.objects.exists()


@pytest.mark.django_db
def test_buckets_show_neither_names_nor_addresses(editor: User) -> None:
    sign_in(password="wrong")
    keys = " ".join(Bucket.objects.values_list("key", flat=True))
    assert len(keys.split()) == 3
    assert "editor" not in keys
    assert "198.51" not in keys


@pytest.mark.django_db(transaction=True)
def test_of_fifty_tries_at_once_ten_passwords_are_looked_at(editor: User, hashed: list[str]) -> None:
    hashed.clear()

    def attempt(number: int) -> int:
        try:
            return sign_in(password=f"wrong {number}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(25) as threads:
        answers = list(threads.map(attempt, range(50)))
    assert (answers.count(422), answers.count(429), len(hashed)) == (10, 40, 10)


# The browser that was here before


def known_browser(name: str = "editor", client: Client | None = None) -> Client:
    client = client or Client()
    assert sign_in(name, client=client).status_code == 302
    client.post("/accounts/logout/")
    return client


@pytest.mark.django_db
def test_neighbors_cannot_lock_a_known_browser_out(editor: User) -> None:
    browser = known_browser()
    exhaust()
    for number in range(100):
        sign_in(f"name{number}", "wrong", address=NEIGHBOR)
    assert sign_in(address=NEIGHBOR).status_code == 429
    assert sign_in(client=browser).status_code == 302


@pytest.mark.django_db
def test_a_known_browser_has_ten_tries_of_its_own(editor: User) -> None:
    browser = known_browser()
    assert exhaust(client=browser) == 10
    assert sign_in(client=browser).status_code == 429
    assert sign_in().status_code == 302, "what it wasted is not taken from others"


@pytest.mark.django_db
def test_a_browser_is_known_for_the_names_that_signed_in_there_only(editor: User, reader: User) -> None:
    browser = known_browser("reader")
    exhaust("editor")
    assert sign_in("editor", client=browser).status_code == 429


@pytest.mark.django_db
def test_two_people_share_a_browser(editor: User, reader: User) -> None:
    browser = known_browser("editor", known_browser("reader"))
    for name in ("editor", "reader"):
        exhaust(name)
        assert sign_in(name, client=browser).status_code == 302


@pytest.mark.django_db
def test_a_browser_remembers_the_five_latest_names(editor: User) -> None:
    browser = Client()
    for number in range(7):
        User.objects.create_user(f"user{number}", password=PASSWORD)
        known_browser(f"user{number}", browser)
    assert len(browser.cookies[KNOWN].value.split(":")[0].split(".")) == 6


@pytest.mark.django_db
def test_a_refused_try_makes_no_browser_known(editor: User) -> None:
    assert KNOWN not in sign_in(password="wrong").cookies


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [lambda value: value[:-1] + "_", lambda value: "x" + value, lambda _: "", lambda _: "a:b:c"]
)
def test_a_forged_cookie_makes_no_browser_known(change: Callable[[str], str], editor: User) -> None:
    browser = known_browser()
    browser.cookies[KNOWN] = change(browser.cookies[KNOWN].value)
    exhaust()
    assert sign_in(client=browser).status_code == 429


@pytest.mark.django_db
def test_after_a_year_a_browser_is_a_stranger_again(editor: User) -> None:
    with time_machine.travel("2026-11-22", tick=False):
        browser = known_browser()
        value = browser.cookies[KNOWN].value
    with time_machine.travel("2027-11-23", tick=False):
        exhaust()
        browser.cookies[KNOWN] = value
        assert sign_in(client=browser).status_code == 429


@pytest.mark.django_db
@pytest.mark.parametrize(("secure", "name"), [(False, KNOWN), (True, f"__Host-{KNOWN}")])
def test_the_cookie_is_signed_names_nobody_and_scripts_cannot_read_it(
    secure: bool, name: str, editor: User, settings: Settings
) -> None:
    settings.SESSION_COOKIE_SECURE = secure
    cookie = sign_in().cookies[name]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert bool(cookie["secure"]) is secure
    assert cookie["max-age"] == tries.A_YEAR
    assert "editor" not in cookie.value
