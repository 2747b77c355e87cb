from typing import Any, cast

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView, redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_safe

from accounts.doors import Door
from accounts.elsewhere import arrivals
from accounts.forms import NewPasswordForm, SignInForm, StaffSignInForm
from accounts.models import User
from accounts.readers import parts, passwords
from accounts.readers.open import is_open
from accounts.readers.pages import SAID, account_of, back_to_account, for_account
from outbox import mail


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
        said = SAID.get(self.request.GET.get("said", ""), "")
        known: dict[str, Any] = {
            "site_name": settings.SITE_NAME,
            "said": said,
            "doors": parts.shown(parts.DOORS, self.request),
        }
        known |= {"may_sign_up": is_open(), "can_mail": mail.is_configured()}
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


class SignOut(LogoutView):
    """With what another site told of a newcomer who left half-way: the next one here may be somebody else."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        arrivals.end(response)
        return response


def sign_out_of_admin(request: HttpRequest) -> HttpResponse:
    response: HttpResponse = admin.site.logout(request)
    arrivals.end(response)
    return response


class ChangePassword(PasswordChangeView):
    """For readers and staff alike. It ends all other sessions."""

    http_method_names = ["get", "head", "post", "options"]
    form_class = NewPasswordForm
    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("accounts:account")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form: Any) -> HttpResponse:
        """Not by `form.save()`, which writes the whole row: it would open an account again that is closed meanwhile."""
        user = account_of(self.request)
        if not passwords.renew(user, form.cleaned_data["new_password1"]):
            return redirect_to_login(reverse("accounts:account"))
        update_session_auth_hash(self.request, user)
        return back_to_account("password")

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 429 if form.retry_after else 422
        if form.retry_after:
            response.headers["Retry-After"] = str(form.retry_after)
        return response


@for_account
def change_password(request: HttpRequest) -> HttpResponse:
    return cast(HttpResponse, ChangePassword.as_view()(request))


@require_safe
def lead_to_password(request: HttpRequest) -> HttpResponse:
    """From Django's own page, at which guessing the old password has no bound: all of them change it at ours."""
    return redirect("accounts:password_change")


@require_safe
def lead_to_account(request: HttpRequest) -> HttpResponse:
    """From where Django's own page used to lead."""
    return redirect("accounts:account")
