"""The real supervisor with the Procfile's real processes, some of which are killed."""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from tests.processes import Process, all_processes, descendants
from tests.running_site import ROOT, RunningSite, site

pytestmark = pytest.mark.once

PATIENCE = 60.0


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Generator[RunningSite]:
    with site(tmp_path_factory.mktemp("site"), DEMO="off", AKISMET_API_KEY="") as started:
        yield started


def seconds_until(condition: Callable[[], object]) -> float:
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < PATIENCE, "this never came true"
        time.sleep(0.05)  # most conditions list all processes of the machine
    return time.monotonic() - start


def supervisor_of(site: RunningSite) -> int:
    assert site.process is not None
    return site.process.pid


def children(site: RunningSite, module: str) -> list[Process]:
    """The Procfile's processes of that name."""
    supervisor = supervisor_of(site)
    return [
        process for process in descendants(supervisor) if process.parent == supervisor and module in process.command
    ]


def web_main(site: RunningSite) -> int:
    return children(site, "newsroom.serve")[0].pid


def web_workers(site: RunningSite) -> set[int]:
    """Only a server that is complete counts: its workers are started one after the other."""
    mains = children(site, "newsroom.serve")
    return {process.pid for process in descendants(mains[0].pid)} if mains else set()


def answers(site: RunningSite) -> bool:
    try:
        with urllib.request.urlopen(f"{site.url}/healthz", timeout=20) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def alive(pids: set[int]) -> set[int]:
    return pids & {process.pid for process in all_processes()}


def everything_of(site: RunningSite) -> set[int]:
    return {process.pid for process in descendants(supervisor_of(site))}


def test_the_address_is_printed_with_what_is_not_configured(running: RunningSite) -> None:
    output = "".join(running.output)
    assert f"The newsroom is open: {running.url}/" in output
    assert "Note (akismet): not configured" in output
    assert "Note (mail): MAIL_URL is not set" in output
    assert answers(running)


def test_the_secret_key_is_made_once_for_the_owner_alone(running: RunningSite) -> None:
    path = running.folder / "secret_key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_text()) >= 50


def test_commands_work_beside_it(running: RunningSite) -> None:
    running.manage("createsuperuser", "--username", "boss", "--email", "boss@example.org", "--noinput")
    assert '"username": "boss"' in running.manage("dumpdata", "accounts.user", "--indent", "1")


def test_a_killed_server_is_back_within_two_seconds(running: RunningSite) -> None:
    old = web_main(running)
    os.kill(old, signal.SIGKILL)
    assert seconds_until(lambda: [process for process in children(running, "newsroom.serve") if process.pid != old]) < 2
    seconds_until(lambda: answers(running))


def test_a_killed_server_takes_its_workers_along(running: RunningSite) -> None:
    seconds_until(lambda: len(web_workers(running)) == 2)
    old = web_workers(running)
    os.kill(web_main(running), signal.SIGKILL)
    assert seconds_until(lambda: not alive(old)) < 2
    seconds_until(lambda: answers(running))


def test_a_killed_web_worker_is_back_within_two_seconds(running: RunningSite) -> None:
    seconds_until(lambda: len(web_workers(running)) == 2)
    old = web_workers(running)
    os.kill(min(old), signal.SIGKILL)
    assert seconds_until(lambda: len(web_workers(running)) == 2 and min(old) not in web_workers(running)) < 2


def test_a_server_that_gives_up_after_repeated_crashes_is_started_again(running: RunningSite) -> None:
    """granian ends when a worker dies within 5.5 s of its respawn."""
    first = web_main(running)
    deadline = time.monotonic() + PATIENCE
    while [process.pid for process in children(running, "newsroom.serve")] == [first]:
        assert time.monotonic() < deadline, "the server never gave up, so this test shows nothing"
        for pid in web_workers(running):
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.3)
    seconds_until(lambda: answers(running))


def test_a_killed_outbox_worker_is_back_within_two_seconds(running: RunningSite) -> None:
    old = children(running, "manage worker")[0].pid
    os.kill(old, signal.SIGKILL)
    assert seconds_until(lambda: [process for process in children(running, "manage worker") if process.pid != old]) < 2


def test_nothing_outlives_a_killed_supervisor_and_the_next_run_takes_over(running: RunningSite) -> None:
    seconds_until(lambda: answers(running))
    old = everything_of(running)
    assert len(old) >= 4
    os.kill(supervisor_of(running), signal.SIGKILL)
    running.start()
    assert not alive(old)
    assert answers(running)


def test_a_second_run_on_the_same_folder_replaces_the_first(running: RunningSite) -> None:
    first, old = running.process, everything_of(running)
    assert first is not None
    running.start()
    assert first.wait(PATIENCE) == 0
    assert not alive(old)
    assert answers(running)


def test_a_taken_port_is_a_sentence(running: RunningSite, tmp_path: Path) -> None:
    done = try_to_start(running.env | {"DATA_DIR": str(tmp_path)})
    port = running.env["PORT"]
    assert done.stderr == f"Port {port} on 127.0.0.1 is taken by another program; set PORT to a free one.\n"
    assert (done.returncode, done.stdout) == (1, "")


def test_a_wrong_setting_is_a_sentence_and_leaves_a_running_site_alone(running: RunningSite) -> None:
    done = try_to_start(running.env | {"WEB_WORKERS": "many"})
    assert done.stderr == "WEB_WORKERS must be a whole number from 1 to 64; it is 'many'.\n"
    assert done.returncode == 1
    assert answers(running)


def test_it_ends_with_make_which_started_it(running: RunningSite) -> None:
    """As `make run` does, a shell stands between; killed, it can tell nobody."""
    running.stop()
    command = shlex.join([sys.executable, "-m", "newsroom.supervisor", "--end-with-parent"])
    shell = subprocess.Popen(["sh", "-c", f"{command}; true"], cwd=ROOT, env=running.env)
    seconds_until(lambda: answers(running))
    everything = {process.pid for process in descendants(shell.pid)}
    shell.kill()
    shell.wait()
    seconds_until(lambda: not alive(everything))
    running.start()


def test_sigterm_ends_everything_in_order(running: RunningSite) -> None:
    everything = everything_of(running)
    assert running.process is not None
    running.process.terminate()
    assert running.process.wait(PATIENCE) == 0
    assert not alive(everything)
    assert can_listen(int(running.env["PORT"]))


def try_to_start(env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "newsroom.supervisor"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60
    )


def can_listen(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
    return True


def test_makefile_and_procfile_call_python_only_by_its_path_in_the_tree() -> None:
    """Scripts in .venv/bin hold absolute paths and would break when the tree is moved."""
    procfile = (ROOT / "Procfile").read_text().splitlines()
    assert all(re.match(r"\w+: \.venv/bin/python -m [\w.]+", line) for line in procfile)
    calls = re.findall(r"\.venv/bin/(\S+ -\w)", (ROOT / "Makefile").read_text())
    assert set(calls) <= {"python -m", "python -c"}
