"""The one table of what is told to Akismet: payloads are made from it, and so is the page that says so to readers."""

import enum
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST_VALUE = 2_000
LONGEST_CONTENT = 32_000

TRAP_FIELD = "subject"
NAMES_THE_TRAP = "honeypot_field_name"
TRAP_NAMES = re.compile(r"[a-z][a-z0-9_-]{0,39}")
RESERVED = re.compile(
    r"(blog|(comment|document|honeypot|http|post|recheck|remote|request|server|site|user)_).*"
    r"|api_key|callback|classify|is_test|key|permalink|referrer|reporter"
)


@dataclass(frozen=True, kw_only=True)
class SubmittedRequest:
    """A comment's request as it came: what a check needs to know. It has no place for cookies."""

    user_ip: str
    created_at: datetime
    content: str
    permalink: str = ""
    user_agent: str = ""
    referrer: str = ""
    author: str = ""
    author_email: str = ""
    author_url: str = ""
    article_modified_at: datetime | None = None
    comment_type: str = "comment"
    user_role: str = ""
    recheck_reason: str = ""
    trap_name: str = TRAP_FIELD
    trap_value: str = ""


class About(enum.StrEnum):
    READER = "reader"
    ARTICLE = "article"
    SITE = "site"


@dataclass(frozen=True)
class SentField:
    """`read` is None where the value is not the request's: those fields are added when the request leaves."""

    name: str
    description: Promise
    about: About
    read: Callable[[SubmittedRequest], str] | None = None
    longest: int = LONGEST_VALUE


def _moment(moment: datetime | None) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""


def _trap_name(request: SubmittedRequest) -> str:
    return request.trap_name if can_be_a_trap(request.trap_name) else ""


def can_be_a_trap(name: str) -> bool:
    """A name that means something to Akismet must not carry what a stranger typed."""
    return bool(TRAP_NAMES.fullmatch(name)) and not RESERVED.fullmatch(name)


TRAP_VALUE = SentField(
    TRAP_FIELD,
    _("What was typed into a hidden field that only robots fill in."),
    About.READER,
    lambda request: request.trap_value,
)
SENT_FIELDS = (
    SentField("user_ip", _("Your network address."), About.READER, lambda r: r.user_ip),
    SentField("user_agent", _("What your browser says about itself."), About.READER, lambda r: r.user_agent),
    SentField("referrer", _("The page you came from, if your browser told us."), About.READER, lambda r: r.referrer),
    SentField("comment_author", _("Your name, as you typed it."), About.READER, lambda r: r.author),
    SentField(
        "comment_author_email", _("Your e-mail address, if you gave one."), About.READER, lambda r: r.author_email
    ),
    SentField("comment_author_url", _("Your website, if you gave one."), About.READER, lambda r: r.author_url),
    SentField("comment_content", _("The text of your comment."), About.READER, lambda r: r.content, LONGEST_CONTENT),
    SentField("comment_date_gmt", _("When you sent it."), About.READER, lambda r: _moment(r.created_at)),
    SentField("comment_type", _("That it is a comment."), About.READER, lambda r: r.comment_type),
    SentField("user_role", _("Your role at this site, if you have one."), About.READER, lambda r: r.user_role),
    TRAP_VALUE,
    SentField(NAMES_THE_TRAP, _("The name of that hidden field."), About.READER, _trap_name),
    SentField("permalink", _("The address of the article."), About.ARTICLE, lambda r: r.permalink),
    SentField(
        "comment_post_modified_gmt",
        _("When the article was published or last changed."),
        About.ARTICLE,
        lambda r: _moment(r.article_modified_at),
    ),
    SentField(
        "recheck_reason",
        _("Why a comment is checked again: an edit, an earlier failure, or because Akismet asked for it."),
        About.SITE,
        lambda r: r.recheck_reason,
    ),
    SentField(
        "comment_check_response",
        _("When a moderator corrects Akismet: what Akismet had said before."),
        About.SITE,
    ),
    SentField("api_key", _("The key of our account at Akismet."), About.SITE),
    SentField("blog", _("The address of this site."), About.SITE),
    SentField("blog_lang", _("The language of this site."), About.SITE),
    SentField("blog_charset", _("How the text is encoded."), About.SITE),
    SentField("is_test", _("While this site is being tried out: that this is only a test."), About.SITE),
)


def build_payload(request: SubmittedRequest) -> dict[str, str]:
    """
    The exact fields that are stored, checked and later reported; empty ones are left out.

    The site's own fields are not among them: they are added when the request leaves, and the key is never stored.
    """
    values = {field.name: field.read(request)[: field.longest] for field in SENT_FIELDS if field.read}
    trapped = values.pop(TRAP_FIELD)
    payload = {name: value for name, value in values.items() if value}
    return payload | ({request.trap_name: trapped} if NAMES_THE_TRAP in payload else {})


def stored_fields(payload: Mapping[str, str]) -> dict[str, str]:
    """Those of a payload that the table knows, without the trap; nothing else may reach the wire."""
    known = {field.name for field in SENT_FIELDS if field.read} - {TRAP_FIELD}
    return {name: value for name, value in payload.items() if name in known}


def trap_in(payload: Mapping[str, str]) -> dict[str, str]:
    """The trap under its own name, empty included: that it was left alone is worth knowing."""
    name = payload.get(NAMES_THE_TRAP, "")
    return {name: payload.get(name, "")} if can_be_a_trap(name) else {}
