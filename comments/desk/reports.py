"""What has become of a report to the spam check, in the words of the history."""

from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from comments.models import ModerationAction, Status
from comments.models.feedback import Delivery, Kind


def with_causes(rows: Any) -> Any:
    """Together with what the act was that made a report void."""
    cause = ModerationAction.objects.filter(pk=OuterRef("cancelled_by"))
    return rows.annotate(
        undo=Subquery(cause.values("undoes")[:1]),
        cause=Subquery(cause.values("to_status")[:1]),
    )


def sentence(report: Any) -> str:
    """Of a row that `with_causes` has brought, or of a Report."""
    told = {"kind": Kind(report.kind).label, "detail": report.detail}
    match report.state:
        case Delivery.SENT:
            said = _("told the filter: %(kind)s") % told
            return f"{said} ({_('perhaps twice')})" if report.may_be_repeated else said
        case Delivery.WAITING:
            said = _("the filter will be told: %(kind)s") % told
            return f"{said} ({report.detail})" if report.detail else said
        case Delivery.CANCELLED:
            return _cancelled(report)
    return _("the filter was not told: %(detail)s") % told


def _cancelled(report: Any) -> str:
    said = _("report cancelled by a later decision")
    if report.undo:
        said = _("report cancelled by undo")
    elif report.cause == Status.WITHDRAWN:
        said = _("report cancelled: withdrawn by its author")
    in_doubt = _("it may have reached the filter")
    return f"{said} ({in_doubt})" if report.may_have_arrived else said
