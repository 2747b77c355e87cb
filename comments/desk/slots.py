"""Places on a card that are filled by others, and what a part is that fills one; `parts.py` lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from accounts.models import User

if TYPE_CHECKING:
    from comments.desk.cards import Card

type Read = Callable[[Sequence[int]], Mapping[int, Any]]


class Slot(StrEnum):
    """In the order in which they stand on the card."""

    BADGES = "badges"  # after the name: <span class="badge">one or two words</span>
    CLAIM = "claim"  # at the end of the line with the times: <span class="card-time">…</span>
    NOTICE = "notice"  # over the text, for what must be read first: <p class="card-notice">…</p>
    TEXT = "text"  # what it answers, what was written, what was changed
    MORE = "more"  # forms under "More"
    FOOT = "foot"  # under the buttons
    WHY = "why"  # beside the text, under the sentence that says why it is here: <p>…</p>
    CONTEXT = "context"  # beside the text, among person and article: <p>…</p>
    FOLDS = "folds"  # beside the text: <details><summary>…</summary>…</details>


class Around(NamedTuple):
    """What a part may need of the card and the answer in which it stands.

    A form on the card: `<form method="post" action="{url}NAME/" hx-post="{url}NAME/">{fields}…`. The fields are hidden
    ones: the token, where to return to, the card that follows, the status and version that were seen.
    """

    card: Card
    viewer: User
    url: str
    fields: str
    is_alone: bool  # on its own page, where there is room


class Part(NamedTuple):
    """`read` is given the numbers of all comments of a page and asks one query, however many they are.

    `html` gets what was read about the comment, None if nothing was. It escapes what people wrote. Two parts with the
    same `read` share its query.
    """

    slot: Slot
    html: Callable[[Any, Around], str]
    read: Read | None = None
