from pathlib import Path

import pytest
from django.conf import settings

pytest_plugins = ["tests.akismet_server.fixture", "tests.log_cleanup"]


@pytest.fixture(scope="session", autouse=True)
def data_folder() -> Path:
    folder = Path(settings.DATA_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
