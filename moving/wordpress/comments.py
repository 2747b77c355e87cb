"""A comment of an export as plain values. WordPress's words: "1", "0", "spam", "trash", and "hold" in plugins'."""

import re
from datetime import datetime, tzinfo
from ipaddress import ip_address
from typing import Any

from comments.models import Status
from comments.text import clean_line
from moving.imports.values import Comment, Finding, Verdict
from moving.wordpress import dates, own, php
from moving.wordpress.meta import Meta, meta_of
from moving.xml.plain import comment_of, line_of
from moving.xml.stream import Element

STATUSES = {
    "1": Status.APPROVED,
    "approve": Status.APPROVED,
    "approved": Status.APPROVED,
    "0": Status.PENDING,
    "": Status.PENDING,  # in very old exports: nobody has said that it may be shown
    "hold": Status.PENDING,
    "spam": Status.SPAM,
    "trash": Status.REJECTED,
    "post-trashed": Status.REJECTED,
}
PINGS = ("pingback", "trackback")
COMMENTS = ("", "comment", "review")
ASKED = {"check-ham": False, "recheck-ham": False, "check-spam": True, "recheck-spam": True}
KEY = re.compile(r"\d{1,18}")
LONGEST_AGENT = 254


def kind_of(element: Element) -> str:
    return element.child("wp:comment_type")


def read(element: Element, article: str, zone: tzinfo, undated: datetime, now: datetime) -> Comment | Finding:
    """A finding is why it can't be taken; `undated` is when it counts as written if it doesn't say."""
    key, status = element.child("wp:comment_id"), element.child("wp:comment_approved")
    about = f"comment {key}" if KEY.fullmatch(key) else f"comment of post {article}"
    if not KEY.fullmatch(key):
        return Finding(element.line, about, "no_number")
    if kind_of(element) not in COMMENTS:
        return Finding(element.line, about, "other_comment", kind_of(element))
    if status not in STATUSES:
        return Finding(element.line, about, "unknown_status", status)
    meta = meta_of(element, "wp:commentmeta")
    stands, columns = own.status_of_comment(meta, STATUSES[_before_trash(status, meta)])
    written = _written(element, meta)
    return Comment(
        key=key,
        article=article,
        status=stands,
        created_at=min(dates.of(element, "wp:comment_date", zone) or undated, now),
        decided_at=_decided_at(status, meta),
        **written,
        verdicts=tuple(_verdicts(meta)),
        line=element.line,
        columns=columns | own.of_comment(meta, stands, written["text"]),
    )


def _decided_at(status: str, meta: Meta) -> datetime | None:
    thrown_away = dates.stamped(_last(meta, "_wp_trash_meta_time")) if status == "trash" else None
    return own.exact(meta, "decided_at", thrown_away)


def odd_date(element: Element, zone: tzinfo, now: datetime) -> str:
    """Why the date is not the one in the file; empty when it is."""
    written = dates.of(element, "wp:comment_date", zone)
    if written is None:
        return "comment_undated"
    return "comment_of_the_future" if written > now else ""


def _before_trash(status: str, meta: Meta) -> str:
    """Spam that was thrown away is spam still."""
    return "spam" if status == "trash" and _last(meta, "_wp_trash_meta_status") == "spam" else status


def _last(meta: Meta, name: str) -> str:
    return meta.get(name, [""])[-1]


def _written(element: Element, meta: Meta) -> dict[str, Any]:
    parent, account = element.child("wp:comment_parent"), element.child("wp:comment_user_id")
    return {
        "name": line_of(element.child("wp:comment_author")),
        "email": clean_line(element.child("wp:comment_author_email")),
        "website": clean_line(element.child("wp:comment_author_url")),
        "address": _address(element.child("wp:comment_author_IP")),
        "agent": clean_line(_agent(element, meta))[:LONGEST_AGENT],
        "text": own.text_of_comment(meta, comment_of(element.child("wp:comment_content"))),
        "parent": "" if parent in ("", "0") else parent,
        "account": "" if account in ("", "0") else account,
    }


def _agent(element: Element, meta: Meta) -> str:
    return element.child("wp:comment_agent") or own.one(meta, "user_agent") or _sent(meta, "user_agent")


def _sent(meta: Meta, name: str) -> str:
    """Of the request as Akismet's plugin has kept it: the export itself leaves browsers out."""
    try:
        sent = php.read(_last(meta, "akismet_as_submitted"))
    except php.NotSerialized:
        return ""
    return str(sent.get(name, "")) if isinstance(sent, dict) else ""


def _address(written: str) -> str:
    try:
        return str(ip_address(written.partition(",")[0].strip()))
    except ValueError:
        return ""


def _verdicts(meta: Meta) -> list[Verdict]:
    """Those that Akismet's plugin has noted, in their order; what people did about them is in the status."""
    found = [_verdict(written) for written in meta.get("akismet_history", ())]
    return sorted((verdict for verdict in found if verdict), key=lambda verdict: verdict.at)


def _verdict(written: str) -> Verdict | None:
    try:
        event = php.read(written)
    except php.NotSerialized:
        return None
    if not isinstance(event, dict) or event.get("event") not in ASKED:
        return None
    at = dates.stamped(str(event.get("time", "")))
    return Verdict(at, ASKED[str(event["event"])]) if at else None
