"""The place at the foot of a card into which htmx puts the form for a reply."""

from __future__ import annotations

from comments.desk.slots import Around


def html(_found: None, around: Around) -> str:
    return f'<div id="reply-{around.card.pk}" class="card-reply">{around.card.told}</div>\n'
