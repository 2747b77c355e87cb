"""One record per event on standard error, as text or JSON, without what does not belong into a log."""

import json
import logging
import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

request_number: ContextVar[str] = ContextVar("request_number", default="")
STANDARD = {*vars(logging.makeLogRecord({})), "message", "asctime", "request", "taskName"}
PRIVATE_LINK = re.compile(
    r"(/comments/(?:status|confirm|report|legal|letters|erasure)/|/accounts/(?:confirm|password/reset)/|/preview/)"
    r"[^/\s\"'?#]+"
)
QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']*")


class RequestNumberMiddleware:
    """Numbers each request, so that its records can be found; an answer that reports a fault shows the number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request_number.set(secrets.token_hex(6))
        try:
            response = self.get_response(request)
            if response.status_code >= 500:
                response.headers["X-Request-ID"] = request_number.get()
            return response
        finally:
            request_number.reset(token)


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields = _fields(record)
        if record.exc_info:
            fields["traceback"] = _clean(self.formatException(record.exc_info))
        return json.dumps(fields, default=str)


class TextFormatter(logging.Formatter):
    """A traceback follows on lines that begin with a bar, which nothing within a record can imitate."""

    def format(self, record: logging.LogRecord) -> str:
        fields = _fields(record)
        head = [fields.pop(name) for name in ("time", "level", "logger", "event")]
        line = " ".join([*head, *(f"{name}={_quoted(value)}" for name, value in fields.items())])
        trace = self.formatException(record.exc_info).splitlines() if record.exc_info else []
        return "\n".join([_one_line(line), *(f"  | {_one_line(_clean(part))}" for part in trace)])


def configuration(style: str) -> dict[str, Any]:
    """For `logging.config.dictConfig`. Requests are not logged unless they fail on our side."""
    formatter = {"json": JsonFormatter, "text": TextFormatter}[style]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"ours": {"()": formatter}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "ours"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO"},
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},  # anybody can fill a log with those
            "django.server": {"handlers": [], "level": "ERROR"},
            "httpx": {"level": "WARNING"},
            "httpcore": {"level": "WARNING"},
            "_granian": {"level": "WARNING"},
            "fido2": {"level": "WARNING"},  # it names each passkey that is made or shown
        },
    }


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    own = {name: value for name, value in vars(record).items() if name not in STANDARD}
    fields = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "event": _clean(record.getMessage()),
        "request": request_number.get(),
        **{name: _clean(value) if isinstance(value, str) else value for name, value in own.items()},
    }
    return {name: value for name, value in fields.items() if value != ""}


def _clean(text: str) -> str:
    """Without the spam check's key, the token of a status link, and whatever stood in a query string."""
    key = settings.AKISMET_API_KEY if settings.configured else ""
    if key:
        text = text.replace(key, "[key]")
    return PRIVATE_LINK.sub(r"\1-", QUERY.sub(r"\1", text))


def _quoted(value: Any) -> str:
    text = str(value)
    return text if re.fullmatch(r"[^\s\"=]+", text) else json.dumps(text, ensure_ascii=False)


def _one_line(text: str) -> str:
    """Line breaks and terminal sequences are written as escapes."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
