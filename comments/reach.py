"""Which sections somebody moderates. Whatever shows, counts, decides or exports comments asks here.

It comes with the rights of an account, in the one query that they take.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import GRANTED, User
from comments.models import Comment

type View = Callable[..., HttpResponseBase]
ALL = "TRUE"
SECTIONS = """
SELECT 'section', CAST(s.firstsegment_ptr_id AS text)
FROM comments_reach r JOIN comments_reach_sections chosen ON chosen.reach_id = r.id
JOIN articles_section s ON s.firstsegment_ptr_id = chosen.section_id OR s.parent_id = chosen.section_id
WHERE r.moderator_id = %(user)s
UNION ALL SELECT 'limited', 'sections' FROM comments_reach WHERE moderator_id = %(user)s
"""


def register() -> None:
    GRANTED.append(SECTIONS)


def sections_of(user: User | AnonymousUser) -> frozenset[int] | None:
    """Numbers of sections, those below the chosen ones included. None: all there are, now and later."""
    if user.is_superuser:
        return None
    if not isinstance(user, User):
        return frozenset()
    if "limited" not in user.granted:
        return None
    return frozenset(map(int, user.granted.get("section", ())))


def condition(user: User | AnonymousUser, section: str = "a.section_id") -> str:
    """For SQL by hand: said of a column that holds the number of a section. TRUE for who moderates all."""
    sections = sections_of(user)
    if sections is None:
        return ALL
    return f"{section} IN ({', '.join(map(str, sorted(sections)))})" if sections else "FALSE"


def reaches(user: User | AnonymousUser, comment: int) -> bool:
    """Whether this comment is theirs to see and decide. Asks the database only about who is limited."""
    sections = sections_of(user)
    if sections is None:
        return True
    return Comment.objects.filter(pk=comment, section__in=sections).exists()


def refuse_beyond(user: User | AnonymousUser, comments: Collection[int]) -> None:
    """Raises Http404 when one of these comments is out of reach: what is done to many is done to all or none."""
    sections = sections_of(user)
    if sections is not None and Comment.objects.filter(pk__in=comments).exclude(section__in=sections).exists():
        raise Http404


def within_reach(view: View) -> View:
    """For pages about the comment that `pk` names: one out of reach is not found."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        if not reaches(request.user, pk):
            raise Http404
        return view(request, pk, **kwargs)

    return guarded
