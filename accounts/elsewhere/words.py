"""What readers are told when they don't come back signed in."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.elsewhere.faults import Kind


class Told(NamedTuple):
    title: Promise
    text: Promise
    again: bool = False
    """Whether a button begins anew: where that may help."""
    connects: bool = False
    """Whether the way on is signing in here, and connecting after that."""


TOLD = {
    Kind.UNREACHABLE: Told(
        _("%(site)s does not answer"),
        _("Nothing is lost and nothing has changed. Try again in a minute, or sign in another way."),
        again=True,
    ),
    Kind.UNBELIEVABLE: Told(
        _("The answer of %(site)s could not be verified"),
        _("You are not signed in, for your safety. Try again; if it happens again, sign in another way and tell us."),
        again=True,
    ),
    Kind.CANCELLED: Told(
        _("You have cancelled at %(site)s"),
        _("Nothing has changed. You can begin again, or sign in another way."),
        again=True,
    ),
    Kind.REFUSED: Told(
        _("%(site)s has refused"),
        _("It did not say whether it was you. Try again, or sign in another way."),
        again=True,
    ),
    Kind.NOT_BEGUN: Told(
        _("This way back is not open"),
        _(
            "It was used already, is older than ten minutes, or was begun in another browser. Nobody was signed in."
            " Begin again here if it was you."
        ),
        again=True,
    ),
    Kind.TOO_MANY: Told(
        _("Too many tries"),
        _("From where you are, %(site)s was asked for too often. Wait a few minutes, or sign in another way."),
    ),
    Kind.SOMEBODY_ELSE: Told(
        _("Nothing was connected"),
        _("You began this in another account than the one you are signed in to now. Begin again on your account page."),
    ),
    Kind.CONNECTED: Told(
        _("Nothing was connected"),
        _("This account at %(site)s opens another account here. Sign in with it, and disconnect it there first."),
    ),
    Kind.TAKEN: Told(
        _("You have an account here already"),
        _(
            "An account here has the address that %(site)s has verified as yours. It is not opened by that alone: sign"
            " in to it as you always do, then connect %(site)s on your account page."
        ),
        connects=True,
    ),
    Kind.UNKNOWN: Told(
        _("No account here belongs to this one"),
        _("New accounts can’t be made here at present. You need none to read or to comment."),
    ),
    Kind.CLOSED: Told(
        _("This account is closed"),
        _("Nobody can sign in to it any more. You need no account to read or to comment."),
    ),
    Kind.NO_FACTOR: Told(
        _("Sign in with your password first"),
        _("Your role asks for a second factor, and you have none yet. Sign in with your password and set it up."),
    ),
}
