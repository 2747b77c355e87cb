"""What the form is filled in with: of a guest who ticked the box, name, e-mail and website from a cookie of ours that
scripts can't read; of who has confirmed an address, what stands over their latest comment."""

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from comments.models import Comment, Contact

COOKIE = "commenter"
FOR = timedelta(days=365)
REMEMBERED = ("name", "email", "website")
_SALT = "comments.remembering"


def recall(request: HttpRequest, contact: Contact | None = None) -> dict[str, object]:
    return (_from_latest(contact) if contact else {}) or _from_cookie(request)


def _from_latest(contact: Contact) -> dict[str, object]:
    theirs = Comment.objects.filter(commenter=contact.commenter_id, emptied_at=None).order_by("-pk")
    latest = theirs.values_list("name", "website").first()
    return {"name": latest[0], "website": latest[1]} if latest else {}


def _from_cookie(request: HttpRequest) -> dict[str, object]:
    """Nothing when it is not ours or too old."""
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=FOR)
    except signing.BadSignature:
        return {}
    return {name: kept[name] for name in REMEMBERED} | {"remember": True}


def keep_or_forget(request: HttpRequest, response: HttpResponse, given: Mapping[str, str], *, wanted: bool) -> None:
    if wanted:
        value = signing.dumps({name: given.get(name, "") for name in REMEMBERED}, salt=_SALT, compress=True)
        secure = settings.SITE_URL.startswith("https://")
        response.set_cookie(COOKIE, value, max_age=FOR, httponly=True, samesite="Lax", secure=secure)
    elif COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, samesite="Lax")
