"""The machine's Chromium, which the browser tests drive."""

import os
import shutil

# The first is the same browser without windows: a page costs it a quarter of the processor.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The program's path. With REQUIRE_BROWSER=1 its absence is an error."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None and os.environ.get("REQUIRE_BROWSER") == "1":
        raise RuntimeError("REQUIRE_BROWSER=1, but no Chromium was found; install it or set CHROMIUM to its path.")
    return path
