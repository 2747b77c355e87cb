from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from accounts.models import User
from accounts.passkeys.party import is_here
from accounts.second_factor import codes

register = template.Library()


@register.inclusion_tag("accounts/_passkey_show.html", takes_context=True)
def show_passkey(context: Context, person: User, after: str, label: str = "") -> dict[str, Any]:
    """A button for who has a passkey; `after` is where it leads. `label` where it stands beside another way."""
    can_show = is_here(context["request"]) and codes.passkeys_of(person).exists()
    return {"can_show": can_show, "after": after, "label": label, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("accounts/_passkey_list.html")
def passkey_list(person: User) -> dict[str, Any]:
    return {"keys": codes.passkeys_of(person)}
