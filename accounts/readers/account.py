"""The page of one's own account: what is known of it, and the ways to change that."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.readers import parts
from accounts.readers.pages import SAID, for_account


@require_safe
@for_account
def show_account(request: HttpRequest) -> HttpResponse:
    said = SAID.get(request.GET.get("said", ""), "")
    return render(request, "accounts/account.html", {"parts": parts.shown(parts.ACCOUNT, request), "said": said})
