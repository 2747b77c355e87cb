"""Asking for letters, confirming that, and ending them. Whatever a stranger typed waits for the address's own word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from articles.models import Article
from comments import identity
from comments.models import Comment, Commenter, Follow, HowOften, Mailbox
from comments.models.commenter import email_key

WAITING_AT_MOST = 10  # unconfirmed, of one address: more are dropped, as strangers can make them


def wish_replies(request: HttpRequest, comment: Comment, email: str) -> None:
    """What the tick on the comment form means, in the transaction that stores the comment."""
    _wish(request, email, {"kind": Follow.Kind.REPLIES, "comment": comment}, about=comment)


def follow_article(request: HttpRequest, article: Article, email: str, often: str) -> Follow | None:
    return _wish(request, email, {"kind": Follow.Kind.ARTICLE, "article": article}, often)


def follow_thread(request: HttpRequest, root: Comment, email: str, often: str) -> Follow | None:
    return _wish(request, email, {"kind": Follow.Kind.THREAD, "comment": root}, often)


def known_address(request: HttpRequest) -> str:
    """Of whoever asks, if letters to them need no confirmation. Writes nothing."""
    person = identity.of(request)
    if person is None and request.user.is_authenticated:
        person = Commenter(user=request.user)  # has none yet
    return identity.address_of(person) if person else ""


def waiting_of(person: Commenter) -> list[Follow]:
    """What would begin if this address were confirmed now."""
    return list(_shown(Follow.objects.waiting().filter(commenter=person.pk)))


def running_of(person: Commenter) -> list[Follow]:
    return list(_shown(Follow.objects.confirmed().filter(commenter=person.pk)))


def confirm(person: Commenter, numbers: Sequence[str], not_theirs: Comment | None = None) -> None:
    """The address has said so: of what waits these begin, unless they are about what somebody else wrote under it.
    The others are dropped."""
    wanted = {int(number) for number in numbers if number.isascii() and number.isdecimal() and len(number) < 19}
    now = timezone.now()
    with transaction.atomic():
        waiting = list(Follow.objects.waiting().filter(commenter=person.pk).held().values_list("pk", flat=True))
        others = Follow.objects.filter(pk__in=waiting, comment=not_theirs) if not_theirs else Follow.objects.none()
        begun = wanted.intersection(waiting) - set(others.values_list("pk", flat=True))
        Follow.objects.filter(pk__in=begun).update(confirmed_at=now, due_at=now)
        Follow.objects.filter(pk__in=set(waiting) - begun).delete()
        Mailbox.objects.filter(commenter=person.pk).update(refused_at=None, fault="")


def end(person: Commenter, follows: Iterable[Follow] | None = None) -> None:
    """These, or all that this person ever asked for."""
    chosen = Follow.objects.filter(commenter=person.pk)
    if follows is not None:
        chosen = chosen.filter(pk__in=[follow.pk for follow in follows])
    with transaction.atomic():
        list(chosen.held().values_list("pk", flat=True))
        chosen.delete()


def change(follow: Follow, often: HowOften) -> None:
    """What was put off is told now; from then on as often as wished."""
    with transaction.atomic():
        Follow.objects.filter(pk=follow.pk).update(often=often)
        Follow.objects.filter(pk=follow.pk, due_at__isnull=False).update(due_at=timezone.now())


def resume(mailbox: Mailbox) -> None:
    """Its owner says that the address takes mail again."""
    with transaction.atomic():
        Mailbox.objects.filter(pk=mailbox.pk).update(refused_at=None, fault="")
        follows = Follow.objects.confirmed().filter(commenter=mailbox.commenter_id)
        list(follows.held().values_list("pk", flat=True))
        follows.update(due_at=timezone.now())


def _wish(
    request: HttpRequest, email: str, what: dict[str, Any], often: str = HowOften.AT_ONCE, about: Comment | None = None
) -> Follow | None:
    """None when there is no address, or too much waits for it already: then nothing is written."""
    with transaction.atomic():
        person = _proven_writer(request, email)
        if person:
            return _begin(person, what, often)
        if not email:
            return None
        owner = identity.ask(email, then=request.path if about is None else "", comment=about)
        return _let_wait(owner, what, often)


def _proven_writer(request: HttpRequest, email: str) -> Commenter | None:
    """An account, or the owner of the very address that was typed, in their own browser."""
    person = identity.made_for(request)
    if person is None or not identity.address_of(person):
        return None
    return person if person.user_id or not email or person.email_key == email_key(email) else None


def _begin(person: Commenter, what: dict[str, Any], often: str) -> Follow:
    now = timezone.now()
    Mailbox.objects.get_or_create(commenter=person)
    follow, made = Follow.objects.get_or_create(
        commenter=person, **what, defaults={"often": often, "confirmed_at": now}
    )
    if not made:
        follow.often, follow.confirmed_at = often, follow.confirmed_at or now
        follow.save(update_fields=["often", "confirmed_at"])
    return follow


def _let_wait(owner: Commenter, what: dict[str, Any], often: str) -> Follow | None:
    """Changes nothing of what has been confirmed before."""
    Mailbox.objects.get_or_create(commenter=owner)
    known = Follow.objects.filter(commenter=owner, **what).first()
    if known or Follow.objects.waiting().filter(commenter=owner).count() >= WAITING_AT_MOST:
        return known
    return Follow.objects.create(commenter=owner, often=often, **what)


def _shown(follows: Any) -> Any:
    return follows.select_related("article__section", "comment__article__section").order_by("pk")
