"""Mails to readers: what becomes of their comments, replies to them, and what is new in discussions they follow.

`wishes` is how they are asked for, confirmed and ended; `watching` reads the moderation log and notes for whom there
may be news; `sending` writes one letter of all that is new to one person, when it leaves.
"""

from comments.letters.forgetting import forget
from comments.letters.links import address_for

__all__ = ["address_for", "forget"]
