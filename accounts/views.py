from typing import Any

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.doors import Door
from accounts.forms import SignInForm, StaffSignInForm
from accounts.models import User
from accounts.readers import parts


class SignIn(Door, LoginView):
    http_method_names = ["get", "head", "post", "options"]  # Django's forms take a PUT for a POST
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    entering: User | AnonymousUser = AnonymousUser()

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """The password is right. Whoever has a second factor is asked for it before anything else happens."""
        self.entering = form.get_user()
        response: HttpResponse = perform_login(self.request, self.entering, redirect_url=self.get_success_url())
        user = self.request.user
        return self.entered(user, response) if isinstance(user, User) else response

    def get_default_redirect_url(self) -> str:
        """Staff come to work, everybody else came from the front page."""
        return reverse("admin:index") if self.entering.is_staff else super().get_default_redirect_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Django's view calls the site by its host name."""
        known = {"site_name": settings.SITE_NAME, "doors": parts.shown(parts.DOORS, self.request)}
        return super().get_context_data(**kwargs) | known


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
