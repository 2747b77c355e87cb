"""What django-allauth asks the site about sign-in elsewhere, see SOCIALACCOUNT_ADAPTER in the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter

if TYPE_CHECKING:
    from requests import Session


class ElsewhereAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def list_apps(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Those of the settings: nobody opens a door by a row in the database."""
        from accounts.elsewhere import sites

        return [sites.app_of(site) for site in sites.configured()]

    def get_requests_session(self) -> Session:
        from accounts.elsewhere.transport import session

        return session()

    def populate_user(self, request: Any, sociallogin: Any, data: Any) -> Any:
        """The account that may come of it is made by a form, with what its owner wants to be called."""
        return sociallogin.user

    def is_email_verified(self, provider: Any, email: str) -> bool:
        """Never by the name of the site alone: it says so of each address."""
        return False

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """An account is never entered because another site knows its address."""
        return False
