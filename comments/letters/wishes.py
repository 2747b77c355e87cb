"""Asking for letters, confirming that, and ending them. Whatever a stranger typed waits for the address's own word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from comments import identity
from comments.models import Comment, Commenter, Contact, Follow, HowOften, Mailbox
from comments.models.commenter import email_key

WAITING_AT_MOST = 10  # unconfirmed, of one address: strangers can make them, so the oldest make room


def wish_replies(request: HttpRequest, comment: Comment, email: str) -> None:
    """What the tick on the comment form means, in the transaction that stores the comment.

    A typed address is asked when the comment is known to be no spam (comments/letters/typed.py). Until then the wish
    is that of whoever typed it.
    """
    if person := _proven_writer(request, email):
        _begin(person, replies_to(comment), HowOften.AT_ONCE)
    elif email:
        Follow.objects.create(commenter_id=comment.commenter_id or 0, **replies_to(comment))


def replies_to(comment: Comment) -> dict[str, Any]:
    return {"kind": Follow.Kind.REPLIES, "comment": comment}


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
    """What somebody has asked for under this address, which has not confirmed it."""
    return list(_shown(Follow.objects.waiting().filter(commenter=person.pk)))


def is_of_link(follow: Follow, contact: Contact) -> bool:
    """Whether it was asked for in one act with the link that was mailed last, and not by somebody else, perhaps."""
    if follow.kind == Follow.Kind.REPLIES:
        return follow.comment_id == contact.comment_id
    return contact.then == page_of(follow)


def page_of(follow: Follow) -> str:
    """Where it is asked for; nowhere for replies, as the form of a comment has the tick."""
    if follow.kind == Follow.Kind.ARTICLE:
        return reverse("comments:follow_article", args=[follow.article_id])
    return reverse("comments:follow_thread", args=[follow.comment_id])


def comments_of(person: Commenter, numbers: Sequence[str]) -> list[int]:
    """Whoever ticks that they want the replies to a comment says that it is theirs."""
    replies = Follow.objects.waiting().filter(commenter=person.pk, kind=Follow.Kind.REPLIES, pk__in=_whole(numbers))
    return [number for number in replies.values_list("comment", flat=True) if number]


def running_of(person: Commenter) -> list[Follow]:
    return list(_shown(Follow.objects.confirmed().filter(commenter=person.pk)))


def confirm(person: Commenter, numbers: Sequence[str], not_theirs: Comment | None = None) -> None:
    """The address has said so: of what waits these begin, unless they are about what somebody else wrote under it.
    The others are dropped."""
    wanted, now = _whole(numbers), timezone.now()
    with transaction.atomic():
        waiting = list(Follow.objects.waiting().filter(commenter=person.pk).held().values_list("pk", flat=True))
        others = Follow.objects.filter(pk__in=waiting, comment=not_theirs) if not_theirs else Follow.objects.none()
        begun = wanted.intersection(waiting) - set(others.values_list("pk", flat=True))
        Follow.objects.filter(pk__in=begun).update(confirmed_at=now, due_at=now)
        Follow.objects.filter(pk__in=set(waiting) - begun).delete()
        Mailbox.objects.filter(commenter=person.pk).update(refused_at=None, fault="")


def _whole(numbers: Sequence[str]) -> set[int]:
    return {int(number) for number in numbers if number.isascii() and number.isdecimal() and len(number) < 19}


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


def _wish(request: HttpRequest, email: str, what: dict[str, Any], often: str) -> Follow | None:
    """None when there is no address: then nothing is written."""
    with transaction.atomic():
        person = _proven_writer(request, email)
        if person:
            return _begin(person, what, often)
        if not email:
            return None
        return let_wait(identity.ask(email, then=page_of(Follow(**what))), what, often)


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


def let_wait(owner: Commenter, what: dict[str, Any], often: str = HowOften.AT_ONCE) -> Follow:
    """Changes nothing of what has been confirmed before."""
    Mailbox.objects.get_or_create(commenter=owner)
    follow, made = Follow.objects.get_or_create(commenter=owner, **what, defaults={"often": often})
    if made:
        _make_room(owner, follow)
    elif follow.confirmed_at is None:
        follow.often, follow.asked_at = often, timezone.now()
        follow.save(update_fields=["often", "asked_at"])
    return follow


def _make_room(owner: Commenter, latest: Follow) -> None:
    """The oldest go first, and never what the mailed link is about: nobody crowds out what the owner is about to
    confirm."""
    contact = Contact.objects.filter(commenter=owner.pk).first()
    others = Follow.objects.waiting().filter(commenter=owner.pk).exclude(pk=latest.pk).order_by("-asked_at", "-pk")
    spare = [follow.pk for follow in others if contact is None or not is_of_link(follow, contact)]
    room = WAITING_AT_MOST - 1 - (len(others) - len(spare))
    Follow.objects.filter(pk__in=spare[room:]).delete()


def _shown(follows: Any) -> Any:
    return follows.select_related("article__section", "comment__article__section").order_by("pk")
