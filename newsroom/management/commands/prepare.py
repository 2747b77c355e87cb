from collections.abc import Generator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from articles.models import FirstSegment
from newsroom import environment

LOCK = 7_302_516_481


class Command(BaseCommand):
    help = (
        "Brings database and files up to date. `make run` calls it; with another supervisor, call it at each upgrade."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with one_at_a_time():
            call_command("migrate", interactive=False, verbosity=0)
            if settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
                call_command("createcachetable", verbosity=0)
            if demo_is_wanted():
                call_command("demo", stdout=StringIO())  # the supervisor prints the sign-ins
        collect_static()


@contextmanager
def one_at_a_time() -> Generator[None]:
    """Several machines may start at once; SQLite belongs to one, and the supervisor's lock guards it."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def demo_is_wanted() -> bool:
    """Only where it can bury nothing: in an empty database that is the default file, or that DEMO=on points at."""
    if settings.DEMO == "off" or (settings.DEMO == "auto" and environment.text("DATABASE_URL")):
        return False
    return not (get_user_model().objects.exists() or FirstSegment.objects.exists())


def collect_static() -> None:
    """Skipped when the files of this release are there already: compressing them takes seconds."""
    stamp = settings.STATIC_ROOT.with_suffix(".release")
    release = f"{settings.RELEASE} {django.__version__}"
    if not stamp.exists() or stamp.read_text() != release:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(release)
