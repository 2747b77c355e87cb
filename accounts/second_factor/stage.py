"""The step between the right password and being signed in, for who has an authenticator."""

from __future__ import annotations

from typing import Self

from allauth.account.stages import LoginStage, LoginStageController
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from accounts.models import User
from accounts.second_factor.codes import factors_of

BY_PASSKEY = "by_passkey"
"""In the state of a sign-in that needs neither password nor code."""


class CodeStage(LoginStage):  # type: ignore[misc]
    key = "second_factor"
    urlname = "accounts:second_factor_code"

    @classmethod
    def pending(cls, request: HttpRequest) -> Self | None:
        """Nothing once a quarter of an hour has passed, or the account was closed or got another password."""
        stage = LoginStageController.enter(request, cls.key)
        return stage if isinstance(stage, cls) and stage._still_holds() else None

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if self.login.state.get(BY_PASSKEY) or not factors_of(self.user).exists():
            return None, True
        logout(self.request)  # of whoever was signed in here, with the key of the session
        self.state["password"] = self.user.get_session_auth_hash()
        return HttpResponseRedirect(reverse(self.urlname)), True

    @property
    def user(self) -> User:
        assert isinstance(self.login.user, User)
        return self.login.user

    def _still_holds(self) -> bool:
        user = self.login.user
        known = self.state.get("password", "")
        return isinstance(user, User) and user.is_active and constant_time_compare(known, user.get_session_auth_hash())


def known_person(request: HttpRequest) -> User | None:
    """Who is signed in, else who has given the password."""
    if isinstance(request.user, User):
        return request.user
    stage = CodeStage.pending(request)
    return stage.user if stage else None
