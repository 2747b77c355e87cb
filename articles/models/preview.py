from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from articles.models.article import Article

LASTS = timedelta(days=7)
SALT = "articles.preview"


def new_nonce() -> str:
    return secrets.token_urlsafe(12)


def in_some_days() -> datetime:
    return timezone.now() + LASTS


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def open(self) -> Self:
        """Neither over nor taken back."""
        return self.filter(ends_at__gt=timezone.now())

    def of_token(self, token: str) -> PreviewLink | None:
        """The link that was signed here, open or not."""
        try:
            nonce = signing.Signer(salt=SALT).unsign(token)
        except signing.BadSignature:
            return None
        return self.select_related("article").filter(nonce=nonce).first()


class PreviewLink(models.Model):
    """For somebody without an account, who may read what an editor works on, for some days.

    The address is signed with the site's key, so that a copy of this table opens nothing.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="preview_links")
    nonce = models.CharField(max_length=16, unique=True, default=new_nonce)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(default=in_some_days)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gte=models.F("made_at")), name="preview_ends_after_its_begin")
        ]

    def __str__(self) -> str:
        return f"{self.article_id}, {self.made_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("articles:preview", args=[signing.Signer(salt=SALT).sign(self.nonce)])

    @property
    def is_open(self) -> bool:
        return self.ends_at > timezone.now()

    @classmethod
    def give(cls, article: Article, *, by: User) -> PreviewLink:
        return cls.objects.create(article=article, by=by)

    def revoke(self) -> bool:
        """It ends now. False when it had ended already."""
        return bool(PreviewLink.objects.open().filter(pk=self.pk).update(ends_at=timezone.now()))
