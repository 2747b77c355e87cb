"""Tells the operator where the site is, once it really serves, and what is not configured."""

import http.client
import json
import logging
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

log = logging.getLogger("newsroom.supervisor")

LATE = 30.0


class Announcement(threading.Thread):
    """Waits for a 200 of /readyz that knows of a worker's heartbeat since our start, then prints."""

    def __init__(self, host: str, port: int, url: str, sign_ins: Path) -> None:
        super().__init__(daemon=True, name="announcement")
        self.host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  where to ask, not to listen
        self.port, self.url, self.sign_ins = port, url, sign_ins
        self.start_of_run = datetime.now(UTC)

    def run(self) -> None:
        complaint = time.monotonic() + LATE
        while not (answer := self._ask()) or not self._has_fresh_heartbeat(answer):
            if time.monotonic() > complaint:
                log.warning("still not ready", extra={"answer": str(answer)})
                complaint += LATE
            time.sleep(0.1)
        sys.stdout.write(self._text(answer))
        sys.stdout.flush()

    def _ask(self) -> dict[str, Any]:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            response = connection.getresponse()
            report: dict[str, Any] = json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError):
            return {}
        finally:
            connection.close()
        return report

    def _has_fresh_heartbeat(self, answer: dict[str, Any]) -> bool:
        seen = answer.get("worker_seen_at")
        return seen is not None and datetime.fromisoformat(seen) >= self.start_of_run

    def _text(self, answer: dict[str, Any]) -> str:
        lines = ["", f"The newsroom is open: {self.url}/   (desk: {self.url}/admin/, stop: Ctrl-C)"]
        if self.sign_ins.exists():
            lines += ["", "Sign-ins of the demo newspaper:", self.sign_ins.read_text().rstrip()]
        lines += [f"Note ({name}): {fault}" for name, fault in answer["reasons"].items()]
        return "\n".join([*lines, "", ""])
