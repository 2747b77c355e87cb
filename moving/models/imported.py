"""Where rows came from: of every import which numbers and names of the former site became which rows of ours."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.utils import timezone


class Source(models.Model):
    """A site from which rows came, whatever number of files and runs that took."""

    system = models.CharField(max_length=20)  # as in "wordpress"
    address = models.CharField(max_length=250)
    bases = models.JSONField(default=dict)  # beginnings of addresses there, as in "topics", by the kind that followed

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "address"], name="source_once")]

    def __str__(self) -> str:
        return f"{self.system} {self.address}"


class State(models.TextChoices):
    RUNNING = "running"  # or killed: the next run goes on with it
    DONE = "done"
    GOING_BACK = "going_back"
    TAKEN_BACK = "taken_back"


class BatchQuerySet(models.QuerySet["Batch"]):
    def unfinished(self) -> Self:
        return self.filter(state__in=[State.RUNNING, State.GOING_BACK])


class Batch(models.Model):
    """What one run has brought in, to be taken back as one. `log` is its number in the moderation log."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="batches")
    log = models.UUIDField(default=uuid.uuid4, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = BatchQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.pk}: {self.source}"


class Kind(models.TextChoices):
    AUTHOR = "author"
    SECTION = "section"
    TAG = "tag"
    ARTICLE = "article"
    PAGE = "page"
    PICTURE = "picture"
    COMMENT = "comment"


class Origin(models.Model):
    """One thing of the source and the row that stands for it here: by this a second run knows it again."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="+", db_index=False)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="origins", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=200)  # or number, as the source has it
    row = models.BigIntegerField()  # without a foreign key: rows go by ways of their own, and this stays
    state = models.CharField(max_length=12, blank=True)  # with which it came
    is_ours = models.BooleanField(default=True)  # made by the import, rather than found here
    is_settled = models.BooleanField(default=True)  # of an article: what is kept about its discussion is true

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "name"], name="origin_once")]
        indexes = [models.Index(fields=["batch", "kind", "row"], name="origin_of_batch")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}: {self.row}"
