import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.test.utils import override_settings

from newsroom import environment
from tests.checks import PUBLIC
from tests.newsroom.loading import settings_with

pytestmark = pytest.mark.once

ROOT = Path(environment.__file__).resolve().parents[1]
REMOTE_MAIL = {
    "default": {"OPTIONS": {"password": "p", "use_tls": False, "use_ssl": False, "host": "mail.example.com"}}
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "values"),
    [
        ("W001", {"DEBUG": True, "SITE_URL": "http://news.example.com"}),
        ("W002", {"COMMENT_LIMITS": "off"}),
        ("W003", {"AKISMET_API_URL": "http://proxy.example.com", "AKISMET_API_KEY": "abc"}),
        ("W004", {"AKISMET_TEST": True, "SITE_URL": "https://news.example.com"}),
        ("W005", {"MAILERS": REMOTE_MAIL}),
    ],
)
def test_an_unwise_setting_is_reported_with_a_hint(number: str, values: dict[str, Any]) -> None:
    with override_settings(**values):
        found = [message for message in run_checks() if message.id == f"newsroom.{number}"]
    assert [bool(message.hint) for message in found] == [True]


@pytest.mark.django_db
@override_settings(DEBUG=True, AKISMET_TEST=True, AKISMET_API_URL="http://127.0.0.1:9000", AKISMET_API_KEY="abc")
def test_the_same_at_home_is_nobody_s_business() -> None:
    assert [message.id for message in run_checks() if str(message.id).startswith("newsroom")] == []


@pytest.mark.parametrize("mail", ["", "smtps://user:password@mail.example.com"])
def test_a_public_site_passes_the_deployment_check_in_silence(mail: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "manage", "check", "--deploy", "--fail-level", "DEBUG"]
    done = subprocess.run(
        command, cwd=ROOT, env=PUBLIC | {"DATA_DIR": str(tmp_path), "MAIL_URL": mail}, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("System check identified no issues")


def test_the_readme_table_names_the_variables_that_the_settings_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "asked", set())
    settings_with(monkeypatch)
    table = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert sorted(table) == sorted(environment.asked)


@pytest.mark.parametrize("name", ["PORT", "WEB_WORKERS", "AKISMET_TIMEOUT", "FEEDBACK_DELAY", "TRUSTED_PROXY_COUNT"])
def test_the_readme_table_tells_the_defaults(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    row = re.search(rf"^\| `{name}` \| `?([^|`]*)`? \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert row
    assert float(row[1]) == settings_with(monkeypatch)[name]
