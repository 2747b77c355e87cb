"""Where somebody goes on after a way that leads through their mailbox.

The browser in which it began keeps that, for as long as the mailed link is good: nothing that was typed by whoever
asked stands in the mail or in a row. In another browser people come to the page of their account.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import cookies

COOKIE = "going-on"
LONGEST = 500  # characters


def wanted(request: HttpRequest) -> str:
    """The path of ours that `next` names; nothing for what leads elsewhere."""
    path = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, None)
    return path if is_ours and len(path) <= LONGEST else ""


def keep(request: HttpRequest, response: HttpResponseBase) -> None:
    """What was kept of an earlier way goes."""
    if path := wanted(request):
        cookies.keep(response, COOKIE, (path,), settings.PASSWORD_RESET_TIMEOUT)
    else:
        end(response)


def kept(request: HttpRequest) -> str:
    found = cookies.kept(request, COOKIE, settings.PASSWORD_RESET_TIMEOUT)
    return str(found[0]) if found else ""


def end(response: HttpResponseBase) -> None:
    cookies.drop(response, COOKIE)
