"""A device that makes and shows passkeys as real ones do, and lies where a test wants it to."""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor

ORIGIN = "https://news.example.com"
HOST = "news.example.com"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
type Options = dict[str, Any]


def coded(plain: bytes) -> str:
    return urlsafe_b64encode(plain).rstrip(b"=").decode()


def decoded(code: str) -> bytes:
    return urlsafe_b64decode(code + "=" * (-len(code) % 4))


@dataclass
class Device:
    """One passkey. `count` goes up with each use, unless it is None: then the device says 0, as synced ones do."""

    count: int | None = 0
    number: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    owner: str | None = None

    def make(self, options: Options, algorithm: int = -7, **lies: Any) -> str:
        """What navigator.credentials.create answers."""
        self.owner = options["user"]["id"]
        point = self.private.public_key().public_numbers()
        key = {1: 2, 3: algorithm, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        attested = bytes(16) + len(self.number).to_bytes(2) + self.number + cbor.encode(key)
        told = self._told(lies, ATTESTED) + attested
        statement = cbor.encode({"fmt": "none", "attStmt": {}, "authData": told})
        client = _client("webauthn.create", options, lies)
        return self._answer({"clientDataJSON": coded(client), "attestationObject": coded(statement)})

    def show(self, options: Options, owner: str | None = "", **lies: Any) -> str:
        """What navigator.credentials.get answers. `owner`: whose it says it is, if not whose it is."""
        told, client = self._told(lies), _client("webauthn.get", options, lies)
        signed = self.private.sign(told + sha256(client).digest(), ec.ECDSA(SHA256()))
        parts = {"clientDataJSON": coded(client), "authenticatorData": coded(told), "signature": coded(signed)}
        whose = self.owner if owner == "" else owner
        return self._answer(parts | ({"userHandle": whose} if whose else {}))

    def _told(self, lies: dict[str, Any], more: int = 0) -> bytes:
        if self.count is not None:
            self.count += 1
        flags = lies.get("flags", PRESENT | VERIFIED) | more
        host = sha256(lies.get("host", HOST).encode()).digest()
        return host + bytes([flags]) + int(lies.get("count", self.count or 0)).to_bytes(4)

    def _answer(self, parts: dict[str, str]) -> str:
        number = coded(self.number)
        return json.dumps({"id": number, "rawId": number, "response": parts})


def _client(kind: str, options: Options, lies: dict[str, Any]) -> bytes:
    told = {"type": kind, "challenge": options["challenge"], "origin": ORIGIN, "crossOrigin": False}
    return json.dumps(told | {name: lies[name] for name in told if name in lies}).encode()
