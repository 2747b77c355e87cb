from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from articles import inbox

register = template.Library()


@register.inclusion_tag("admin/articles/_inbox_summary.html")
def inbox_summary(user: User | AnonymousUser) -> dict[str, Any]:
    """What waits, in figures, for the admin's front page; nothing for those who have no business with articles."""
    if not isinstance(user, User) or not user.has_perm("articles.change_article"):
        return {}
    parts = inbox.parts(user)
    waiting = sum(len(part.entries) for part in parts if part.is_waiting)
    return {"is_shown": True, "parts": parts, "waiting": waiting, "most": inbox.MOST}
