"""The services behind the site, each named by one address: database, cache, mail and storage."""

import importlib.util
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, quote, unquote

import dj_database_url

from newsroom import environment as env

# Each thread has a connection with 8 MB of its own; the 64 MB that are mapped all of them share.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
    " PRAGMA cache_size=-8000; PRAGMA mmap_size=67108864"
)
NETWORK_PATIENCE = 10
# A connection plans a statement that it repeats once for all: planning costs more than running most of them.
POSTGRES_OPTIONS = {"connect_timeout": NETWORK_PATIENCE, "server_side_binding": True, "prepare_threshold": 5}
# Per process. With articles.kept.LARGEST: at most 60 MB, and far less as long as nobody tries to fill it.
PAGES_IN_MEMORY = 600


def database(base: Path, default: Path) -> dict[str, Any]:
    accepted = "sqlite:///path/to/file or postgres://user:password@host:port/name"
    parts = env.url("DATABASE_URL", f"sqlite:///{quote(str(default))}", ("sqlite", "postgres", "postgresql"), accepted)
    if not parts.path.strip("/") or (parts.scheme == "sqlite" and parts.netloc):
        env.refuse("DATABASE_URL", accepted)
    return (_sqlite if parts.scheme == "sqlite" else _postgres)(parts, base)


def _sqlite(parts: SplitResult, base: Path) -> dict[str, Any]:
    return {
        "ENGINE": "database.sqlite",
        "NAME": str(base / unquote(parts.path[1:])),
        "CONN_MAX_AGE": 600,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
    }


def _postgres(parts: SplitResult, base: Path) -> dict[str, Any]:
    """Several hosts stand in the query, as libpq takes them: `?host=a,b&target_session_attrs=read-write`."""
    parsed: dict[str, Any] = dict(dj_database_url.parse(parts.geturl(), conn_max_age=600, conn_health_checks=True))
    parsed["OPTIONS"] = POSTGRES_OPTIONS | parsed.get("OPTIONS", {})
    return parsed


def cache() -> dict[str, Any]:
    accepted = "memory:, file:///path, db://table or redis://host:port/number"
    parts = env.url("CACHE_URL", "memory:", ("memory", "file", "db", "redis", "rediss"), accepted)
    match parts.scheme:
        case "file" if parts.path.strip("/") and not parts.netloc:
            return {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": unquote(parts.path)}
        case "db" if parts.netloc.isidentifier():
            return {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": parts.netloc}
        case "redis" | "rediss" if parts.hostname:
            return _redis(parts)
        case "memory" if not parts.netloc + parts.path:
            memory = "django.core.cache.backends.locmem.LocMemCache"
            return {"BACKEND": memory, "OPTIONS": {"MAX_ENTRIES": PAGES_IN_MEMORY}}
    return env.refuse("CACHE_URL", accepted)


def _redis(parts: SplitResult) -> dict[str, Any]:
    if importlib.util.find_spec("redis") is None:
        env.refuse("CACHE_URL", "memory:, file:///path or db://table while the Python package redis is not installed")
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": parts.geturl()}


def mail() -> dict[str, Any]:
    """Django's MAILERS. Without MAIL_URL no mail is sent; `settings.MAIL_URL` says so."""
    accepted = "smtp://user:password@host:port, smtps://user:password@host:port or console:"
    parts = env.url("MAIL_URL", "none:", ("none", "console", "smtp", "smtps"), accepted)
    if parts.scheme in {"none", "console"}:
        backend = {"none": "dummy", "console": "console"}[parts.scheme]
        return {"BACKEND": f"django.core.mail.backends.{backend}.EmailBackend"}
    if not parts.hostname or parts.path.strip("/"):
        env.refuse("MAIL_URL", accepted)
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": _smtp(parts)}


def _smtp(parts: SplitResult) -> dict[str, Any]:
    """smtp:// is encrypted by STARTTLS, except on this machine or with `?starttls=off`; smtps:// from the start."""
    local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    wish = parse_qs(parts.query).get("starttls", ["off" if local else "on"])[0]
    if wish not in {"on", "off"}:
        env.refuse("MAIL_URL", "an address whose starttls is on or off")
    return {
        "host": parts.hostname,
        "port": parts.port or (465 if parts.scheme == "smtps" else 587),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": parts.scheme == "smtp" and wish == "on",
        "use_ssl": parts.scheme == "smtps",
        "timeout": NETWORK_PATIENCE,
    }


def mail_from(host: str) -> str:
    value = env.text("MAIL_FROM", f"newsroom@{'localhost' if '[' in host else host}")
    _, address = parseaddr(value)
    mailbox, _, domain = address.rpartition("@")
    return value if mailbox and domain else env.refuse("MAIL_FROM", "an address such as News <news@example.com>")


def media_folder(default: Path) -> Path:
    accepted = "file:///path/to/folder"
    parts = env.url("STORAGE_URL", f"file://{quote(str(default))}", ("file",), accepted)
    return Path(unquote(parts.path)) if parts.path and not parts.netloc else env.refuse("STORAGE_URL", accepted)


def akismet() -> str:
    """The base address to which the method's name is added: the public service, a proxy or an emulator."""
    accepted = "a base address such as https://rest.akismet.com"
    parts = env.url("AKISMET_API_URL", "https://rest.akismet.com", ("http", "https"), accepted)
    if not parts.hostname or parts.query or parts.fragment:
        env.refuse("AKISMET_API_URL", accepted)
    return parts.geturl().rstrip("/")
