from typing import Any

from django import template

from comments.legal.statements import statement_about
from comments.models import Comment

register = template.Library()


@register.inclusion_tag("comments/_legal_statement.html")
def legal_statement(comment: Comment) -> dict[str, Any]:
    """For the commenter alone: why their comment was removed. Nothing where it was not, or for another reason."""
    return {"report": statement_about(comment)}
