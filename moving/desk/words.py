"""What codes of the engine are called on the pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

COUNTED = {
    "articles": _("articles"),
    "pages": _("standing pages"),
    "comments": _("comments"),
}


def counted(name: str) -> str:
    return str(COUNTED.get(name, name))
