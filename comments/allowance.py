"""How many comments are taken from whom in which time."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from accounts import limits
from accounts.limits import Limit, LimitReached
from accounts.network import block_of, client_address, network_of
from articles.models import Article
from comments import refusals
from comments.evidence import Writer
from comments.writers import publishes_at_once

PER_ADDRESS = Limit("comment.address", burst=5, every=30)
PER_NETWORK = Limit("comment.network", burst=60, every=1)
PER_ARTICLE = Limit("comment.article", burst=300, every=0.1)


def take(request: HttpRequest, article: Article, writer: Writer) -> None:
    """Raises LimitReached."""
    if _is_free(writer):
        return
    address = client_address(request)
    limits.take([(PER_ADDRESS, block_of(address)), (PER_NETWORK, network_of(address)), (PER_ARTICLE, str(article.pk))])


def take_slowly(request: HttpRequest, article: Article, writer: Writer, minutes: int) -> None:
    """One comment of each reader, as far as they can be told apart, in so many minutes under this article.

    After `take`, never before: who holds one of those buckets waits for one of these, and nobody the other way round.
    """
    if _is_free(writer):
        return
    who = f"account {writer.user.pk}" if writer.user else block_of(client_address(request))
    try:
        limits.take([(Limit("comment.slow", burst=1, every=60 * minutes), f"{article.pk} {who}")])
    except LimitReached as error:
        raise refusals.too_soon(minutes, error.retry_after) from error


def _is_free(writer: Writer) -> bool:
    return settings.COMMENT_LIMITS == "off" or publishes_at_once(writer.user)
