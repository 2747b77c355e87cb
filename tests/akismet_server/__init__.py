"""
A real Akismet-protocol server on loopback, for tests and for trying things out.

In a test: the fixture `akismet` (settings point to it). For real processes: `running()`, or `python -m
tests.akismet_server --port N`.
"""

from tests.akismet_server.control import Remote, running
from tests.akismet_server.fixture import akismet
from tests.akismet_server.journal import Call
from tests.akismet_server.server import AkismetServer

__all__ = ["AkismetServer", "Call", "Remote", "akismet", "running"]
