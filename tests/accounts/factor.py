"""Second factors for tests: an app that shows codes, and who has one."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import AsksForSecondFactor, User
from accounts.second_factor import codes

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OVERVIEW, SET_UP, CODES, CODE = (f"/accounts/second-factor/{page}" for page in ("", "set-up/", "codes/", "code/"))


def code_now(secret: str = SECRET, half_minutes: int = 0) -> str:
    """What the app shows now, or that many half minutes from now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + half_minutes)))


def wrong_code() -> str:
    near = {code_now(half_minutes=away) for away in (-1, 0, 1)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in near)


def protect(user: User) -> User:
    codes.set_up(user, SECRET, counter=1)
    return user


def ask(user: User) -> Group:
    """A role of this person asks for a second factor from now on."""
    group = Group.objects.create(name=f"asking {user.pk}")
    AsksForSecondFactor.objects.create(group=group)
    user.groups.add(group)
    return group


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
