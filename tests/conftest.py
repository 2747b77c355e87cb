import os

from hypothesis import settings as property_settings

from tests import chromium

pytest_plugins = ["tests.akismet_server.fixture", "tests.log_cleanup"]
collect_ignore = [] if chromium.find() else ["browser"]

property_settings.register_profile("suite", deadline=None, derandomize=True)
property_settings.register_profile("deep", deadline=None, max_examples=1000)
property_settings.load_profile("deep" if os.environ.get("TEST_DEPTH") == "deep" else "suite")
