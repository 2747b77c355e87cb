"""Who asks for pages of the moderation desk."""

from http.cookies import SimpleCookie

from django.conf import settings
from django.test import Client

from tests.factories import make_user

QUEUE = "/admin/comments/queue/"
RIGHTS = ("moderate_comment", "publish_comments", "see_addresses", "view_comment", "view_log")
CSRF = "c" * 32


def moderator(name: str, *others: str) -> Client:
    """Somebody new, with these rights besides the usual ones."""
    client = Client()
    client.force_login(make_user(name, staff=True, permissions=tuple(f"comments.{right}" for right in RIGHTS + others)))
    return client


def signed_in(name: str, *others: str) -> str:
    return cookie_of(moderator(name, *others))


def cookie_of(client: Client) -> str:
    """What their browser sends; with it, CSRF is what their forms send."""
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: CSRF}
    return SimpleCookie(cookies).output([], "", "; ").replace(";  ", "; ").strip()
