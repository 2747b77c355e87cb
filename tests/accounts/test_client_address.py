from typing import Any

import pytest
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from accounts.network import block_of, client_address, network_of

pytestmark = pytest.mark.once

SOCKET = "192.0.2.7"


def address(forwarded: str | None = None, socket: str = SOCKET, **headers: Any) -> str:
    if forwarded is not None:
        headers["HTTP_X_FORWARDED_FOR"] = forwarded
    return client_address(RequestFactory().get("/", REMOTE_ADDR=socket, **headers))


FORGED = {
    "HTTP_X_FORWARDED_FOR": "203.0.113.1",
    "HTTP_X_REAL_IP": "203.0.113.1",
    "HTTP_FORWARDED": "for=203.0.113.1",
    "HTTP_CF_CONNECTING_IP": "203.0.113.1",
    "HTTP_CLIENT_IP": "203.0.113.1",
    "HTTP_TRUE_CLIENT_IP": "203.0.113.1",
    "HTTP_X_FORWARDED": "203.0.113.1",
    "HTTP_X_CLUSTER_CLIENT_IP": "203.0.113.1",
}


@pytest.mark.parametrize("header", FORGED)
def test_without_a_proxy_no_header_changes_the_address(header: str) -> None:
    assert address(**{header: FORGED[header]}) == SOCKET


@pytest.mark.parametrize("header", [name for name in FORGED if name != "HTTP_X_FORWARDED_FOR"])
def test_behind_a_proxy_only_x_forwarded_for_counts(header: str, settings: Settings) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    assert address(**{header: FORGED[header]}) == SOCKET


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client"),
    [
        (1, "203.0.113.1", "203.0.113.1"),
        (1, "8.8.8.8, 203.0.113.1", "203.0.113.1"),
        (1, "8.8.8.8,203.0.113.1", "203.0.113.1"),
        (1, "8.8.8.8, 9.9.9.9,  203.0.113.1  ", "203.0.113.1"),
        (2, "203.0.113.1, 10.0.0.1", "203.0.113.1"),
        (2, "8.8.8.8, 203.0.113.1, 10.0.0.1", "203.0.113.1"),
        (3, "8.8.8.8, 203.0.113.1, 10.0.0.1, 10.0.0.2", "203.0.113.1"),
    ],
)
def test_the_client_is_the_nth_entry_from_the_right(
    proxies: int, forwarded: str, client: str, settings: Settings
) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies
    assert address(forwarded) == client


@pytest.mark.parametrize("forwarded", [None, "", " ", "203.0.113.1", "203.0.113.1;10.0.0.1", ","])
def test_too_few_entries_mean_the_socket_address(forwarded: str | None, settings: Settings) -> None:
    settings.TRUSTED_PROXY_COUNT = 2
    assert address(forwarded) == SOCKET


@pytest.mark.parametrize(
    ("entry", "client"),
    [
        ("203.0.113.1:8080", "203.0.113.1"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("[fe80::1%eth0]:443", "fe80::1"),
        ("2001:0DB8:0000::0001", "2001:db8::1"),
        ("::ffff:203.0.113.1", "203.0.113.1"),
        ("[::ffff:cb00:7101]:80", "203.0.113.1"),
    ],
)
def test_port_brackets_and_zone_are_cut_and_mapped_addresses_are_ipv4(
    entry: str, client: str, settings: Settings
) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    assert address(entry) == client


JUNK = [
    "unknown",
    "_hidden",
    "localhost",
    "203.0.113",
    "203.0.113.256",
    "010.0.0.1",
    "0x7f.1",
    "2130706433",
    "203.0.113.1/24",
    "٢٠٣.٠.١١٣.١",
    "[]",
    "[",
    "%",
    ":",
    ":::",
    "1:2:3:4:5:6:7:8:9",
    "<script>",
    "203.0.113.1\x00",
    "\ud800",
    "a" * 10_000,
    ":" * 10_000,
    "[" * 10_000,
    "1." * 5_000,
]


@pytest.mark.parametrize("entry", JUNK, ids=range(len(JUNK)))
def test_an_entry_that_is_no_address_means_the_socket_address(entry: str, settings: Settings) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    assert address(f"203.0.113.1, {entry}") == SOCKET


@pytest.mark.parametrize("junk", ["203.0.113.1, " * 1_000, "," * 10_000, "x," * 5_000], ids=["many", "commas", "x"])
def test_a_long_forged_list_before_the_proxys_own_entry_changes_nothing(junk: str, settings: Settings) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    assert address(junk + ", 198.51.100.4") == "198.51.100.4"


def test_a_socket_without_an_address_is_nowhere() -> None:
    assert address(socket="") == "0.0.0.0"


def test_a_mapped_socket_address_is_ipv4() -> None:
    assert address(socket="::ffff:127.0.0.1") == "127.0.0.1"


@pytest.mark.parametrize(
    ("of", "block", "network"),
    [
        ("203.0.113.77", "203.0.113.77/32", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.77/32", "203.0.113.0/24"),
        ("", "0.0.0.0/32", "0.0.0.0/24"),
    ],
)
def test_block_and_network_of_an_address(of: str, block: str, network: str) -> None:
    assert (block_of(of), network_of(of)) == (block, network)
