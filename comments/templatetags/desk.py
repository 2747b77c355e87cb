from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.template import Context, Library

from accounts.models import User
from comments import queue
from comments.desk import banner, navigation
from comments.desk.words import age
from comments.queue import Reach

register = Library()
register.filter("age", age)


@register.inclusion_tag("admin/comments/_queue_summary.html")
def queue_summary(user: User | AnonymousUser) -> dict[str, Any]:
    """The tabs with their counts, for the admin's front page; nothing for those who don't moderate."""
    if not isinstance(user, User) or not user.has_perm("comments.moderate_comment"):
        return {}
    reach = Reach.of(user)
    tallies, troubles = queue.tallies(reach), banner.troubles(reach.sections)
    waiting = queue.waiting(tallies, check_fails=banner.check_fails(troubles))
    return {"tallies": tallies, "troubles": troubles, "waiting": waiting}


@register.inclusion_tag("admin/comments/_navigation.html", takes_context=True)
def desk_navigation(context: Context) -> dict[str, Any]:
    return {"pages": navigation.links(context["request"])}
