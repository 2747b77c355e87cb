"""The shipped nginx configuration in front of the real application, as readers and moderators meet the two."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count

import pytest
from django.core import signing

from tests.newsroom import behind_nginx
from tests.newsroom.behind_nginx import (
    POISON,
    Edge,
    confirmed,
    hidden_fields,
    own_origin,
    post_comment,
    raw_connection,
    sign_in,
)
from tests.newsroom.visiting import SECURITY, wait_until

pytestmark = pytest.mark.once

ADDRESS = "127.44.55.66"
FORGED = ["203.0.113.9", "203.0.113.10", "203.0.113.11", "203.0.113.12"]
ENCODINGS = {"gzip, deflate, br": "br", "gzip": "gzip", "br;q=0, gzip;q=0": "identity"}
numbers = count(1)


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    with behind_nginx.standing(tmp_path_factory) as edge:
        yield edge


def test_many_readers_cost_the_application_one_request_a_second(edge: Edge) -> None:
    path = edge.articles[0]
    session = sign_in(edge).cookies["__Host-session"]
    cookies = ("", "__Host-session=stolen", "__Host-csrf=none", f"__Host-session={session}")
    began = time.monotonic()
    answers = [edge.ask(path, Cookie=cookies[number % 4], User_Agent=f"{number}") for number in range(40)]
    most = 2 + int(time.monotonic() - began)
    assert len({answer.body for answer in answers}) == 1
    assert not any(answer.headers["Set-Cookie"] for answer in answers)
    assert 1 <= len(edge.passed_on(path)) <= most < 40


def test_two_browsers_never_see_what_is_the_others(edge: Edge) -> None:
    article, theirs = edge.articles[0], ("first@example.org", "second@example.org", "nobody@example.org")
    people = [*confirmed(edge, *theirs[:2]), edge.person()]
    said = [
        person.get(path)
        for _ in range(2)
        for path in (f"{article}comment/", "/comments/identity/")
        for person in people
    ]
    seen = [[address for address in theirs if address in page.text] for page in said]
    assert seen == [[theirs[0]], [theirs[1]], []] * 4
    assert {page.headers["Cache-Control"] for page in said} == {"private, no-store"}
    pages = [person.get(article) for person in people]
    assert not any(address in page.text or "Set-Cookie" in page.headers for address in theirs for page in pages)
    assert len({page.text for page in pages}) == 1


def test_a_kept_page_is_asked_about_by_its_etag(edge: Edge) -> None:
    path = edge.articles[1]
    etag = edge.ask(path).headers["ETag"]
    wait_until(lambda: bool(edge.ask(path)) and etag in {line["http_if_none_match"] for line in edge.passed_on(path)})
    assert edge.ask(path).headers["ETag"] == etag


def test_every_encoding_has_the_same_page_under_one_weak_etag(edge: Edge) -> None:
    answers = {wanted: edge.ask(edge.articles[2], Accept_Encoding=wanted) for wanted in ENCODINGS}
    assert {wanted: answer.encoding for wanted, answer in answers.items()} == ENCODINGS
    assert len({answer.text for answer in answers.values()}) == 1
    etags = {answer.headers["ETag"] for answer in answers.values()}
    assert [etag[:3] for etag in etags] == ['W/"']
    assert {answer.headers["Vary"] for answer in answers.values()} == {"Accept-Encoding"}
    assert {line["http_accept_encoding"] for line in edge.passed_on(edge.articles[2])} == {"br", "gzip", "identity"}
    for wanted in ENCODINGS:
        known = edge.ask(edge.articles[2], Accept_Encoding=wanted, If_None_Match=f'"other", {etags.copy().pop()}')
        assert (known.status, known.body) == (304, b"")


def test_headers_that_nobody_vouches_for_leave_no_trace_in_a_kept_page(edge: Edge) -> None:
    path, evil = edge.articles[3], "evil.example"
    names = ("X_Forwarded_Host", "X_Forwarded_Server", "X_Host", "Forwarded", "X_Original_URL", "X_Rewrite_URL", "Via")
    more = {
        "X_Forwarded_Proto": "http",
        "X_HTTP_Method_Override": "POST",
        "HX_Request": "true",
        "X_Forwarded_For": evil,
    }
    more |= {"Accept_Language": "de", "Range": "bytes=0-9", "Referer": f"https://{evil}/", "Cookie": "language=de"}
    poisoned = edge.ask(f"{path}?view=1", **dict.fromkeys(names, evil), **more)
    after, clean = edge.ask(f"{path}?view=1"), edge.ask(f"{path}?view=2")
    assert (after.status, clean.status) == (200, 200)
    assert poisoned.body == after.body[: len(poisoned.body)]
    assert after.text.replace("view=1", "view=2") == clean.text
    assert evil not in f"{after.text}{after.headers}"


@pytest.mark.parametrize("poison", POISON, ids=lambda poison: next(iter(poison)))
def test_whoever_asks_first_leaves_nothing_to_the_next(edge: Edge, poison: dict[str, str]) -> None:
    """Each on an address that nobody has asked for yet, so that its answer would be the one to be kept."""
    first, other = (f"{edge.articles[3]}?asked={next(numbers)}" for _ in range(2))
    edge.ask(first, **poison)
    for wanted, encoding in ENCODINGS.items():
        after, clean = (edge.ask(address, Accept_Encoding=wanted) for address in (first, other))
        assert (after.status, after.encoding) == (200, encoding)
        assert after.text.replace(first, other) == clean.text
        assert not re.search("evil|Set-Cookie", f"{after.text}{after.headers}")


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PURGE"])
def test_no_other_method_leaves_its_answer_to_a_reader(edge: Edge, method: str) -> None:
    first, other = (f"{edge.articles[3]}?asked={next(numbers)}" for _ in range(2))
    edge.ask(first, method)
    after, clean = edge.ask(first), edge.ask(other)
    assert (after.status, after.text.replace(first, other)) == (200, clean.text)


def test_of_two_host_names_neither_is_believed(edge: Edge) -> None:
    path = f"{edge.articles[4]}?asked={next(numbers)}"
    own = f"127.0.0.1:{edge.nginx.ports.tls}"
    for names in ((own, "evil.example"), ("evil.example", own)):
        lines = "".join(f"Host: {name}\r\n" for name in names)
        with raw_connection(edge) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\n{lines}Connection: close\r\n\r\n".encode())
            assert connection.recv(100).startswith(b"HTTP/1.1 400 ")
    assert edge.passed_on(path) == []
    assert "evil" not in edge.ask(path).text


def test_another_host_name_is_refused_and_shown_to_nobody_else(edge: Edge) -> None:
    path = edge.articles[4]
    assert edge.ask(path, Host="evil.example").status == 400
    assert edge.ask(path, Host="evil.example").status == 400
    assert edge.ask(path).status == 200


def test_personal_pages_reach_the_application_each_time(edge: Edge) -> None:
    status = post_comment(edge, edge.person(), edge.articles[5], "Where does my comment stand?")
    form = f"{edge.articles[5]}comment/"
    for path in (status, form, "/accounts/login/", "/admin/login/", "/readyz"):
        before = len(edge.passed_on(path))
        answers = [edge.ask(path) for _ in range(3)]
        assert {answer.status for answer in answers} == {200}, path
        assert all("no-store" in answer.headers["Cache-Control"] for answer in answers), path
        assert len(edge.passed_on(path)) - before == 3, path


def test_what_one_reader_typed_is_shown_to_no_other(edge: Edge) -> None:
    """Each of them is remembered, and is shown an own form, refused form and status page; all else is the same page."""
    path, form = edge.articles[6], f"{edge.articles[6]}comment/"
    people = {"Ada Lovelace": edge.person("127.0.0.2"), "Ben Bitdiddle": edge.person("127.0.0.3")}
    own = {
        name: [form, post_comment(edge, person, path, f"Words of {name} alone.", name=name, remember="on")]
        for name, person in people.items()
    }
    for _ in range(3):
        for name, person in people.items():
            refused = person.post(form, data=hidden_fields(person, form) | {"name": name}, headers=own_origin(edge))
            pages = [refused, *(person.get(address) for address in [*own[name], "/", path, f"{path}?order=newest"])]
            assert [page.status_code for page in pages] == [422] + [200] * 5
            assert [name in page.text for page in pages] == [True] * 3 + [False] * 3
            (other,) = people.keys() - {name}
            assert not [page.url for page in pages if other in page.text]


def test_the_application_sees_the_readers_own_address_whatever_they_claim(edge: Edge) -> None:
    lines = [("X-Forwarded-For", FORGED[0]), ("X-Forwarded-For", FORGED[1]), ("X_Forwarded_For", FORGED[2])]
    lines += [(name, FORGED[3]) for name in ("X-Real-IP", "Client-IP", "CF-Connecting-IP", "True-Client-IP")]
    lines += [("Forwarded", f"for={FORGED[3]}")]
    text = "From which address was this sent?"
    status = post_comment(edge, edge.person(ADDRESS), edge.articles[7], text, headers=lines)
    call = edge.running.akismet.wait_for(1, "comment-check", text)[0]
    assert call["fields"]["user_ip"] == ADDRESS
    edge.ask(f"{status}?word=planted", source=ADDRESS)
    edge.passed_on("/")
    assert "127.44.55.0/24" in edge.nginx.logs()
    assert not re.search("|".join([ADDRESS, "planted", status.split("/")[3], *FORGED]), edge.nginx.logs())


def test_an_approved_comment_is_on_the_page_within_three_seconds(edge: Edge) -> None:
    path, text = edge.articles[8], "Shown as soon as somebody has read it."
    post_comment(edge, edge.person(), path, text)
    edge.running.akismet.wait_for(1, "comment-check", text)
    number = behind_nginx.number_of(moderator := sign_in(edge), text)
    assert text not in "".join(edge.ask(path, Accept_Encoding=wanted).text for wanted in ENCODINGS)
    behind_nginx.approve(moderator, number)
    late = time.time() + 3
    for wanted in ENCODINGS:
        asked = time.time()
        while text not in edge.ask(path, Accept_Encoding=wanted).text:
            assert asked < late, wanted
            asked = time.time()


def test_an_article_that_is_taken_down_is_gone_within_three_seconds(edge: Edge) -> None:
    path = edge.articles[9]
    lists = ["/sitemap.xml", f"/{path.split('/')[1]}/"]
    for wanted in ENCODINGS:
        assert edge.ask(path, Accept_Encoding=wanted).status == 200
        assert all(path in edge.ask(address, Accept_Encoding=wanted).text for address in lists)
    with behind_nginx.reading(edge, path, [*ENCODINGS]) as seen:
        at = behind_nginx.take_down(edge, path)
        wait_until(lambda: time.time() > at + 3)
        shown = [edge.ask(address, Accept_Encoding=wanted).text for wanted in ENCODINGS for address in ["/", *lists]]
        wait_until(lambda: bool({wanted for asked, wanted, _ in list(seen) if asked > at + 3} == {*ENCODINGS}))
    assert not [page for page in shown if path in page]
    late = {(wanted, status) for asked, wanted, status in seen if asked > at + 3}
    assert late == {(wanted, 410) for wanted in ENCODINGS}


def test_what_is_published_and_corrected_is_everywhere_within_three_seconds(edge: Edge) -> None:
    path = edge.articles[5]
    section = f"/{path.split('/')[1]}/"
    said = dict.fromkeys((path, section, "/feeds/articles.rss", "/search/?q=otherwise"), "Than We Said")
    said |= dict.fromkeys(("/corrections/", "/feeds/corrections.atom"), "It is otherwise.")
    lists = ("/", "/feeds/articles.atom", "/sitemap.xml", "/news-sitemap.xml")
    assert not [place for place, words in said.items() if words in edge.ask(place).text]
    assert {edge.ask(place).status for place in lists} == {200}, "now they are kept"
    new, at = behind_nginx.publish_and_correct(edge, path)
    for place, words in (said | dict.fromkeys(lists, new) | {new: "<h1"}).items():
        asked = time.time()
        while words not in edge.ask(place).text:
            assert asked < at + 3, place
            asked = time.time()


def test_static_files_come_from_nginx_as_the_application_would_give_them(edge: Edge) -> None:
    manifest = json.loads(edge.ask("/static/staticfiles.json").text)
    one_of_each = {path.rpartition(".")[2]: f"/static/{path}" for path in manifest["paths"].values()}
    assert one_of_each.keys() >= {"css", "js", "svg", "png"}
    for path in [*one_of_each.values(), "/static/staticfiles.json"]:
        ours, theirs = edge.ask(path, Accept_Encoding="gzip"), edge.ask_application(path)
        names = (*SECURITY, "Cache-Control", "Vary", "Content-Encoding")
        assert ours.named(names) == theirs.named(names), path
        assert ours.headers.get_content_type() == theirs.headers.get_content_type()
        assert ours.body == theirs.body
        assert edge.ask(path, Accept_Encoding="gzip", If_None_Match=ours.headers["ETag"]).status == 304
        assert edge.passed_on(path) == []


def test_pictures_come_from_nginx_as_the_application_would_give_them(edge: Edge) -> None:
    found = re.findall(r'src="(/media/[^"]+)"', edge.ask("/").text)
    assert found
    for path in found[:3]:
        ours, theirs = edge.ask(path), edge.ask_application(path)
        names = (*SECURITY, "Cache-Control", "Content-Type")
        assert (ours.named(names), ours.body) == (theirs.named(names), theirs.body)
        assert edge.passed_on(path) == []


@pytest.mark.parametrize("path", ["/static/nothing.css", "/media/nothing.png", "/static/../secret_key", "/static/"])
def test_what_is_no_file_is_the_applications_to_answer(edge: Edge, path: str) -> None:
    missing = edge.ask(path)
    assert missing.status == 404
    assert "<h1" in missing.text
    assert None not in missing.named(SECURITY).values()


def test_a_body_beyond_what_the_application_takes_is_refused_before_it(edge: Edge) -> None:
    form = f"{edge.articles[0]}comment/"
    refused = edge.ask(form, "POST", b"x" * (2_621_440 + 1))
    assert (refused.status, refused.headers["Server"]) == (413, "nginx")
    assert None not in refused.named(SECURITY).values()
    assert [request for request in edge.passed_on(form) if request["request_method"] == "POST"] == []


def test_pictures_may_be_larger_and_reach_the_admin(edge: Edge) -> None:
    person = edge.person()
    person.headers["Referer"] = edge.nginx.url
    fields = hidden_fields(person, "/admin/login/") | {"username": "nobody", "password": "wrong"}
    answer = person.post("/admin/login/", data=fields, files={"picture": b"x" * 20 * 2**20})
    assert answer.status_code == 422


def test_exports_of_other_systems_may_be_larger_still_at_the_address_that_their_form_gives(edge: Edge) -> None:
    signer = signing.TimestampSigner(key=(edge.running.folder / "secret_key").read_text().strip(), salt="moving.upload")
    answer = edge.ask(f"/admin/moving/upload/{signer.sign('1')}/wordpress/", "POST", b"x" * 26 * 2**20)
    assert (answer.status, answer.headers["Location"].partition("?")[0]) == (302, "/admin/login/")


def test_half_sent_comments_keep_nobody_else_waiting(edge: Edge) -> None:
    path = f"{edge.articles[1]}comment/"
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\n"
    with ExitStack() as closing:
        for number in range(200):
            slow = closing.enter_context(raw_connection(edge, f"127.7.{number % 5}.1"))
            slow.sendall(f"{head}name=".encode())
        assert edge.ask(path).status == 200
        methods = {line["request_method"] for line in edge.passed_on(path)}
    assert methods == {"GET"}
