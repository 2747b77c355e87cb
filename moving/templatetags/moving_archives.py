"""What the front page of moving tells of an archive that was taken in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings

from moving.archives import waiting
from outbox import holding

register = template.Library()


@register.inclusion_tag("admin/moving/_taken_in.html", takes_context=True)
def taken_in(context: dict[str, Any]) -> dict[str, Any]:
    report = waiting.noted(Path(settings.DATA_DIR))
    times = {name: datetime.fromisoformat(report[name]) for name in ("at", "made_at") if name in report}
    held = sum(holding.on_hold().values())
    return {"report": report | times, "held": held, "csrf_token": context.get("csrf_token")}
