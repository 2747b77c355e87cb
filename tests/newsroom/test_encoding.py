from io import BytesIO

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import Client

from newsroom.encoding import with_readable_content_type

BODY = b"--x\r\nContent-Disposition: form-data; name=username\r\n\r\n+2AA-\r\n--x--\r\n"


def posted(charset: str) -> int:
    kind = f"multipart/form-data; boundary=x{charset}"
    client = Client(raise_request_exception=False)
    return client.generic("POST", "/accounts/login/", BODY, content_type=kind).status_code


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["utf-7", "UTF-7", "hex", "zlib", "idna", "rot13", "utf-16", "latin-1", "nonsense"])
def test_a_form_in_another_encoding_is_a_bad_request(charset: str) -> None:
    assert posted(f"; charset={charset}") == 400


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["", "; charset=utf-8", "; charset=UTF-8", '; charset="utf8"'])
def test_a_form_in_utf8_is_read(charset: str) -> None:
    assert posted(charset) == 422


@pytest.mark.django_db(transaction=True)  # the handler closes the connection, as a server does between requests
@pytest.mark.parametrize(
    "kind", ["multipart/form-data; charset*=nonsense''x", "text/plain; a*=nonsense''x", "a/b; " + "x=y; " * 5_000]
)
def test_a_content_type_that_cannot_be_parsed_is_none(kind: str) -> None:
    answers: list[str] = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/accounts/login/",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(BODY)),
        "wsgi.input": BytesIO(BODY),
        "wsgi.url_scheme": "http",
    }
    application = with_readable_content_type(get_wsgi_application())
    b"".join(application(environ, lambda status, headers: answers.append(status)))
    assert answers == ["403 Forbidden"], "no form, so no CSRF token"
