from typing import Any

from django.db import connection, models


class RisingNumber(models.Model):
    """One row, whose number rises with every change of what pages show: caches that carry it need no purging."""

    number = models.PositiveBigIntegerField(default=1)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> int:
        return cls._default_manager.values_list("number", flat=True).filter(pk=1).first() or 0

    @classmethod
    def advance(cls) -> None:
        """In the transaction of the change: the number is never newer than what it stands for."""
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {cls._meta.db_table} SET number = number + 1 WHERE id = 1")  # noqa: S608
            is_there = cursor.rowcount
        if not is_there:
            cls._default_manager.get_or_create(pk=1)


class SiteVersion(RisingNumber):
    """Rises with every saved change of articles, sections, authors and settings."""


class ShownOnPages(models.Model):
    """A row that public pages show: saving or deleting it raises the site version."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        SiteVersion.advance()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **kwargs)
        SiteVersion.advance()
        return deleted
