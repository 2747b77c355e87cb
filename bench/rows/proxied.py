"""The article page behind the shipped nginx, and the same bytes served by nginx from a file, compressed once."""

import http.client
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench import load
from bench.bench import Bench
from bench.figures import Bar, Row
from bench.load import Plan, request
from bench.processes import Meter
from tests import nginx
from tests.nginx import Nginx, Ports, serving
from tests.processes import free_port

AS_GOOD = Bar(0.8, at_least=True)
# Both without TLS, which would cost both the same and hide the difference.
BESIDE = """
    server {{
        listen 127.0.0.1:{site};
        set $newsroom_data {folder}/data;
        access_log {folder}/plain.log newsroom buffer=32k flush=5s;
        include newsroom/site.conf;
    }}
    server {{
        listen 127.0.0.1:{file};
        root {folder}/file;
        sendfile on;
        tcp_nopush on;
        gzip_static on;
        default_type text/html;
        access_log {folder}/file.log combined buffer=32k flush=5s;
    }}
"""


def measure(bench: Bench) -> Iterator[Row]:
    if not nginx.find():
        return
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-nginx-") as name:
        folder, site, file = Path(name), free_port(), free_port()
        more = BESIDE.format(site=site, file=file, folder=folder)
        with serving(folder, Ports.free(), bench.place.port, folder / "data", booked=False, more=more) as running:
            yield from _compare(bench, running, site, file)


def _compare(bench: Bench, running: Nginx, site: int, file: int) -> Iterator[Row]:
    path = bench.addresses["30"][0]
    _keep_as_file(running.folder / "file", path, _packed(bench.place.port, path))
    meter = replace(bench.place.meter, roots=bench.place.meter.roots | {"nginx": running.pid})
    ours, theirs = [], []
    for number in range(bench.rounds + 1):
        pair = [_each(meter, port, f"{path}{suffix}") for port, suffix in ((site, ""), (file, "index.html"))]
        if number:
            ours.append(pair[0])
            theirs.append(pair[1])
    mine, floor = statistics.median(ours), statistics.median(theirs)
    yield Row("article page behind the shipped nginx", mine, aside=f"the same bytes from a file: {floor:.3f} CPU ms")
    yield Row("… file ÷ ours, in CPU per page", floor / mine, "×", AS_GOOD)


def _each(meter: Meter, port: int, path: str) -> float:
    """CPU ms of nginx and all of ours per page, with 16 readers."""
    before = meter.spent()
    outcome = load.run(Plan(port, [request("GET", path, Accept_Encoding="gzip")] * 40_000, 16, 3.0), 200)
    return sum(meter.since(before).values()) * 1000 / len(outcome.answers)


def _packed(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    assert response.headers["Content-Encoding"] == "gzip"
    body = response.read()
    connection.close()
    return body


def _keep_as_file(root: Path, path: str, packed: bytes) -> None:
    folder = root / path.strip("/")
    folder.mkdir(parents=True)
    (folder / "index.html.gz").write_bytes(packed)
    (folder / "index.html").write_bytes(b"")
