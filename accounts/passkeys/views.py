"""The pages of passkeys: one's own, and those at which one is shown. Scripts fetch what the device is asked."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import RedirectURLMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from django.views.generic.base import TemplateResponseMixin

from accounts import proof
from accounts.doors import Door
from accounts.models import User
from accounts.network import client_address, network_of, pseudonym
from accounts.passkeys import changing, keys, showing
from accounts.passkeys.forms import AddForm, RemoveForm, RenameForm
from accounts.passkeys.party import is_here, party
from accounts.passkeys.refusals import Refused
from accounts.readers.pages import SeeOther
from accounts.second_factor import codes, demand
from accounts.second_factor.stage import BY_PASSKEY
from accounts.second_factor.views import METHODS, EnterCode, Page, show_codes

log = logging.getLogger("newsroom.accounts")
SAID = {
    "added": _("The passkey is added."),
    "renamed": _("The passkey has its new name."),
    "removed": _("The passkey is removed."),
}


def log_refusal(request: HttpRequest, refusal: Refused) -> None:
    network = pseudonym(network_of(client_address(request)))
    log.warning("passkey refused", extra={"why": refusal.code, "network": network})


class Refusing(TemplateResponseMixin):
    request: HttpRequest

    def refused(self, refusal: Refused) -> HttpResponse:
        """The same page, and why."""
        log_refusal(self.request, refusal)
        context = self.get_context_data(refusal=refusal.sentence)  # type: ignore[attr-defined]
        return self.render_to_response(context, status=refusal.status)

    @property
    def answer(self) -> str:
        return self.request.POST.get("credential", "")


class OwnPage(LoginRequiredMixin, Page):
    """For who has shown all that their account asks for: the password alone must not lead to a key that opens all."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if demand.must_show(request):
            return demand.lead_to("accounts:second_factor_code", request)
        return super().dispatch(request, *args, **kwargs)


class Passkeys(Refusing, OwnPage):
    template_name = "accounts/passkeys.html"
    form_class = AddForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            changing.add(request, self.user, self.answer)
        except Refused as refusal:
            return self.refused(refusal)
        after = self.get_redirect_url() or f"{reverse('accounts:passkeys')}?said=added"
        return show_codes(request, after) if codes.make_missing_codes(self.user) else SeeOther(after)

    def get_form(self, form_class: Any = None) -> AddForm:
        """What it asks is posted to where the device's task comes from."""
        return AddForm(request=self.request, user=self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = {"keys": codes.passkeys_of(self.user), "party": party(), "is_here": is_here(self.request)}
        return super().get_context_data(**kwargs) | known | {"said": SAID.get(self.request.GET.get("said", ""), "")}


class AboutOne(OwnPage):
    @property
    def key(self) -> Authenticator:
        return get_object_or_404(codes.passkeys_of(self.user), pk=self.kwargs["pk"])


class Rename(AboutOne):
    """A name opens nothing: it asks for no proof."""

    template_name = "accounts/passkey_name.html"
    form_class = RenameForm

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.key.data["name"]}

    def form_valid(self, form: RenameForm) -> HttpResponse:
        if not keys.rename(self.user, self.kwargs["pk"], form.cleaned_data["name"]):
            raise Http404
        return SeeOther(f"{reverse('accounts:passkeys')}?said=renamed")

    def form_invalid(self, form: RenameForm) -> HttpResponse:
        """Not as at a door: nobody was refused who they are."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


class Remove(AboutOne):
    template_name = "accounts/passkey_remove.html"
    form_class = RemoveForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        key = self.key
        return super().get_context_data(**kwargs) | {"key": key, "may": changing.may_remove(self.user, key)}

    def form_valid(self, form: RemoveForm) -> HttpResponse:
        if not changing.remove(self.user, self.key):
            form.add_error(None, str(_("It is the last way into your account, or the last that your role asks for.")))
            return self.form_invalid(form)
        return SeeOther(f"{reverse('accounts:passkeys')}?said=removed")


@method_decorator(never_cache, name="dispatch")
class SignInByPasskey(Refusing, Door, RedirectURLMixin, TemplateView):
    template_name = "accounts/passkey_sign_in.html"
    http_method_names = METHODS
    entering: User | None = None

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            key = showing.shown(request, self.answer)
        except Refused as refusal:
            return self.refused(refusal)
        self.entering = key.user
        login = Login(user=key.user, redirect_url=self.get_success_url(), state={BY_PASSKEY: True})
        response: HttpResponse = perform_login(request, login)
        demand.note_shown(request, key.pk)
        proof.note(request)
        return self.entered(key.user, response)

    def get_default_redirect_url(self) -> str:
        return reverse("admin:index") if self.entering and self.entering.is_staff else "/"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"next": self.get_redirect_url(), "is_here": is_here(self.request)}


class ShowPasskey(Refusing, EnterCode):
    """In the place of a code, and of a password where something about the account is to be changed."""

    template_name = "accounts/passkey_show.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = self.user
        try:
            key = showing.shown(request, self.answer, user)
        except Refused as refusal:
            return self.refused(refusal)
        response = self.stage.exit() if self.stage else SeeOther(self.get_success_url())
        demand.note_shown(request, key.pk)
        proof.note(request)
        return self.entered(user, response)

    def has_something_to_show(self) -> bool:
        return codes.passkeys_of(self.user).exists()
