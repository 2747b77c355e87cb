"""How many queries a page takes: asked of the same code and database in this process."""

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def count(path: str, client: Client | None = None) -> int:
    """Raises AssertionError for anything but a 200."""
    client = client or Client()
    host = settings.SITE_URL.partition("://")[2]
    with CaptureQueriesContext(connection) as seen:
        response = client.get(path, headers={"host": host})
    assert response.status_code == 200, (path, response.status_code)
    return len(seen)
