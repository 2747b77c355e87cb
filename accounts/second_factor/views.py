"""The pages of the second factor: the code at the door, setting it up, its recovery codes, doing without."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import RedirectURLMixin
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView

from accounts import proof
from accounts.doors import Door
from accounts.models import User
from accounts.readers.pages import SeeOther
from accounts.second_factor import codes, demand, record, secret
from accounts.second_factor.forms import ChangeForm, CodeForm, SetUpForm
from accounts.second_factor.stage import CodeStage

METHODS = ["get", "head", "post", "options"]
JUST_MADE = "second-factor-codes"
"""In the session, until the recovery codes have been seen."""


@method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")
class Page(Door, RedirectURLMixin, FormView):  # type: ignore[type-arg]
    http_method_names = METHODS

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request, "user": self.user}

    @property
    def user(self) -> User:
        assert isinstance(self.request.user, User)
        return self.request.user

    def get_default_redirect_url(self) -> str:
        return reverse("admin:index") if self.user.is_staff else "/"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = {"next": self.get_redirect_url(), "is_fresh": proof.is_fresh(self.request)}
        return super().get_context_data(**kwargs) | known


class EnterCode(Page):
    """After the password; and in a session that is older than what a role has begun to ask for."""

    template_name = "accounts/second_factor_code.html"
    form_class = CodeForm
    stage: CodeStage | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.stage = None if request.user.is_authenticated else CodeStage.pending(request)
        if self.stage is None and not request.user.is_authenticated:
            return HttpResponseRedirect(reverse("accounts:login"))
        if not self.has_something_to_show():
            return HttpResponseRedirect(reverse("accounts:second_factor"))
        return super().dispatch(request, *args, **kwargs)

    def has_something_to_show(self) -> bool:
        return codes.factors_of(self.user).exists()

    @property
    def user(self) -> User:
        return self.stage.user if self.stage else super().user

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"person": self.user, "has_codes": codes.has_codes(self.user)}

    def form_valid(self, form: CodeForm) -> HttpResponse:
        user, held = self.user, codes.factors_of(self.user).first()
        response = self.stage.exit() if self.stage else HttpResponseRedirect(self.get_success_url())
        if held:
            demand.note_shown(self.request, held.pk)
        return self.entered(user, response)


class SetUp(LoginRequiredMixin, Page):
    template_name = "accounts/second_factor_set_up.html"
    form_class = SetUpForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if isinstance(request.user, User) and codes.app_of(request.user):
            return HttpResponseRedirect(reverse("accounts:second_factor"))
        if demand.must_show(request):
            return demand.lead_to("accounts:second_factor_code", request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The picture that has been scanned already, unless the page was open for too long."""
        context = super().get_context_data(**kwargs)
        form = context["form"]
        known = getattr(form, "cleaned_data", {}).get("sealed")
        sealed = form.data.get("sealed") if known else secret.sealed(self.user)
        known = known or secret.opened(sealed, self.user)
        shown = {"sealed": sealed, "picture": secret.picture(known, self.user), "spelled": secret.spelled(known)}
        return context | shown | {"is_asked": demand.is_asked_of(self.user)}

    def form_valid(self, form: SetUpForm) -> HttpResponse:
        held = codes.set_up(self.user, form.cleaned_data["sealed"], form.cleaned_data["code"])
        demand.note_shown(self.request, held.pk)
        record.note(self.user, self.user, record.SET_UP)
        return show_codes(self.request, self.get_redirect_url())


class Overview(LoginRequiredMixin, Page):
    template_name = "accounts/second_factor.html"
    form_class = ChangeForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        factors, left = list(codes.factors_of(self.user)), len(codes.recovery_codes(self.user))
        app = next((factor for factor in factors if factor.type == codes.TOTP), None)
        may_remove = app and (len(factors) > 1 or not demand.is_asked_of(self.user))
        known = {"app": app, "factors": factors, "left": left, "may_remove": may_remove}
        return super().get_context_data(**kwargs) | known | {"is_asked": demand.is_asked_of(self.user)}

    def form_valid(self, form: ChangeForm) -> HttpResponse:
        if form.cleaned_data["act"] == "codes":
            codes.renew_recovery_codes(self.user)
            record.note(self.user, self.user, record.NEW_CODES)
            return show_codes(self.request, "")
        codes.remove_app(self.user)
        record.note(self.user, self.user, record.REMOVED)
        return SeeOther(reverse("accounts:second_factor"))


@method_decorator(never_cache, name="dispatch")
class RecoveryCodes(LoginRequiredMixin, RedirectURLMixin, TemplateView):
    """Shows them after they were made, until one says that they are kept."""

    template_name = "accounts/second_factor_codes.html"
    http_method_names = METHODS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if JUST_MADE not in request.session:
            return HttpResponseRedirect(reverse("accounts:second_factor"))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        request.session.pop(JUST_MADE, None)
        return SeeOther(self.get_redirect_url() or reverse("accounts:second_factor"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assert isinstance(self.request.user, User)
        shown = [f"{code[:4]} {code[4:]}" for code in codes.recovery_codes(self.request.user)]
        return super().get_context_data(**kwargs) | {"codes": shown, "next": self.get_redirect_url()}


def show_codes(request: HttpRequest, after: str) -> HttpResponse:
    request.session[JUST_MADE] = True
    query = f"?next={quote(after)}" if after else ""
    return SeeOther(reverse("accounts:second_factor_codes") + query)
