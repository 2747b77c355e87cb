"""One person under all the numbers that they have here: an account, a confirmed address, and who typed that address."""

from __future__ import annotations

from typing import NamedTuple

from allauth.account.models import EmailAddress

from accounts.models import User
from comments.models import Commenter, Contact
from comments.models.commenter import email_key


class People(NamedTuple):
    """`own` is theirs. Behind `typed` may be somebody else, who typed an address of theirs: comments/own/typed.py."""

    main: Commenter | None
    own: tuple[int, ...]
    typed: tuple[int, ...]
    addresses: tuple[str, ...]
    user: User | None

    @property
    def numbers(self) -> tuple[int, ...]:
        return self.own + self.typed


def behind(person: Commenter) -> People:
    """With what their proven addresses lead to."""
    return _gathered(person, {person.pk} - {None}, _proven_addresses(person))


def in_erasure(person: Commenter) -> People:
    """Whose erasure was asked for; when operators did, the address may have been proven to them alone."""
    if person.user_id:
        return behind(person)
    kept = Contact.objects.filter(commenter=person.pk).values_list("email", flat=True)
    return _gathered(person, {person.pk}, list(kept))


def with_address(email: str) -> People:
    """For operators, to whom somebody has proven in another way that this address is theirs."""
    owner = Commenter.objects.filter(email_key=email_key(email), of_owner=True).first()
    return _gathered(owner, {owner.pk} if owner else set(), [email])


def _gathered(main: Commenter | None, own: set[int], addresses: list[str]) -> People:
    keys = [email_key(address) for address in addresses]
    rows = list(Commenter.objects.filter(email_key__in=keys).values_list("pk", "of_owner", "contact__email"))
    spelled = {address.lower() for address in addresses}  # else it may be another mailbox, under the same code
    own = own | {pk for pk, of_owner, email in rows if of_owner and (email or "").lower() in {*spelled, ""}}
    typed = {pk for pk, of_owner, _email in rows if not of_owner} - own
    return People(main, tuple(sorted(own)), tuple(sorted(typed)), tuple(addresses), main.user if main else None)


def _proven_addresses(person: Commenter) -> list[str]:
    if person.user_id:
        verified = EmailAddress.objects.filter(user=person.user_id, verified=True)
        return sorted(verified.values_list("email", flat=True))
    confirmed = Contact.objects.filter(commenter=person.pk, confirmed_at__isnull=False)
    return list(confirmed.values_list("email", flat=True))
