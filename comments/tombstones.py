"""What stands where a comment was, while replies to it are public: why it went, and nothing of what it said."""

from django.utils.translation import gettext as _

from comments import rejections
from comments.models import Status
from comments.pages import Row

ERASED = "erased"  # the reason of what its author had erased


def words(row: Row) -> str:
    if row.status == Status.WITHDRAWN:
        return _("Deleted, with all else by its author.") if row.reason == ERASED else _("Deleted by its author.")
    if row.status in (Status.UNCHECKED, Status.PENDING) and row.edited_at:
        return _("Its author has changed this comment; it is being checked again.")
    if row.status == Status.REJECTED:
        return _rejected(row.reason)
    return _("Removed as spam.") if row.status == Status.SPAM else _("Removed by a moderator.")


def _rejected(reason: str) -> str:
    """Rules reject as well; what they have found is told to the author alone."""
    found = rejections.find(reason)
    if found is None:
        return _("Removed: it does not keep to our guideline.")
    told = {"reason": found.label, "clause": found.clause}
    if found.clause:
        return _("Removed by a moderator: %(reason)s (guideline %(clause)s)") % told
    return _("Removed by a moderator: %(reason)s") % told
