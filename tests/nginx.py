"""The shipped nginx configuration on ports of its own, in front of a real application or a stand-in."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.processes import free_port

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
CERTIFICATE = Path(__file__).parent / "akismet_server" / "loopback.pem"
PLACES = ("nginx", "/usr/sbin/nginx", "/usr/local/sbin/nginx")
PATIENCE = 20.0
USER = "user root;" if os.geteuid() == 0 else ""  # the folders of a test run are its owner's
PASSED_ON = ("request_method", "request_uri", "http_accept_encoding", "http_if_none_match", "http_x_forwarded_for")

# Around the site: a server that writes down what is passed on to the application, and one that shows two variables.
MAIN = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/start.log warn;
worker_processes 1;
{user}
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site;
    log_format passed_on escape=json '{{{passed_on}}}';
    server {{
        listen 127.0.0.1:{book};
        access_log {folder}/passed_on.log passed_on;
        client_max_body_size 0;
        location / {{
            proxy_pass http://127.0.0.1:{application};
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Connection "";
        }}
    }}
    server {{
        listen 127.0.0.1:{shown};
        set_real_ip_from 127.0.0.1;
        real_ip_header X-Address;
        location / {{ return 200 "$newsroom_network $newsroom_reader"; }}
    }}
    {more}
}}
"""


def find() -> str | None:
    """The program's path. With REQUIRE_NGINX=1 its absence is an error."""
    path = next(filter(None, map(shutil.which, PLACES)), None)
    if path is None and os.environ.get("REQUIRE_NGINX") == "1":
        raise RuntimeError("REQUIRE_NGINX=1, but no nginx was found; install it, or put it on the PATH.")
    return path


@dataclass(frozen=True)
class Ports:
    """`book` stands between the site's nginx and the application, and writes down what passes."""

    plain: int
    tls: int
    book: int
    shown: int

    @classmethod
    def free(cls) -> "Ports":
        return cls(*(free_port() for _ in range(4)))


@dataclass(frozen=True)
class Nginx:
    folder: Path
    ports: Ports
    pid: int = 0

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.ports.tls}"

    def passed_on(self) -> list[dict[str, str]]:
        """The requests that reached the application. Lines come after their answers, so ask when all is quiet."""
        lines = (self.folder / "passed_on.log").read_text().splitlines()
        return [json.loads(line) for line in lines]

    def logs(self) -> str:
        """Everything that the site's own server writes."""
        return "".join((self.folder / name).read_text() for name in ("access.log", "error.log"))


@contextmanager
def serving(
    folder: Path, ports: Ports, application: int, data: Path, booked: bool = True, more: str = ""
) -> Iterator[Nginx]:
    """`application` is the port it answers on, `data` its DATA_DIR, `more` stands beside the site's server."""
    _lay_out(folder, _values(folder, ports, ports.book if booked else application, data))
    (folder / "nginx.conf").write_text(_main(folder, ports, application, more))
    command = [str(find()), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert tried.returncode == 0, tried.stderr
    process = subprocess.Popen(command)
    try:
        _wait_for(folder / "nginx.pid", process)
        yield Nginx(folder, ports, process.pid)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _lay_out(folder: Path, values: Mapping[str, str]) -> None:
    shutil.copytree(DEPLOY / "nginx", folder / "newsroom")
    (folder / "site").write_text(shipped(values))


def _main(folder: Path, ports: Ports, application: int, more: str) -> str:
    passed_on = ",".join(f'"{name}":"${name}"' for name in PASSED_ON)
    known: dict[str, Any] = {"folder": folder, "user": USER, "passed_on": passed_on, "more": more}
    return MAIN.format(**known, application=application, book=ports.book, shown=ports.shown)


def shipped(values: Mapping[str, str]) -> str:
    """deploy/nginx.conf with the values of an installation, each of which must stand in it exactly once."""
    text = (DEPLOY / "nginx.conf").read_text()
    for ours, theirs in values.items():
        assert text.count(ours) == 1, f"{ours} stands {text.count(ours)} times in deploy/nginx.conf"
        text = text.replace(ours, theirs)
    return text


def _values(folder: Path, ports: Ports, upstream: int, data: Path) -> dict[str, str]:
    return {
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{upstream};",
        "/var/cache/nginx/newsroom": f"{folder}/cache",
        "server_name news.example.com;": "server_name 127.0.0.1;",
        "listen 80;": f"listen 127.0.0.1:{ports.plain};",
        "listen [::]:80;": "",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{ports.tls} ssl http2;",
        "listen [::]:443 ssl http2;": "",
        "/etc/letsencrypt/live/news.example.com/fullchain.pem": str(CERTIFICATE),
        "/etc/letsencrypt/live/news.example.com/privkey.pem": str(CERTIFICATE),
        "$newsroom_data /var/lib/newsroom": f"$newsroom_data {data}",
        "$newsroom_acme /var/www/acme": f"$newsroom_acme {folder}/acme",
        "/var/log/nginx/newsroom.log newsroom buffer=32k flush=5s": f"{folder}/access.log newsroom",
        "/var/log/nginx/newsroom-error.log": f"{folder}/error.log",
    }


def _wait_for(path: Path, process: subprocess.Popen[bytes]) -> None:
    """nginx writes its number once it listens."""
    end = time.monotonic() + PATIENCE
    while not path.exists() or not path.read_text().strip():
        assert process.poll() is None, "nginx ended at once"
        assert time.monotonic() < end, "nginx did not start"
        time.sleep(0.02)
