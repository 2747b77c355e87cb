"""Settings of the suite: quick hashes, files of its own, nothing from the environment of the machine."""

import os
from pathlib import Path

from newsroom import environment

# tests/engines.py sets both; type checks import these settings without it.
_FOLDER = Path(os.environ.get("TEST_FOLDER", "var/tests")) / os.environ.get("PYTEST_XDIST_WORKER", "main")
_FOLDER.mkdir(parents=True, exist_ok=True)
_DATABASE = os.environ.get("TEST_DATABASE", "")
environment.source = {
    "DATA_DIR": str(_FOLDER),
    "SECRET_KEY": "only-for-tests-" + "x" * 50,
    "DATABASE_URL": _DATABASE,
}

from newsroom.settings import *  # noqa: E402, F403
from newsroom.settings import DATABASES, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
# A name of this run's own: several runs may share the server that TEST_DATABASE_URL names.
DATABASES["default"]["TEST"] = {
    "NAME": f"test_{_FOLDER.parent.name.replace('-', '_')}" if _DATABASE else str(_FOLDER / "test.sqlite3")
}
BELIEVE_VERSIONS_FOR = 0.0  # a test sees at once what it has changed; tests/articles/test_kept_pages.py sets it
