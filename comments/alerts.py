"""What Akismet's messages about our account mean, and what to do about each."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from comments.models import Alert
from comments.spam import Answer, SpamCheckError

OTHER_KEY = _("Make a new key in your account at akismet.com, set AKISMET_API_KEY to it and restart.")
LARGER_PLAN = _("Move to a plan that fits the number of calls, or have fewer sites use this key.")
ASK_THEM = _("Write to Akismet's support, with this number.")

ADVICE: dict[str, str | Promise] = {
    "10001": OTHER_KEY,  # made at Yahoo, and over
    "10003": _("The plan no longer fits. Choose another in your account at akismet.com."),
    "10005": _("The key may be known to others. Make a new one at akismet.com, set AKISMET_API_KEY to it and restart."),
    "10006": ASK_THEM,
    "10007": _("More sites use this key than the plan allows. Take some off its list, or choose a larger plan."),
    "10008": _("More sites use this key than the plan allows. Take some off its list, or choose a larger plan."),
    "10009": LARGER_PLAN,
    "10010": ASK_THEM,
    "10011": LARGER_PLAN,
    "10402": _("The subscription is not paid. See to the payment in your account at akismet.com."),
    "10403": _("This site may no longer use the key. Ask whoever owns the account, or use a key of your own."),
    "10404": _("This site is not on the key's list. Add SITE_URL to it in your account at akismet.com."),
    "10501": _("First month above the limit. Nothing is refused yet; see whether the plan still fits."),
    "10502": _("Second month above the limit. After a third in a row calls are refused: choose a larger plan."),
    "10504": _("The third month above the limit is near, after which calls are refused: choose a larger plan now."),
    "10508": _("Third month above the limit: calls may be refused until the month ends. Choose a larger plan."),
    "10516": _("Above the limit for four months or more: calls are refused. Choose a larger plan."),
    "30001": _("A personal plan is not for a site like this one. Choose a commercial plan."),
}


def advice(code: str) -> str:
    return str(ADVICE.get(code, _("Look into your account at akismet.com.")))


def note(told: Answer | SpamCheckError) -> None:
    """Keeps what rode on an answer, or on a refusal; most answers carry nothing."""
    if told.alert_code:
        Alert.note(told.alert_code, told.alert_text, timezone.now())


def unseen() -> QuerySet[Alert]:
    """What nobody has confirmed yet, the latest first."""
    return Alert.objects.unseen().order_by("-last_at")


def confirm(code: str, *, by: User) -> None:
    """Somebody has read it; it is not shown over the desk again."""
    Alert.objects.unseen().filter(code=code).update(seen_at=timezone.now(), seen_by=by.pk)
