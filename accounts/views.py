import logging
from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.forms import SignInForm, StaffSignInForm
from accounts.network import client_address, network_of, pseudonym
from accounts.tries import KnownBrowser

log = logging.getLogger("newsroom.accounts")


class SignIn(LoginView):
    http_method_names = ["get", "head", "post", "options"]  # Django's forms take a PUT for a POST
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        KnownBrowser.of(self.request).remember(form.cleaned_data["username"], response)
        log.info("signed in", extra={"user": form.get_user().pk})
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """422, or 429 when the password wasn't looked at. Nothing typed is logged: it may be a password."""
        response = super().form_invalid(form)
        response.status_code = 422
        if retry_after := getattr(form, "retry_after", 0):
            response.status_code = 429
            response["Retry-After"] = str(retry_after)
        network = pseudonym(network_of(client_address(self.request)))
        log.warning("sign-in refused", extra={"status": response.status_code, "network": network})
        return response

    def get_default_redirect_url(self) -> str:
        """Staff come to work, everybody else came from the front page."""
        return reverse("admin:index") if self.request.user.is_staff else super().get_default_redirect_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Django's view calls the site by its host name."""
        return super().get_context_data(**kwargs) | {"site_name": settings.SITE_NAME}


class StaffSignIn(SignIn):
    """The same door under /admin/."""

    template_name = "admin/login.html"
    authentication_form = StaffSignInForm

    def get(self, request: HttpRequest, *args: str, **kwargs: Any) -> HttpResponse:
        if request.user.is_active and request.user.is_staff:
            return HttpResponseRedirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def get_default_redirect_url(self) -> str:
        return reverse("admin:index")
