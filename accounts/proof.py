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
    request.session[NOTED] = int(time.time())


def is_fresh(request: HttpRequest) -> bool:
    return 0 <= time.time() - int(request.session.get(NOTED, 0)) < FRESH_FOR
