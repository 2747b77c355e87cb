"""The shipped nginx configuration in front of a stand-in that answers whatever a test wants."""

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.newsroom.stand_in import Edge, standing_in
from tests.newsroom.visiting import SECURITY, ask_plainly, wait_until

pytestmark = pytest.mark.once

UPLOAD = "/admin/moving/upload/"
PUBLIC = "public, max-age=0, s-maxage=1, stale-if-error=60"
LONGER = "public, s-maxage=60"
PRIVATE = ["/admin/", "/admin/a.css", "/accounts/login/", "/comments/status/1-abc/", "/preview/1/", "/a/b/comment/",
           "/a/b/comment/preview/", "/healthz", "/readyz", "/x/../admin/", "/%61dmin/"]  # fmt: skip


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    with standing_in(tmp_path) as edge:
        yield edge


def asked_twice(edge: Edge, path: str, **more: str) -> int:
    """How many of two requests reached the application."""
    for _ in range(2):
        assert edge.ask(path, **more).text == edge.behind.body.decode()
    return edge.behind.seen[path]


def test_a_page_is_kept_as_long_as_it_says_whoever_asks(edge: Edge) -> None:
    edge.behind.headers = {"Cache-Control": LONGER, "Vary": "Accept-Encoding"}
    assert asked_twice(edge, "/a/b/") == 1
    assert edge.ask("/a/b/", Cookie="session=somebody", Accept_Language="de").text == "page"
    assert edge.ask("/a/b/", "HEAD").status == 200
    assert edge.behind.seen["/a/b/"] == 1
    assert edge.ask("/a/b/?page=2").text == "page"
    assert edge.behind.seen["/a/b/?page=2"] == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Cache-Control": "private, no-store"},
        {"Cache-Control": "no-cache"},
        {"Cache-Control": "public, max-age=0"},
        {"Cache-Control": LONGER, "Set-Cookie": "session=somebody"},
        {"Cache-Control": LONGER, "Vary": "Cookie"},
        {"Cache-Control": LONGER, "Vary": "Accept-Encoding, Cookie"},
        {"Cache-Control": LONGER, "Vary": "*"},
    ],
)
def test_nothing_else_is_kept(edge: Edge, headers: dict[str, str]) -> None:
    edge.behind.headers = headers
    assert asked_twice(edge, "/a/b/") == 2


def test_addresses_of_what_is_personal_are_never_kept_whatever_they_say(edge: Edge) -> None:
    edge.behind.headers = {"Cache-Control": LONGER}
    for path in PRIVATE:
        assert asked_twice(edge, path) == 2, path


def test_a_request_with_a_password_neither_takes_from_the_cache_nor_gives_to_it(edge: Edge) -> None:
    edge.behind.headers = {"Cache-Control": LONGER}
    assert asked_twice(edge, "/a/b/", Authorization="Basic eDp5") == 2
    assert edge.ask("/a/b/").text == "page"
    assert edge.behind.seen["/a/b/"] == 3
    assert edge.ask("/a/b/", Authorization="Basic eDp5").text == "page"
    assert edge.behind.seen["/a/b/"] == 4


def test_posts_are_passed_on_once_each(edge: Edge) -> None:
    edge.behind.headers = {"Cache-Control": LONGER}
    for _ in range(2):
        assert edge.ask("/a/b/", "POST", b"x=1").text == "page"
    assert asked_twice(edge, "/a/b/") == 3


def test_what_one_host_name_was_answered_is_not_shown_under_another(edge: Edge) -> None:
    edge.behind.headers = {"Cache-Control": LONGER}
    edge.behind.body = b"page for evil.example"
    assert edge.ask("/a/b/", Host="evil.example").text == "page for evil.example"
    edge.behind.body = b"page"
    assert edge.ask("/a/b/").text == "page"


def test_a_crowd_at_a_new_page_costs_one_request(edge: Edge) -> None:
    edge.behind.headers = {"Cache-Control": LONGER}
    edge.behind.pause.clear()
    answers: list[str] = []
    readers = [threading.Thread(target=lambda: answers.append(edge.ask("/new/").text)) for _ in range(12)]
    for reader in readers:
        reader.start()
    wait_until(lambda: edge.behind.seen["/new/"] == 1)
    edge.behind.pause.set()
    for reader in readers:
        reader.join(30)
    assert answers == ["page"] * 12
    assert edge.behind.seen["/new/"] == 1


def test_a_stale_page_is_shown_only_while_nothing_answers(edge: Edge) -> None:
    edge.behind.headers = {"Cache-Control": PUBLIC}
    assert edge.ask("/a/b/").text == "page"
    edge.behind.headers, edge.behind.body = {}, b"gone"
    for status in (404, 410, 403, 429, 500, 503):
        edge.behind.status = status
        wait_until(lambda status=status: edge.ask("/a/b/").status == status)  # type: ignore[misc]
        assert edge.ask("/a/b/").text == "gone"
    edge.behind.status, edge.behind.headers = 200, {"Cache-Control": PUBLIC}
    edge.behind.body = b"back"
    wait_until(lambda: edge.ask("/a/b/").text == "back")
    edge.close_the_application()
    end = time.monotonic() + 3
    while time.monotonic() < end:
        assert edge.ask("/a/b/").text == "back"
        time.sleep(0.2)


def test_while_nothing_answers_other_addresses_say_so_in_a_page_and_the_logs_tell_on_nobody(edge: Edge) -> None:
    edge.behind.body = b""
    at_rest = edge.ask("/", Cookie="").named(SECURITY)
    assert at_rest == dict.fromkeys(SECURITY)  # the stand-in sends none, so what follows is nginx's
    edge.close_the_application()
    away = edge.ask("/a/b/?secret=word", source="127.66.77.88")
    assert (away.status, away.headers["Retry-After"], away.headers["Cache-Control"]) == (503, "10", "no-store")
    assert "<h1>Back in a moment</h1>" in away.text
    assert None not in away.named(SECURITY).values()
    wait_until(lambda: ' 127.66.77.0/24 "GET /a/b/ HTTP/1.1" 503 ' in edge.nginx.logs())
    assert not re.search("127.66.77.88|secret|word", edge.nginx.logs())


def test_who_opens_too_many_connections_is_told_so_and_others_are_not(edge: Edge) -> None:
    edge.behind.pause.clear()
    # Thirty more than may be open at once: some are told so themselves, and a lost one changes nothing.
    crowd = [threading.Thread(target=lambda: edge.ask("/slow/", source="127.9.9.9")) for _ in range(130)]
    for one in crowd:
        one.start()
    # The stand-in refuses the method at once, so asking does not add to the crowd.
    wait_until(lambda: edge.ask("/one-more/", "BREW", source="127.9.9.9").status == 429, seconds=30)
    refused = edge.ask("/one-more/", source="127.9.9.9")
    assert (refused.status, refused.headers["Retry-After"]) == (429, "10")
    assert None not in refused.named(SECURITY).values()
    edge.behind.pause.set()
    assert edge.ask("/one-more/", source="127.9.9.10").status == 200
    for one in crowd:
        one.join(30)


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.000, gzip;q=0", "identity"),
        ("BR ; q=0.1 , gzip", "br"),
        ("br;q=1.0", "br"),
        ("br; Q=0", "identity"),
        ("gzip;q=0.001", "gzip"),
        ("brotli, x-gzip", "identity"),
        ("identity", "identity"),
        ("deflate", "identity"),
        ("", "identity"),
    ],
)
def test_the_application_is_asked_for_one_of_three_encodings(edge: Edge, accepted: str, chosen: str) -> None:
    edge.ask("/a/b/", Accept_Encoding=accepted)
    assert edge.behind.encodings == [chosen]


@pytest.mark.parametrize(
    ("address", "network", "reader"),
    [
        ("203.0.113.77", "203.0.113.0/24", "203.0.113.77"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48", "2001:db8:1:2:"),
        ("2001:db8:1:2::", "2001:db8:1::/48", "2001:db8:1:2:"),
        ("2001:db8:1::6", "2001:db8:1::/48", "2001:db8:1::"),
        ("2001:db8::5:6", "2001:db8::/48", "2001:db8::"),
        ("2001::6", "2001::/48", "2001::"),
        ("::1", "::/48", "::"),
        ("::ffff:203.0.113.77", "203.0.113.0/24", "203.0.113.77"),
    ],
)
def test_addresses_are_cut_to_networks(edge: Edge, address: str, network: str, reader: str) -> None:
    shown = ask_plainly(edge.nginx.ports.shown, "/", X_Address=address)
    assert shown.text == f"{network} {reader}"


def test_the_token_of_a_status_link_is_not_logged_however_it_is_written(edge: Edge) -> None:
    ways = ["/comments/status/7-SECRET/", "//comments/%73tatus/7-SECRET", "/Comments/Status/7-SECRET/?a=SECRET",
            "/x/../comments/status/7-SECRET/", "/comments/status/7-SECRET/%0aSECRET"]  # fmt: skip
    for way in ways:
        edge.ask(way, Referer=f"https://127.0.0.1{ways[0]}", User_Agent="SECRET")
    wait_until(lambda: edge.nginx.logs().count("\n") == len(ways))
    assert "SECRET" not in edge.nginx.logs()
    assert edge.nginx.logs().lower().count('/comments/status/- http/1.1" 200') == len(ways)


def test_uploads_are_few_at_a_time_and_their_tickets_are_not_logged(edge: Edge) -> None:
    edge.behind.pause.clear()
    crowd = [threading.Thread(target=lambda: edge.ask(f"{UPLOAD}SECRET/", source="127.9.9.9")) for _ in range(8)]
    for one in crowd:
        one.start()
    wait_until(lambda: edge.nginx.logs().count(" 429 ") >= 4)
    assert edge.ask("/one-more/", "BREW", source="127.9.9.9").status != 429
    edge.behind.pause.set()
    for one in crowd:
        one.join(30)
    assert "SECRET" not in edge.nginx.logs()


def test_requests_without_encryption_are_sent_to_the_encrypted_site(edge: Edge) -> None:
    moved = ask_plainly(edge.nginx.ports.plain, "/a/b/?page=2", Host="evil.example")
    assert (moved.status, moved.headers["Location"]) == (301, "https://127.0.0.1/a/b/?page=2")
    assert not edge.behind.seen


def test_the_issuer_of_the_certificate_finds_its_answer_without_encryption(edge: Edge) -> None:
    folder = edge.nginx.folder / "acme/.well-known/acme-challenge"
    folder.mkdir(parents=True)
    (folder / "token").write_text("proof")
    assert ask_plainly(edge.nginx.ports.plain, "/.well-known/acme-challenge/token").text == "proof"
