"""The server itself: one thread per connection, everything in memory."""

import html
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.oidc_server import tokens
from tests.oidc_server.tokens import Person

CLIENT = ("our-client", "our-secret")
LONGEST_HANG = 60.0


@dataclass
class Fault:
    """What a path answers instead: a status with a body, or nothing until the test is over."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    hangs: bool = False


@dataclass
class OidcServer:
    address: str = ""
    person: Person = field(default_factory=Person)
    claims: dict[str, Any] = field(default_factory=dict)
    """What ID tokens say instead; None leaves a claim out."""
    signing: dict[str, str] = field(default_factory=dict)
    """How they are signed, see tokens.signed."""
    keys: list[str] = field(default_factory=lambda: ["first"])
    configuration: dict[str, Any] = field(default_factory=dict)
    """What its configuration says instead."""
    faults: dict[str, Fault] = field(default_factory=dict)
    """By path."""
    userinfo: dict[str, Any] | None = None
    """What stands there alone; None: all stands in the token."""
    asked: list[str] = field(default_factory=list)
    """The paths, in order."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)

    def sent(self, authorization: dict[str, str], **more: str) -> str:
        """The address to which the person's browser is sent back, with a new code."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = authorization
        return f"{authorization['redirect_uri']}?{urlencode({'code': code, 'state': authorization['state']} | more)}"

    def agree(self, way: str) -> str:
        """What the person's browser would do at this address: it is sent back with a code."""
        asked = dict(parse_qsl(urlsplit(way).query))
        assert self.refusal(asked) is None, self.refusal(asked)
        return self.sent(asked)

    def refusal(self, asked: dict[str, str]) -> str | None:
        """Why the page of the issuer would not be shown."""
        wanted = {"client_id": CLIENT[0], "response_type": "code", "code_challenge_method": "S256"}
        wrong = [name for name, value in wanted.items() if asked.get(name) != value]
        missing = [name for name in ("state", "nonce", "code_challenge", "redirect_uri") if not asked.get(name)]
        if "openid" not in asked.get("scope", "").split():
            missing.append("scope")
        return ", ".join(wrong + missing) or None

    def configured(self) -> dict[str, Any]:
        paths = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        found: dict[str, Any] = {name: f"{self.address}/{path}" for name, path in paths.items()}
        found |= {"issuer": self.address, "userinfo_endpoint": f"{self.address}/userinfo"}
        return found | self.configuration

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """A code counts once, whoever brings it."""
        begun = self.codes.pop(form.get("code", ""), None)
        if (form.get("client_id"), form.get("client_secret")) != CLIENT:
            return 401, {"error": "invalid_client"}
        if begun is None or begun["redirect_uri"] != form.get("redirect_uri"):
            return 400, {"error": "invalid_grant"}
        if tokens.challenge_of(form.get("code_verifier", "")) != begun["code_challenge"]:
            return 400, {"error": "invalid_grant", "error_description": "PKCE"}
        return 200, {"access_token": "for-userinfo", "token_type": "Bearer", "id_token": self.id_token(begun)}

    def id_token(self, begun: dict[str, str]) -> str:
        said = {"iss": self.address, "aud": CLIENT[0], "nonce": begun["nonce"]} | tokens.times()
        said |= {"sub": self.person.sub} if self.userinfo is not None else self.person.claims
        said |= self.claims
        return tokens.signed({name: value for name, value in said.items() if value is not None}, **self.signing)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Server"

    def do_GET(self) -> None:
        self._begin()
        issuer, parts = self.server.issuer, urlsplit(self.path)
        match parts.path:
            case path if path in issuer.faults:
                self._fail(issuer.faults[path])
            case "/.well-known/openid-configuration":
                self._json(issuer.configured())
            case "/keys":
                self._json({"keys": [tokens.public(number) for number in issuer.keys]})
            case "/userinfo" if self.headers["Authorization"] == "Bearer for-userinfo":
                self._json(issuer.userinfo or issuer.person.claims)
            case "/authorize":
                self._ask(dict(parse_qsl(parts.query)))
            case _:
                self._json({}, 404)

    def do_POST(self) -> None:
        self._begin()
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        issuer, path = self.server.issuer, urlsplit(self.path).path
        if path in issuer.faults:
            self._fail(issuer.faults[path])
        elif path == "/token":
            status, told = issuer.token(form)
            self._json(told, status)
        else:
            self._leave(issuer, form)

    def _leave(self, issuer: OidcServer, form: dict[str, str]) -> None:
        """What the person has pressed."""
        cancelled = {"error": "access_denied", "state": form["state"]}
        back = issuer.sent(form) if form.pop("act") == "agree" else f"{form['redirect_uri']}?{urlencode(cancelled)}"
        self._write(303, b"", {"Location": back})

    def _ask(self, asked: dict[str, str]) -> None:
        if refusal := self.server.issuer.refusal(asked):
            self._write(400, refusal.encode(), {})
            return
        kept = "".join(f'<input type="hidden" name="{name}" value="{html.escape(asked[name])}">' for name in asked)
        buttons = '<button name="act" value="agree">Continue</button> <button name="act" value="cancel">Cancel</button>'
        page = f'<!doctype html><html lang="en"><title>Example ID</title><form method="post">{kept}{buttons}</form>'
        self._write(200, page.encode(), {"Content-Type": "text/html"})

    def _begin(self) -> None:
        self.server.issuer.asked.append(urlsplit(self.path).path)

    def _fail(self, fault: Fault) -> None:
        if fault.hangs:
            self.server.issuer.over.wait(LONGEST_HANG)
            self.close_connection = True
            return
        self._write(fault.status, fault.body, {"Content-Type": "application/json"} | fault.headers)

    def _json(self, told: object, status: int = 200) -> None:
        self._write(status, json.dumps(told).encode(), {"Content-Type": "application/json"})

    def _write(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Silent."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, issuer: OidcServer) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.issuer = issuer
        issuer.address = f"http://127.0.0.1:{self.server_address[1]}"

    def begin_anew(self) -> OidcServer:
        """For the next test: nothing of the one before holds, and what hung then ends."""
        self.issuer.over.set()
        self.issuer = OidcServer(self.issuer.address)
        return self.issuer


@contextmanager
def running() -> Iterator[Server]:
    server = Server(OidcServer())
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.begin_anew()
        server.shutdown()
        server.server_close()
        thread.join()


def settings_for(issuer: OidcServer, name: str = "example", **more: Any) -> dict[str, Any]:
    """One entry of SIGN_IN_WITH."""
    return {
        "provider": "openid_connect",
        "provider_id": issuer.address,
        "key": name,
        "name": name.capitalize(),
        "client_id": CLIENT[0],
        "secret": CLIENT[1],
        "settings": {"server_url": issuer.address, "hosts": []},
    } | more
