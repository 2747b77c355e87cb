import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests import __main__ as suite
from tests import chromium, nginx

pytestmark = pytest.mark.once

REPORT = """<testsuites><testsuite>
<testcase classname="tests.outbox.test_jobs" name="a"/>
<testcase classname="tests.outbox.test_jobs" name="b"><failure message="no"/></testcase>
<testcase classname="tests.outbox.test_jobs" name="c"><error message="no"/></testcase>
<testcase classname="tests.outbox.test_jobs" name="d"><skipped message="no"/></testcase>
<testcase classname="tests.browser.test_road" name="e"/>
</testsuite></testsuites>"""


def ended_with(code: int, report: str, patch: pytest.MonkeyPatch) -> None:
    """Stands in for pytest, which writes the report that the command names."""

    def follow(command: list[str], engine: str) -> int:
        target = next(part.partition("=")[2] for part in command if part.startswith("--junitxml="))
        if report:
            Path(target).write_text(report)
        return code

    patch.setattr(suite, "follow", follow)


def closing_lines(capsys: pytest.CaptureFixture[str]) -> tuple[Any, list[str]]:
    with pytest.raises(SystemExit) as end:
        suite.main()
    return end.value.code, capsys.readouterr().out.splitlines()[-2:]


def test_errors_count_as_failures_and_the_browser_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    ended_with(1, REPORT, monkeypatch)
    counts, _ = suite.run("sqlite")
    assert counts == {"suite": Counter(passed=1, failed=2, skipped=1), "browser": Counter(passed=1)}


def test_the_closing_lines_name_both_engines_and_the_browser(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ended_with(1, REPORT, monkeypatch)
    monkeypatch.setattr(chromium, "find", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(nginx, "find", lambda: "/usr/sbin/nginx")
    code, (names, total) = closing_lines(capsys)
    assert names == (
        "SQLite: 1 passed, 2 failed, 1 skipped · browser on SQLite: 1 passed, 0 failed · "
        "PostgreSQL: 1 passed, 2 failed, 1 skipped · browser on PostgreSQL: 1 passed, 0 failed"
    )
    assert (code, total) == (True, "4 passed, 4 failed, 2 skipped")


def test_what_failed_is_named_once_more_above_the_closing_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ended_with(1, REPORT, monkeypatch)
    with pytest.raises(SystemExit):
        suite.main()
    assert capsys.readouterr().out.splitlines()[1:5] == [
        f"{engine}: tests.outbox.test_jobs::{test} no" for engine in ("SQLite", "PostgreSQL") for test in "bc"
    ]


def test_five_failures_are_told_at_length_below_the_others_in_lines_that_no_log_cuts() -> None:
    lines = suite.told([f"{name}{'x' * 4_000}" for name in "abcdef"])
    assert [line[0] for line in lines] == ["f", *(part for name in "abcde" for part in f"{name}xxx")]
    assert [len(line) for line in lines] == [300, *[900, 900, 900, 900] * 5]


def test_a_run_that_never_got_to_its_tests_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As when PostgreSQL can't start."""
    ended_with(4, "", monkeypatch)
    code, (_, total) = closing_lines(capsys)
    assert (code, total) == (True, "0 passed, 2 failed")


def test_each_line_says_which_engine_said_it(capsys: pytest.CaptureFixture[str]) -> None:
    said = "import os; print('dots'); print(os.environ['TESTDB']); raise SystemExit(3)"
    assert suite.follow([sys.executable, "-c", said], "pg") == 3
    assert capsys.readouterr().out == "PostgreSQL | dots\nPostgreSQL | pg\n"


def test_a_missing_browser_is_said_in_a_plain_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ended_with(0, REPORT.replace("failure", "system-out").replace("<error", "<system-err"), monkeypatch)
    monkeypatch.setattr(chromium, "find", lambda: None)
    monkeypatch.setattr(nginx, "find", lambda: "/usr/sbin/nginx")
    code, (names, _) = closing_lines(capsys)
    assert names.endswith("browser: no Chromium on this machine, so its tests did not run")
    assert code is False


def test_a_missing_browser_is_an_error_where_one_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "NAMES", ("no-such-browser",))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.delenv("REQUIRE_BROWSER", raising=False)
    assert chromium.find() is None
    monkeypatch.setenv("REQUIRE_BROWSER", "1")
    with pytest.raises(RuntimeError, match="REQUIRE_BROWSER=1, but no Chromium"):
        chromium.find()


def test_a_missing_nginx_is_said_in_a_plain_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ended_with(0, REPORT.replace("failure", "system-out").replace("<error", "<system-err"), monkeypatch)
    monkeypatch.setattr(nginx, "find", lambda: None)
    code, (names, _) = closing_lines(capsys)
    assert names.endswith("nginx: none on this machine, so its tests did not run")
    assert code is False


def test_a_missing_nginx_is_an_error_where_one_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nginx, "PLACES", ("no-such-server",))
    monkeypatch.delenv("REQUIRE_NGINX", raising=False)
    assert nginx.find() is None
    monkeypatch.setenv("REQUIRE_NGINX", "1")
    with pytest.raises(RuntimeError, match="REQUIRE_NGINX=1, but no nginx"):
        nginx.find()
