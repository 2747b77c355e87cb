"""What the issuer signs."""

import base64
import functools
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256


@dataclass
class Person:
    sub: str = "person-1"
    email: str = "ann@example.org"
    email_verified: object = True
    name: str = "Ann Example"

    @property
    def claims(self) -> dict[str, Any]:
        found = {"sub": self.sub, "email": self.email, "email_verified": self.email_verified, "name": self.name}
        return {name: value for name, value in found.items() if value != ""}


@functools.cache
def key(number: str = "first") -> rsa.RSAPrivateKey:
    """One per number and run: making a key is the dearest thing that this server does."""
    return rsa.generate_private_key(65537, 2048)


def public(number: str) -> dict[str, str]:
    numbers = key(number).public_key().public_numbers()
    told = {
        name: _text(value.to_bytes((value.bit_length() + 7) // 8))
        for name, value in (("n", numbers.n), ("e", numbers.e))
    }
    return {"kty": "RSA", "kid": number, "use": "sig", "alg": "RS256"} | told


def signed(claims: dict[str, Any], *, alg: str = "RS256", kid: str = "first", by: str = "") -> str:
    """`by` is the key that signs, where that is another than the one named."""
    head = {"typ": "JWT", "alg": alg, "kid": kid}
    body = f"{_text(json.dumps(head).encode())}.{_text(json.dumps(claims).encode())}"
    return f"{body}.{_text(_signature(body.encode(), alg, by or kid))}"


def _signature(body: bytes, alg: str, by: str) -> bytes:
    match alg:
        case "none":
            return b""
        case "HS256":
            return hmac.digest(json.dumps(public(by)).encode(), body, hashlib.sha256)
        case _:
            return key(by).sign(body, padding.PKCS1v15(), SHA256())


def times() -> dict[str, int]:
    now = int(time.time())
    return {"iat": now, "exp": now + 300}


def challenge_of(verifier: str) -> str:
    return _text(hashlib.sha256(verifier.encode()).digest())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
