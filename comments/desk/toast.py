"""What has just been done, with the form that takes it back. The address says so: nothing is stored."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from comments.desk import bulk_result, bulk_words, history
from comments.desk.words import hidden
from comments.models import Comment
from comments.queue import whole_number
from comments.reach import reaches


class Toast(NamedTuple):
    text: str
    name: str = ""
    url: str = ""
    fields: SafeString = SafeString("")
    button: Promise | str = _("Undo")
    more: str = ""  # address of the whole of a bulk


def toast(request: HttpRequest, back: str) -> Toast | None:
    """`back` is where the form returns to."""
    done = whole_number(request.GET.get("done", ""))
    common = hidden(csrfmiddlewaretoken=get_token(request), back=back)
    if done:
        return _of_act(request, done, common)
    return _of_batch(request.GET.get("batch", ""), _viewer(request), undo_fields(request, back))


def toast_on_log(request: HttpRequest) -> Toast | None:
    """Of any kind of act. Its undo leads back to this page as it is."""
    done = whole_number(request.GET.get("done", ""))
    return _by_number(request, history.entry(done)) if done else None


def undo_fields(request: HttpRequest, back: str) -> SafeString:
    """Of the form that takes a bulk back, which may be sent twice."""
    return hidden(csrfmiddlewaretoken=get_token(request), back=back, nonce=uuid4())


def _of_batch(text: str, viewer: User, fields: SafeString) -> Toast | None:
    number = _uuid(text)
    entries = bulk_result.read_entries(number, viewer) if number else []
    if not number or not entries:
        return None
    more, undo = (reverse(f"admin:comments_queue_{name}", args=[number]) for name in ("batch", "undo_batch"))
    undoable = bulk_result.undoable(entries, viewer)
    said = bulk_words.summary(entries)
    return Toast(said, "", undo, fields, bulk_words.undo_all(undoable), more) if undoable else Toast(said, more=more)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _of_act(request: HttpRequest, number: int, common: SafeString) -> Toast | None:
    entry = history.entry(number)
    if entry is None or entry.act.comment is None:
        return _by_number(request, entry)
    name = _name(request, entry.act.comment)
    if not entry.can_be_undone_by(_viewer(request)):
        return Toast(entry.outcome, name)
    return Toast(entry.outcome, name, entry.undo_url, common + hidden(action=number))


def _by_number(request: HttpRequest, entry: history.Entry | None) -> Toast | None:
    if entry is None:
        return None
    name = _name(request, entry.act.comment) if entry.act.comment else ""
    if not entry.can_be_undone_by(_viewer(request)):
        return Toast(entry.outcome, name)
    fields = hidden(csrfmiddlewaretoken=get_token(request), next=request.get_full_path())
    return Toast(entry.outcome, name, reverse("log_undo", args=[entry.act.pk]), fields)


def _name(request: HttpRequest, comment: int) -> str:
    """Of whoever wrote it, for those who moderate where it stands."""
    if not reaches(_viewer(request), comment):
        return ""
    return Comment.objects.values_list("name", flat=True).filter(pk=comment).first() or ""


def _viewer(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
