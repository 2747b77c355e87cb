"""That it was the owner who sat there a moment ago: what protects an account changes by a fresh proof alone.

The password is one, asked for by the form itself. What is noted here stands for it: a passkey that was shown, and, for
accounts that have no password, having signed in.
"""

from __future__ import annotations

import time

from django.http import HttpRequest

NOTED = "proof"
FRESH_FOR = 600  # seconds


def note(request: HttpRequest) -> None:
    """Of who is signed in: what lies in the session before that may be there for the next one."""
    if request.user.pk:
        request.session[NOTED] = [request.user.pk, time.time()]


def is_fresh(request: HttpRequest) -> bool:
    whose, at = request.session.get(NOTED, [None, 0])
    return bool(whose and whose == request.user.pk and 0 <= time.time() - at < FRESH_FOR)
