"""How a reader's report of a mistake comes in, and when the address goes to which one might have asked back."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from accounts import limits
from accounts.limits import Limit
from accounts.network import block_of, client_address, network_of
from articles.models import Article, MistakeReport
from outbox.retention import Keys, Kind, portions

PER_ADDRESS = Limit("mistake.address", burst=5, every=60)
PER_NETWORK = Limit("mistake.network", burst=30, every=20)
PER_ARTICLE = Limit("mistake.article", burst=100, every=10)


def report(request: HttpRequest, article: Article, told: dict[str, Any]) -> MistakeReport:
    """The same, sent again while it is open, is the same report. Raises LimitReached; then nothing is written."""
    told = {name: told[name] for name in ("quote", "text", "email")}
    with transaction.atomic():
        _take_from_limits(request, article)  # first: a form that is sent twice at once waits here for its twin
        earlier = MistakeReport.objects.open().filter(article=article, **told).first()
        return earlier or MistakeReport.objects.create(article=article, **told)


def _take_from_limits(request: HttpRequest, article: Article) -> None:
    if settings.COMMENT_LIMITS == "off":
        return
    address = client_address(request)
    limits.take([(PER_ADDRESS, block_of(address)), (PER_NETWORK, network_of(address)), (PER_ARTICLE, str(article.pk))])


def _forget_emails(keys: Keys, now: datetime) -> int:
    with transaction.atomic():
        rows = MistakeReport.objects.with_overdue_email(now).filter(pk__in=keys).order_by()
        held = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True))
        return MistakeReport.objects.filter(pk__in=held).update(email="")


EMAILS = Kind(
    "e-mail addresses of who reported mistakes",
    lambda now: portions(MistakeReport.objects.with_overdue_email(now)),
    _forget_emails,
)
