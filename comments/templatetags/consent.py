from typing import Any

from django import template

from comments import consent_page, links
from comments.models import Comment

register = template.Library()


@register.inclusion_tag("comments/_consent.html")
def consent(comment: Comment) -> dict[str, Any]:
    """What its writer is asked, on the private page; nothing where nothing is. One query."""
    found = consent_page.asked_of(comment)
    if found is None:
        return {}
    return {"consent": found, "token": links.status_token(comment), "is_printed": consent_page.is_printed(found)}
