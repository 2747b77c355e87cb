"""python -m tests.akismet_server --port N [--key KEY] [--blog URL]: serves until standard input ends or a signal."""

import argparse
import signal
import sys
import threading

from tests.akismet_server.server import KEY, AkismetServer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--key", default=KEY)
    parser.add_argument("--blog", default="")
    asked = parser.parse_args()
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    with AkismetServer(asked.key, asked.blog, asked.port) as server:
        sys.stdout.write(f"{server.url} {server.key}\n")
        sys.stdout.flush()
        threading.Thread(target=_end_with_input, args=(over,), daemon=True).start()
        over.wait()


def _end_with_input(over: threading.Event) -> None:
    """Whoever started us holds the other end of the pipe, so that a killed test run leaves no server behind."""
    sys.stdin.read()
    over.set()


if __name__ == "__main__":
    main()
