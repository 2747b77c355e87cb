"""What can go wrong on the way: each has a calm page, a line for operators, and nobody is signed in by it."""

import json
import logging
import time
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.elsewhere import transport
from accounts.models import User
from tests.accounts.elsewhere.travel import AT, come_back, set_out, travel, who, words
from tests.oidc_server import Fault, OidcServer

pytestmark = pytest.mark.django_db
CONFIGURATION = "/.well-known/openid-configuration"
NOT_VERIFIED = "The answer of Example could not be verified"
SILENT = "Example does not answer"


def told(caplog: pytest.LogCaptureFixture) -> str:
    """The detail of the only line for operators."""
    lines = [record for record in caplog.records if record.message == "sign-in elsewhere failed"]
    assert [record.levelno for record in lines] == [logging.WARNING]
    return str(lines[0].__dict__["detail"])


HOUR = 3_600
LIES: list[tuple[dict[str, Any], dict[str, str], str]] = [
    ({"aud": "another-site"}, {}, "InvalidAudienceError"),
    ({"aud": None}, {}, "MissingRequiredClaimError"),
    ({"iss": "https://another.example"}, {}, "InvalidIssuerError"),
    ({"nonce": "of another attempt"}, {}, "the nonce is not that of this attempt"),
    ({"nonce": None}, {}, "the nonce is not that of this attempt"),
    ({"azp": "another-site"}, {}, "it was made for another site"),
    ({"exp": int(time.time()) - HOUR}, {}, "ExpiredSignatureError"),
    ({"exp": None}, {}, "MissingRequiredClaimError"),
    (
        {"iat": int(time.time()) + 90 * 24 * HOUR, "exp": int(time.time()) + 91 * 24 * HOUR},
        {},
        "ImmatureSignatureError",
    ),
    ({"sub": None}, {}, "MissingRequiredClaimError"),
    ({"sub": ""}, {}, "its subject is no usable text"),
    ({"sub": "x" * 192}, {}, "its subject is no usable text"),
    ({"sub": "a\0b"}, {}, "its subject is no usable text"),
    ({"sub": "a\ud800b"}, {}, "its subject is no usable text"),
    ({"sub": 7}, {}, "InvalidSubjectError"),
    ({}, {"by": "stranger"}, "InvalidSignatureError"),
    ({}, {"alg": "none"}, "InvalidAlgorithmError"),
    ({}, {"alg": "HS256"}, "InvalidAlgorithmError"),
    ({}, {"kid": "unheard of"}, "signed by a key that the issuer does not name"),
]


@pytest.mark.parametrize(("claims", "signing", "detail"), LIES)
def test_a_token_that_is_not_the_issuer_s_word_about_this_attempt_is_not_believed(
    claims: dict[str, Any],
    signing: dict[str, str],
    detail: str,
    issuer: OidcServer,
    ann: User,
    caplog: pytest.LogCaptureFixture,
) -> None:
    issuer.claims, issuer.signing = claims, signing
    client = Client()
    answer = travel(client, issuer)
    assert (answer.status_code, who(client)) == (502, "")
    assert NOT_VERIFIED in words(answer)
    assert told(caplog) == f"ID token: {detail}"
    assert answer.cookies["elsewhere"].value == ""


RUBBISH: list[tuple[str, Fault]] = [
    ("/token", Fault(body=b"<html>We are moving</html>")),
    ("/token", Fault(body=b"[]")),
    ("/token", Fault(body=b'"text"')),
    ("/token", Fault(body=b'{"access_token": "x"}')),
    ("/token", Fault(body=b'{"access_token": 7, "id_token": 7}')),
    ("/token", Fault(body=b'{"access_token": "x", "id_token": "not.a.token"}')),
    ("/token", Fault(400, b'{"error": "invalid_grant", "id_token": "secret"}')),
    ("/token", Fault(302, headers={"Location": "http://127.0.0.1:1/"})),
    ("/token", Fault(body=b"{" + b" " * 300_000)),
    ("/keys", Fault(body=b"nothing")),
    ("/keys", Fault(body=b'{"keys": 7}')),
    ("/keys", Fault(body=b'{"keys": []}')),
    ("/keys", Fault(404, b"{}")),
]


@pytest.mark.parametrize(("path", "fault"), RUBBISH)
def test_rubbish_is_met_calmly(
    path: str, fault: Fault, issuer: OidcServer, ann: User, caplog: pytest.LogCaptureFixture
) -> None:
    issuer.faults[path] = fault
    client = Client()
    answer = travel(client, issuer)
    assert (answer.status_code, who(client)) == (502, "")
    assert NOT_VERIFIED in words(answer)
    assert "secret" not in told(caplog)


@pytest.mark.parametrize("path", ["/token", "/keys"])
@pytest.mark.parametrize("status", [429, 500, 503])
def test_an_issuer_in_trouble_does_not_answer(path: str, status: int, issuer: OidcServer, ann: User) -> None:
    issuer.faults[path] = Fault(status)
    answer = travel(Client(), issuer)
    assert (answer.status_code, SILENT in words(answer)) == (503, True)


def test_one_that_hangs_is_waited_for_so_long_and_no_longer(
    issuer: OidcServer, ann: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client()
    address = issuer.agree(set_out(client))
    monkeypatch.setattr(transport, "SECONDS", 0.2)
    issuer.faults["/token"] = Fault(hangs=True)
    answer = come_back(client, address)
    assert (answer.status_code, SILENT in words(answer)) == (503, True)
    assert told(caplog) == "no answer within 0.2 s"


def test_two_that_wait_leave_the_other_threads_to_readers(issuer: OidcServer, ann: User) -> None:
    client = Client()
    address = issuer.agree(set_out(client))
    for _slot in range(transport.AT_ONCE):
        assert transport._free.acquire(blocking=False)
    try:
        answer = come_back(client, address)
    finally:
        for _slot in range(transport.AT_ONCE):
            transport._free.release()
    assert (answer.status_code, SILENT in words(answer)) == (503, True)
    assert "/token" not in issuer.asked


def leave(client: Client) -> Any:
    client.post(AT)
    return client.get(f"{AT}leave/")


def test_nobody_is_sent_to_an_issuer_that_does_not_answer_and_nobody_else_waits_for_it(
    issuer: OidcServer, clock: time_machine.Traveller
) -> None:
    issuer.faults[CONFIGURATION] = Fault(500)
    for _reader in range(3):
        answer = leave(Client())
        assert (answer.status_code, SILENT in words(answer)) == (503, True)
    assert issuer.asked == [CONFIGURATION]
    issuer.faults.clear()
    clock.shift(16)
    assert leave(Client()).status_code == 200


def test_an_issuer_that_is_gone_does_not_answer(settings: Settings, issuer: OidcServer) -> None:
    app = settings.SIGN_IN_WITH[0]
    gone = "http://127.0.0.1:1"
    settings.SIGN_IN_WITH = [app | {"provider_id": gone, "settings": {"server_url": gone, "hosts": []}}]
    answer = leave(Client())
    assert (answer.status_code, SILENT in words(answer)) == (503, True)


@pytest.mark.parametrize(
    ("said", "detail"),
    [
        ({"issuer": "https://another.example"}, "its configuration names another issuer"),
        ({"issuer": None}, "its configuration names another issuer"),
        ({"token_endpoint": "http://127.0.0.1:22/"}, "its token_endpoint is on a host that neither"),
        ({"jwks_uri": "http://[::1"}, "its jwks_uri is on a host that neither"),
        ({"jwks_uri": 7}, "its jwks_uri is on a host that neither"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "its authorization_endpoint is on a host that neither"),
    ],
)
def test_a_configuration_that_leads_elsewhere_is_not_followed(
    said: dict[str, Any], detail: str, issuer: OidcServer, caplog: pytest.LogCaptureFixture
) -> None:
    issuer.configuration = said
    answer = leave(Client())
    assert (answer.status_code, NOT_VERIFIED in words(answer)) == (502, True)
    assert told(caplog).startswith(detail)


def test_operators_are_told_the_variable_that_names_more_hosts(
    issuer: OidcServer, caplog: pytest.LogCaptureFixture
) -> None:
    issuer.configuration = {"token_endpoint": "https://tokens.example.org/"}
    leave(Client())
    assert told(caplog).endswith("neither SIGN_IN_WITH nor SIGN_IN_EXAMPLE_HOSTS names")


def test_userinfo_on_another_host_is_not_asked(issuer: OidcServer, ann: User, caplog: pytest.LogCaptureFixture) -> None:
    """What of a configuration is not needed at first is bounded by the wire itself."""
    issuer.configuration = {"userinfo_endpoint": issuer.address.replace("127.0.0.1", "localhost") + "/userinfo"}
    issuer.userinfo = {"sub": "person-1"}
    assert travel(Client(), issuer).status_code == 502
    assert "/userinfo" not in issuer.asked


def test_userinfo_about_somebody_else_is_not_believed(issuer: OidcServer, ann: User) -> None:
    issuer.userinfo = {"sub": "person-2", "email": "boss@example.org", "email_verified": True}
    client = Client()
    assert (travel(client, issuer).status_code, who(client)) == (502, "")


def test_a_key_that_is_new_is_asked_for_but_not_with_each_made_up_number(
    issuer: OidcServer, ann: User, clock: time_machine.Traveller
) -> None:
    travel(Client(), issuer)
    issuer.keys, issuer.signing = ["first", "second"], {"kid": "second"}
    assert travel(Client(), issuer).status_code == 302
    issuer.signing = {"kid": "made up"}
    for _try in range(3):
        assert travel(Client(), issuer).status_code == 502
    assert issuer.asked.count("/keys") == 2


def test_who_cancels_there_is_told_that_nothing_has_changed(
    issuer: OidcServer, ann: User, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client()
    address = issuer.agree(set_out(client))
    answer = come_back(client, address, error="access_denied")
    assert (answer.status_code, who(client)) == (200, "")
    assert "You have cancelled at Example" in words(answer)
    assert "Begin again with Example" in words(answer)
    assert caplog.records == []


@pytest.mark.parametrize(
    ("error", "detail"),
    [("temporarily_unavailable", "it says temporarily_unavailable"), ("\n<b>\x1b[0m", "it says something unreadable")],
)
def test_a_refusal_is_told_and_logged_in_one_plain_line(
    error: str, detail: str, issuer: OidcServer, ann: User, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client()
    answer = come_back(client, issuer.agree(set_out(client)), error=error)
    assert (answer.status_code, "Example has refused" in words(answer)) == (403, True)
    assert told(caplog) == detail


def test_a_way_back_with_neither_code_nor_error_is_rubbish(issuer: OidcServer) -> None:
    client = Client()
    address = issuer.agree(set_out(client))
    assert come_back(client, address, code="").status_code == 502


def test_nobody_leaves_who_has_not_begun(issuer: OidcServer) -> None:
    answer = Client().get(f"{AT}leave/")
    assert (answer.status_code, issuer.asked) == (403, [])


def test_a_forged_cookie_begins_nothing(issuer: OidcServer) -> None:
    client = Client()
    client.cookies["elsewhere"] = json.dumps(["example", "state", "", 0])
    assert client.get(f"{AT}leave/").status_code == 403
