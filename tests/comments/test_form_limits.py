"""One below, at and above every limit, and hostile text through the real address: cleaned or 4xx, never 5xx."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from comments.models import Comment, Submission
from tests.comments.posting import filled_in, form_address, kept_text, nothing_is_written, post, reader, words
from tests.comments.stopwatch import is_done_within
from tests.factories import make_article

pytestmark = pytest.mark.django_db

LONG_HOST = ".".join(["a" * 60] * 3)
MANY_DOTS = ".".join(["a"] * 200)


def email_of(length: int) -> str:
    return f"{'a' * (length - len(LONG_HOST) - 9)}@{LONG_HOST}.example"


def website_of(length: int) -> str:
    return "https://example.org/" + "a" * (length - 20)


LIMITS: dict[tuple[str, int], Any] = {
    ("name", 60): lambda length: "a" * length,
    ("comment", 10_000): lambda length: "a" * length,
    ("website", 200): website_of,
}


@pytest.mark.parametrize(("field", "limit"), LIMITS)
@pytest.mark.parametrize("sign", ["a", "𝄞"])
def test_a_field_takes_what_its_limit_says_and_not_one_more(field: str, limit: int, sign: str) -> None:
    article, value_of = make_article(), LIMITS[field, limit]
    sign = "a" if field == "website" else sign
    for length, status in ((limit - 1, 303), (limit, 303), (limit + 1, 422)):
        value = value_of(length).replace("a" * (length // 2), sign * (length // 2))
        response = post(article, **{"comment": f"Remark {length}", field: value})
        assert response.status_code == status, (field, length)
    assert f"shorten it to {limit}" in words(response)


def test_the_longest_email_address_is_taken_and_a_longer_one_is_not() -> None:
    article = make_article()
    assert post(article, email=email_of(254)).status_code in (303, 422)
    assert "a whole e-mail" not in words(post(article, email="a" * 60 + "@" + LONG_HOST + ".example", comment="B"))
    response = post(article, email=email_of(255))
    assert response.status_code == 422
    assert "at most 254" in words(response)


def test_an_address_whose_bytes_are_too_many_is_refused() -> None:
    response = post(make_article(), email="ada@" + ".".join(["ü" * 40] * 4) + ".example")
    assert response.status_code == 422
    assert nothing_is_written()


def test_a_website_is_counted_in_bytes_too() -> None:
    response = post(make_article(), website="https://example.org/" + "漢" * 170)
    assert response.status_code == 422
    assert "500 bytes" in words(response)


@pytest.mark.parametrize(
    "website",
    ["javascript:alert(1)", "JaVaScRiPt://x%0aalert(1)", "data:text/html,x", "ftp://x.example", "mailto:a@b.c",
     "https://bank.example@evil.example", "http://", "https://[", "java\tscript:alert(1)", "vbscript:x", "file:///etc/passwd"],
)  # fmt: skip
def test_only_whole_web_addresses_are_websites(website: str) -> None:
    response = post(make_article(), website=website)
    assert response.status_code == 422
    assert "Enter a whole web address" in words(response)


def test_a_website_without_a_scheme_is_a_secure_one() -> None:
    post(make_article(), website="www.example.org/ada")
    assert Comment.objects.get().website == "https://www.example.org/ada"


@pytest.mark.parametrize(
    "email", ["ada", "ada@", "@example.org", "a b@example.org", "a@b@c.example", "ada@example.org\nbcc: x@y.z"]
)
def test_only_whole_email_addresses_are_taken(email: str) -> None:
    assert post(make_article(), email=email).status_code == 422


@pytest.mark.parametrize(
    "blank", ["", " \n\t", "\u200b\u2060", "\u3164", "\u2800", "> ", "```\n```", "\x00\x07", "\u0301"]
)
def test_a_comment_that_nobody_can_see_is_empty(blank: str) -> None:
    response = post(make_article(), comment=blank)
    assert response.status_code == 422
    assert "there is no text in your comment" in words(response)


TORTURE = {
    "nul": "a\x00b",
    "bidi": "safe\u202egnp.exe\u202c \u2066x\u2069",
    "zalgo": "Z" + "\u0321\u0334\u0344" * 300,
    "controls": "".join(map(chr, range(32))) + "x\x7f\x85\x9b",
    "emoji": "👩‍❤️‍👨" * 100,
    "scripts": "العربية 漢字 हिन्दी ไทย \ue000",
    "markup": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}{% now %}%s{0.__class__}",
    "sql": "'; DROP TABLE comments_comment; -- \\ % _",
    "line separators": "a\u2028b\u2029c",
    "not a character": "a\ufffeb\uffff",
    "formula": '=HYPERLINK("x")',
}


@pytest.mark.parametrize("case", TORTURE)
@pytest.mark.parametrize("field", ["name", "comment", "subject"])
def test_hostile_text_is_cleaned_and_shown_as_text(case: str, field: str) -> None:
    article, value = make_article(), TORTURE[case][:60] if field == "name" else TORTURE[case]
    client = reader()
    response = post(article, client, **{field: value})
    assert response.status_code == 303
    page = client.get(response["Location"])
    stored = json.dumps(list(Comment.objects.values_list("name", "text", "html")), ensure_ascii=False)
    assert page.status_code == 200
    assert not set(stored) & set("\x00\u202e\u2066\ufffe\uffff")
    assert "<script>alert" not in page.content.decode()
    assert "<img" not in page.content.decode()


@pytest.mark.parametrize("field", ["name", "email", "website", "parent", "token"])
def test_hostile_text_in_the_other_fields_never_breaks_the_page(field: str, settings: Settings) -> None:
    settings.COMMENT_LIMITS = "off"
    for value in TORTURE.values():
        response = post(make_article(), **{field: value})
        assert response.status_code in (303, 409, 422)
        assert "<script>alert" not in response.content.decode()


def test_invalid_utf8_becomes_the_replacement_sign() -> None:
    article = make_article()
    fields = "&".join(f"{name}={value}" for name, value in filled_in(article, comment=None, name=None).items())
    body = f"{fields}&name=%ff%fe&comment=%ed%a0%80%c0%af+overlong".encode()
    response = reader().post(form_address(article), body, content_type="application/x-www-form-urlencoded")
    comment = Comment.objects.get()
    assert response.status_code == 303
    assert (comment.name, comment.text.strip("\ufffd")) == ("\ufffd\ufffd", " overlong")


def test_a_megabyte_is_refused_with_its_text() -> None:
    text = "word " * 200_000
    response = post(make_article(), comment=text)
    assert response.status_code == 422
    assert kept_text(response) == text.strip()
    assert nothing_is_written()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"x=" + b"a" * 3_000_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % n for n in range(2_000)), "application/x-www-form-urlencoded"),
        (b'{"comment": "\\ud800"}', "application/json"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"anything", "multipart/form-data"),
        (b"comment=x", "application/x-www-form-urlencoded; charset=utf-16"),
    ],
)
def test_bodies_that_are_no_form_are_refused(body: bytes, content_type: str) -> None:
    response = reader().post(form_address(make_article()), body, content_type=content_type)
    assert 400 <= response.status_code < 500
    assert nothing_is_written()


@pytest.mark.parametrize(
    "charset", ["utf-7", "unicode_escape", "utf-16", "rot13", "hex", "idna", "no-such", "utf-8-sig"]
)
def test_a_form_in_another_encoding_is_cleaned_or_refused(charset: str) -> None:
    article = make_article()
    fields = filled_in(article, comment="lone +2AA- \\ud800 surrogates")
    parts = [f'--x\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()]
    environ = {"CONTENT_TYPE": f"multipart/form-data; boundary=x; charset={charset}"}
    response = reader().generic("POST", form_address(article), "".join([*parts, "--x--\r\n"]), **environ)  # type: ignore[arg-type]
    assert response.status_code == 303 or 400 <= response.status_code < 500


def test_a_file_is_no_text() -> None:
    response = post(make_article(), comment=SimpleUploadedFile("x.txt", b"text"))
    assert response.status_code == 422


def test_headers_are_cut_and_cleaned() -> None:
    client = reader(user_agent="B\x1b[31m" + "r" * 400, referer="http://testserver/" + "x" * 900)
    post(make_article(), client)
    submission = Submission.objects.get()
    assert submission.user_agent == ("B[31m" + "r" * 400)[:254]
    assert len(submission.referrer) == 500


@pytest.mark.parametrize("sign", ["<", ".", "(", "&", "a@a@", "::", " ", "a.a", "\u0301", "http://"])
def test_64_kilobytes_in_any_field_are_answered_in_no_time(sign: str) -> None:
    article, value = make_article(), sign * (64 * 1024 // len(sign))
    for field in ("name", "email", "website", "comment", "parent", "token", "subject"):
        assert is_done_within(1, lambda field=field: post(article, **{field: value}))  # type: ignore[misc]


def test_every_limit_stands_in_the_form() -> None:
    html = reader().get(form_address(make_article())).content.decode()
    assert 'data-most="10000"' in html
    for name, limit in {"name": 60, "email": 254, "website": 200}.items():
        assert f'maxlength="{limit}"' in html.split(f'name="{name}"')[1].split(">")[0]
