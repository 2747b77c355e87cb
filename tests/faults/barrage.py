"""One posting after the other of what no browser sends, each with what may become of it."""

from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

from tests.faults.payloads import BLANK, BROKEN_BYTES, FORWARDED, TEMPLATES, XSS
from tests.faults.wire import FORM, Answer, Commenter, Field, encoded

STORED, INVALID, UNKNOWN_FORM, BAD = 303, 422, 409, 400
LONGEST_NAME = 60
RUNS = ("<", ".", "(", "&", "a@a@", "::", " ", "[", "*", "_", "`", "> ", "https://", "é", "\u0301", "\ud83d")
MULTIPART = b"multipart/form-data; boundary="

numbers = count(1)


class Shot(NamedTuple):
    """`payload` is what must not come back as markup; `expected` are the statuses that are right."""

    label: str
    payload: str
    expected: frozenset[int]
    answer: Answer


def fire(label: str, commenter: Commenter, expected: set[int], payload: str = "", **given: Field) -> Shot:
    """A form that is right but for these fields, with a text of its own."""
    text: dict[str, Field] = {"comment": f"A remark, number {next(numbers)}."}
    return Shot(label, payload, frozenset(expected), commenter.post(text | given))


def everything(commenter: Commenter) -> Iterator[Shot]:
    for kind in (markup, templates, broken_text, blanks, lengths, floods, fields, bodies, forwarded):
        yield from kind(commenter)


def markup(commenter: Commenter) -> Iterator[Shot]:
    for payload in XSS:
        text = f"{payload} number {next(numbers)}"
        name = payload if len(payload) <= LONGEST_NAME else "Ada"
        yield fire(f"text {payload!r}", commenter, {STORED}, payload, comment=text, name=name)
        elsewhere = dict.fromkeys(("email", "website", "parent", "subject", "remember"), payload)
        yield fire(f"fields {payload!r}", commenter, {INVALID}, payload, **elsewhere)
    for payload in (payload for payload in XSS if "http" in payload):
        yield fire(f"website {payload!r}", commenter, {STORED, INVALID}, payload, website=payload)


def templates(commenter: Commenter) -> Iterator[Shot]:
    for payload in TEMPLATES:
        text = f"{payload} number {next(numbers)}"
        yield fire(f"template {payload!r}", commenter, {STORED}, comment=text, name=payload)


def broken_text(commenter: Commenter) -> Iterator[Shot]:
    """Where nothing of an address is left, the form comes back."""
    for kind, broken in BROKEN_BYTES.items():
        text, name = b"A %b remark, number %d." % (broken, next(numbers)), b"Ada %b Reader" % broken[:100]
        yield fire(f"{kind} in text and name", commenter, {STORED}, comment=text, name=name, remember=broken)
        wrong = b"x%b" % broken
        yield fire(f"{kind} in the fields", commenter, {INVALID}, email=wrong, website=wrong, subject=broken)
        yield fire(f"{kind} in the token", commenter, {UNKNOWN_FORM}, token=wrong)
        yield fire(f"{kind} in the parent", commenter, {UNKNOWN_FORM}, parent=b"99999%b9" % broken)
        odd = encoded([*commenter.fields(comment=f"Odd {kind}").items(), (wrong, broken)])
        yield Shot(f"{kind} in a field's name", "", frozenset({STORED}), commenter.post_body(odd))


def blanks(commenter: Commenter) -> Iterator[Shot]:
    for kind, blank in BLANK.items():
        yield fire(f"{kind} for a text", commenter, {INVALID}, comment=blank)
        if not kind.startswith("empty"):
            yield fire(f"{kind} for a name", commenter, {INVALID}, name=blank)


def lengths(commenter: Commenter) -> Iterator[Shot]:
    """One below, at and above each limit, in letters of one byte and of four."""
    for letter in ("a", "😀"):
        for over in (-1, 0, 1):
            status = {INVALID} if over > 0 else {STORED}
            unique = f"{letter} {next(numbers)} "
            text = unique + letter * (10_000 + over - len(unique))
            yield fire(f"{len(text)} × {letter}", commenter, status, comment=text)
            yield fire(f"name of {60 + over} × {letter}", commenter, status, name=letter * (60 + over))
    for over in (-1, 0, 1):
        status = {INVALID} if over > 0 else {STORED}
        yield fire(f"website of {200 + over}", commenter, status, website=f"https://e.example/{'a' * (182 + over)}")
        yield fire(f"website of {500 + over} bytes", commenter, status, website=_website_of(500 + over))
        yield fire(f"address of {254 + over}", commenter, status, email=_address_of(254 + over))


def _website_of(size: int) -> str:
    """Mostly of four bytes a letter, far below the limit in characters."""
    return "https://e.example/" + "😀" * ((size - 18) // 4) + "a" * ((size - 18) % 4)


def _address_of(length: int) -> str:
    return f"{'a' * 64}@{'b' * 60}.{'b' * 60}.{'c' * (length - 195)}.example"


def floods(commenter: Commenter) -> Iterator[Shot]:
    yield fire("a megabyte", commenter, {INVALID}, comment="a" * 2**20)
    yield fire("three megabytes", commenter, {BAD, 413}, comment="a" * 3 * 2**20)
    yield fire("65,000 emoji", commenter, {INVALID}, comment="😀" * 65_000)
    yield fire("a giant word", commenter, {STORED}, comment=f"{next(numbers)}{'w' * 9_900}")
    many = encoded((f"field{number}", "x") for number in range(10_000))
    yield Shot("10,000 fields", "", frozenset({BAD}), commenter.post_body(many))
    for run in RUNS:
        flood = run * (65_536 // len(run))
        yield fire(f"64 KB of {run!r}", commenter, {INVALID}, comment=flood, name=flood, email=flood, website=flood)
        text = f"{next(numbers)} {run * (9_900 // len(run))} end"
        yield fire(f"10,000 of {run!r}", commenter, {STORED, INVALID}, comment=text)


def fields(commenter: Commenter) -> Iterator[Shot]:
    """The last of several counts; what is no field of the form counts for nothing."""
    twice = [("comment", "The first."), *commenter.fields().items(), ("comment", f"The last, {next(numbers)}.")]
    yield Shot("twice the text", "", frozenset({STORED}), commenter.post_body(encoded(twice)))
    array = [*commenter.fields().items(), ("comment[]", "An array."), ("comment[0]", "Another.")]
    yield Shot("an array", "", frozenset({INVALID}), commenter.post_body(encoded(array)))
    mass = {"status": "approved", "on_page": "1", "is_public": "1", "id": "1", "article": "1", "badge": "staff"}
    yield fire("columns of the table", commenter, {STORED}, commenter_id="1", version="99", **mass)
    yield Shot("no field at all", "", frozenset({UNKNOWN_FORM}), commenter.post_body(b""))
    yield Shot("signs alone", "", frozenset({UNKNOWN_FORM}), commenter.post_body(b"&=&==&%&%%&%zz=%u1234&;"))


def bodies(commenter: Commenter) -> Iterator[Shot]:
    """A form is read as the two kinds of form that there are; everything else is none."""
    right = encoded(commenter.fields(comment="In the wrong envelope.").items())
    none = frozenset({BAD, 403, UNKNOWN_FORM, INVALID, 415})
    for kind in (b"text/plain", b"application/xml", b"", b"/", b";;;", b"application/octet-stream", b"a" * 5_000):
        yield Shot(f"a body of type {kind[:30]!r}", "", none, commenter.post_body(right, kind))
    for body in (b'{"comment": "x"}', b"[" * 100_000, b"null", b'{"comment": "\\ud800"}'):
        yield Shot(f"JSON {body[:20]!r}", "", none, commenter.post_body(body, b"application/json"))
    for charset in (b"utf-7", b"utf-16", b"latin-1", b"nonsense", b"idna", b"\xff"):
        yield Shot(f"in {charset!r}", "", none, commenter.post_body(right, FORM + b"; charset=" + charset))
    for name, boundary, body in _multiparts():
        yield Shot(f"multipart, {name}", "", none, commenter.post_body(body, MULTIPART + boundary))


def _multiparts() -> Iterator[tuple[str, bytes, bytes]]:
    part = b'--b\r\nContent-Disposition: form-data; name="comment"\r\n\r\nx\r\n'
    yield "without an end", b"b", part
    yield "without a boundary", b"", part + b"--b--\r\n"
    yield "with another boundary", b"c", part + b"--b--\r\n"
    yield "with an endless boundary", b"b" * 5_000, part
    yield "with a boundary of bytes", b"\xff\x00", part
    yield (
        "with a header of bytes",
        b"b",
        b'--b\r\nContent-Disposition: form-data; name="\xff\x00"\r\n\r\nx\r\n--b--\r\n',
    )
    yield "with no header", b"b", b"--b\r\n\r\nx\r\n--b--\r\n"
    yield "with a broken line", b"b", b"--b\nContent-Disposition: form-data; name=comment\n\nx\n--b--\n"
    yield "with broken base64", b"b", part[:-5] + b"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--b--\r\n"
    yield "with 2,000 parts", b"b", part * 2_000 + b"--b--\r\n"
    yield "with a file", b"b", part.replace(b'"comment"', b'"comment"; filename="../../x\x00.py"') + b"--b--\r\n"


def forwarded(commenter: Commenter) -> Iterator[Shot]:
    """Nobody believes these: the site stands behind no proxy."""
    for value in FORWARDED:
        headers = [
            (name, value.encode())
            for name in (b"X-Forwarded-For", b"X-Real-IP", b"Forwarded", b"CF-Connecting-IP", b"Client-IP")
        ]
        text = f"From afar, number {next(numbers)}."
        yield Shot(f"from {value[:30]!r}", "", frozenset({STORED}), commenter.post({"comment": text}, headers))
