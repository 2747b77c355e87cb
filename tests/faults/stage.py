"""What the tests of real processes share: a site with two articles, a regular, a moderator, and kills."""

import json
import os
import random
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.moderating import Desk
from tests.faults.pouring import wait_for
from tests.processes import descendants
from tests.running_site import RunningSite, site

SET_UP = """
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from comments.models import Commenter, DiscussionSettings
from tests.factories import make_article, make_comment, make_moderator, make_user

def session_of(user):
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key

articles = [make_article(), make_article()]
regular = make_user("regular")
with transaction.atomic():
    make_comment(articles[0], status="approved", commenter=Commenter.objects.create(user=regular))
    regular.commenter.recount()
DiscussionSettings(pk=1, publish_after=1).save()
print(*(article.get_absolute_url() for article in articles), session_of(regular), session_of(make_moderator()))
"""

WAITING = "SELECT id FROM outbox_job WHERE state = 'open' AND kind IN ('comments.check', 'comments.feedback')"


@dataclass(frozen=True)
class Stage:
    running: RunningSite
    articles: tuple[str, str]
    regular: str
    desk: Desk

    def form(self, article: str) -> str:
        return f"{self.running.url}{article}comment/"

    def dump(self, model: str) -> dict[int, dict[str, Any]]:
        rows = json.loads(self.running.manage("dumpdata", "--all", model))
        return {row["pk"]: row["fields"] for row in rows}

    def nothing_waits(self) -> bool:
        return self.running.rows(WAITING) == []

    def kill(self, victim: str, chance: random.Random, within: float = 0.2) -> None:
        """At a random moment, since all that a kill can break lasts milliseconds."""
        threading.Event().wait(chance.random() * within)
        wait_for(lambda: bool(self._candidates(victim)))
        os.kill(chance.choice(self._candidates(victim)), signal.SIGKILL)
        if victim == "supervisor":
            self.running.start()

    def _candidates(self, victim: str) -> list[int]:
        assert self.running.process is not None
        if victim == "supervisor":
            return [self.running.process.pid]
        found = descendants(self.running.process.pid)
        word = "manage worker" if victim == "outbox worker" else "newsroom.serve"
        is_own = victim != "web worker"
        return [one.pid for one in found if word in one.command and (one.parent == self.running.process.pid) is is_own]


@contextmanager
def set_up(folder: Path) -> Iterator[Stage]:
    with site(folder, DEMO="off", AKISMET_TIMEOUT="2", FEEDBACK_DELAY="0", WEB_WORKERS="2") as running:
        first, second, regular, moderator = running.manage("shell", "-v", "0", "-c", SET_UP).split()
        yield Stage(running, (first, second), regular, Desk(running, moderator))
