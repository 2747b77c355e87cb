"""What the app and the site share, on its way there: a page with a picture of it, which knows it only sealed."""

from __future__ import annotations

from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.utils import encrypt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.second_factor.adapters import FactorAdapter, Unreadable, decrypted

VALID_FOR = 3_600  # seconds
QUIET = 4  # modules around the code, as its standard asks

__all__ = ["Unreadable", "opened", "picture", "sealed", "spelled"]


def sealed(user: User) -> str:
    """A new secret for this person. It needs no session: whoever asks for the page changes nothing."""
    return str(encrypt(f"{user.pk}:{generate_totp_secret()}"))


def opened(text: str, user: User) -> str:
    """Raises Unreadable for another's, and after an hour."""
    number, _colon, secret = decrypted(text, VALID_FOR).partition(":")
    if number != str(user.pk):
        raise Unreadable
    return secret


def spelled(secret: str) -> str:
    """For who types it."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def picture(secret: str, user: User) -> SafeString:
    """As a drawing within the page: the policy of public pages takes no picture from elsewhere."""
    from qrcode.main import QRCode

    code = QRCode(border=QUIET)
    code.add_data(FactorAdapter().build_totp_url(user, secret))
    rows = code.get_matrix()
    dots = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return format_html(
        '<svg class="qr" role="img" aria-label="{}" viewBox="0 0 {} {}" shape-rendering="crispEdges">'
        '<rect width="100%" height="100%" fill="#fff"/><path d="{}" fill="#000"/></svg>',
        *(_("Picture for your authenticator app"), len(rows), len(rows), dots),
    )
