from __future__ import annotations

import secrets
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from comments.models.comment import Comment
from comments.models.commenter import Commenter
from comments.terms import UNCONFIRMED_AFTER_ASKING


def new_nonce() -> str:
    return secrets.token_hex(16)


class ContactQuerySet(models.QuerySet["Contact"]):
    def unconfirmed_for_long(self, now: datetime) -> Self:
        return self.filter(confirmed_at=None, asked_at__lte=now - UNCONFIRMED_AFTER_ASKING)


class Contact(models.Model):
    """An e-mail address that somebody says is theirs: the one place beside Submission that keeps a guest's.

    `asked_at` is when the link that is good now was asked for; there is none once it was used. A new nonce ends all
    links, and all browsers that are bound to this address.
    """

    commenter = models.OneToOneField(Commenter, models.CASCADE, related_name="contact")
    email = models.CharField(max_length=254)
    asked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    nonce = models.CharField(max_length=32, default=new_nonce)
    then = models.CharField(max_length=200, blank=True)  # where the latest link leads, a path without secrets
    comment = models.ForeignKey(Comment, models.SET_NULL, null=True, related_name="+")  # from whose page it was asked

    objects = ContactQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["asked_at"], condition=Q(confirmed_at=None), name="contact_unconfirmed")]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=False) | Q(asked_at__isnull=False), name="contact_confirmed_or_asked"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None
