"""Waits for what a supervisor waits for: a child's end, the wish to stop, or the loss of its parent."""

import os
import select
import signal
import socket
from types import FrameType


class Bell:
    """Rings (ends a wait early) on every signal; remembers whether one of them asked to stop."""

    def __init__(self, end_with_parent: bool) -> None:
        self.stopping = False
        self.parent = os.getppid() if end_with_parent else None
        self.ear, self.mouth = socket.socketpair()
        for end in (self.ear, self.mouth):
            end.setblocking(False)
        signal.set_wakeup_fd(self.mouth.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)

    def wait(self, seconds: float) -> None:
        if select.select([self.ear], [], [], seconds)[0]:
            self.ear.recv(4096)
        if self.parent and os.getppid() != self.parent:
            self.stopping = True

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True
