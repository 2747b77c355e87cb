"""The shipped systemd units: the same programs as the Procfile's, known to systemd, and shut in."""

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newsroom.supervisor.children import read_procfile
from tests.nginx import DEPLOY

pytestmark = pytest.mark.once

ROOT = DEPLOY.parent
UNITS = sorted(path.name for path in DEPLOY.iterdir() if path.suffix in {".service", ".target"})
SERVICES = [name for name in UNITS if name.endswith(".service")]
HOME = "/srv/newsroom"
SHUT_IN = {
    "CapabilityBoundingSet": "",
    "NoNewPrivileges": "yes",
    "PrivateDevices": "yes",
    "PrivateTmp": "yes",
    "ProtectHome": "yes",
    "ProtectSystem": "strict",
    "RestrictAddressFamilies": "AF_UNIX AF_INET AF_INET6",
    "SystemCallFilter": "@system-service",
    "User": "newsroom",
}


class Unit(configparser.RawConfigParser):
    """Keys keep their case."""

    def __init__(self, name: str) -> None:
        super().__init__(delimiters=("=",), strict=True)
        self.read(DEPLOY / name)

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def command(name: str) -> list[str]:
    """As the Procfile writes it: from the project's folder."""
    return shlex.split(Unit(name)["Service"]["ExecStart"].replace(f"{HOME}/", ""))


def test_web_and_worker_are_the_programs_of_the_procfile() -> None:
    ours = {"web": command("newsroom-web.service"), "worker": command("newsroom-worker@.service")}
    assert ours == read_procfile(ROOT)


def test_they_start_once_the_site_is_prepared() -> None:
    assert command("newsroom-prepare.service") == [".venv/bin/python", "-m", "manage", "prepare"]
    for name in ("newsroom-web.service", "newsroom-worker@.service"):
        order = Unit(name)["Unit"]
        assert order["Requires"] == order["After"] == "newsroom-prepare.service"


@pytest.mark.parametrize("name", ["newsroom-web.service", "newsroom-worker@.service"])
def test_they_are_started_again_without_end(name: str) -> None:
    unit = Unit(name)
    assert (unit["Service"]["Restart"], unit["Unit"]["StartLimitIntervalSec"]) == ("always", "0")


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_shut_in_and_has_the_same_settings(name: str) -> None:
    service = Unit(name)["Service"]
    assert {key: service[key] for key in SHUT_IN} == SHUT_IN
    assert service["WorkingDirectory"] == HOME
    assert service["Environment"] == f"DATA_DIR=/var/lib/{service['StateDirectory']}"
    assert service["EnvironmentFile"] == "/etc/newsroom/newsroom.env"


def test_nginx_looks_where_the_units_keep_their_data() -> None:
    assert "set $newsroom_data /var/lib/newsroom;" in (DEPLOY / "nginx.conf").read_text()


def test_the_target_brings_up_both() -> None:
    assert Unit("newsroom.target")["Unit"]["Wants"].split() == ["newsroom-web.service", "newsroom-worker@1.service"]


def test_the_example_of_the_environment_names_settings_of_the_readme() -> None:
    names = set(re.findall(r"^([A-Z_]+)=", (DEPLOY / "newsroom.env.example").read_text(), re.MULTILINE))
    assert names >= {"SITE_URL", "TRUSTED_PROXY_COUNT", "SECRET_KEY", "DATABASE_URL"}
    known = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert names <= known


@pytest.mark.parametrize("name", UNITS)
def test_systemd_understands_every_unit(name: str, tmp_path: Path) -> None:
    """Where there is no systemd, that the file can be read is all that is asked."""
    for unit in UNITS:
        text = (DEPLOY / unit).read_text().replace(f"{HOME}/.venv/bin/python", sys.executable)
        (tmp_path / unit).write_text(text)
    assert "Unit" in Unit(name)
    if verifier := shutil.which("systemd-analyze"):
        shown = tmp_path / name.replace("@.", "@1.")
        if shown.name != name:
            shutil.copy(tmp_path / name, shown)
        done = subprocess.run([verifier, "verify", "--man=no", str(shown)], capture_output=True, text=True)
        said = [line for line in done.stderr.splitlines() if "newsroom" in line]
        assert (done.returncode, said) == (0, [])
