"""The web process: `.venv/bin/python -m newsroom.serve`."""

import gc
import os
import sys

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import get_resolver
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from newsroom import orphans

CONNECTIONS = 512
AT_ONCE = 256  # requests of which one worker awaits the bodies; newsroom/wsgi.py says how many it answers at once
TIME_TO_FINISH = 5
IDLE_MILLISECONDS = 20_000


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    orphans.end_with_supervisor()
    try:
        preload()
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    Granian(
        "newsroom.wsgi:application",
        address=settings.HOST,
        port=settings.PORT,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=IDLE_MILLISECONDS),
        websockets=False,
        workers=settings.WEB_WORKERS,
        blocking_threads=AT_ONCE,
        backpressure=CONNECTIONS,
        respawn_failed_workers=True,
        workers_kill_timeout=TIME_TO_FINISH,
        log_level=LogLevels.warning,
        log_dictconfig=settings.LOGGING,
    ).serve()


def preload() -> None:
    """The workers are forks where the platform allows: they share this memory, and a dead one is back in no time.

    Frozen, what is here is nothing that a collection of garbage looks at or, by looking, makes a copy of.
    """
    django.setup()
    get_resolver().url_patterns  # noqa: B018  imports the views
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main()
