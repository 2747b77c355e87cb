"""The pieces of the bench that could be wrong without anybody noticing: its figures would still look like figures."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from threading import Thread

import pytest
from django.db.models import Count
from django.http import QueryDict
from django.utils import timezone

from bench import load, processes
from bench.content import SHAPES, Shape, comment_text, fill
from bench.figures import Bar, Cell, Round, Row, percentile, shown, table
from bench.load import Plan, Unexpected
from bench.processes import Meter, all_stats, clock, parse_stat, tree
from bench.waiting import make_queue
from comments.models import Check, Comment, Commenter, Discussion, ModerationAction, Submission
from comments.pages import read_page
from tests.factories import make_article

BURN = "import time; end = time.process_time() + {seconds}\nwhile time.process_time() < end: pass\n"
THREADS = """
import threading, time
def burn():
    end = time.thread_time() + {seconds}
    while time.thread_time() < end: pass
threads = [threading.Thread(target=burn) for _ in range(2)]
for one in threads: one.start()
for one in threads: one.join()
"""
TELL_AND_STAY = "import sys; print('ready', flush=True); sys.stdin.read()\n"


@contextmanager
def program(text: str) -> Iterator[int]:
    """Its number, once it has done its work; it stays until the block ends."""
    command = [sys.executable, "-c", text + TELL_AND_STAY]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdin
        assert process.stdout.readline() == "ready\n"
        yield process.pid
        process.stdin.close()


def test_the_clock_counts_all_threads_of_another_process_ended_ones_too() -> None:
    with program(THREADS.format(seconds=0.15)) as pid:
        assert 0.3 <= clock(pid) < 0.3 + 0.5


def test_time_of_ended_children_is_counted_with_their_parent() -> None:
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BURN.format(seconds=0.3)!r}])\n"
    with program(child) as pid:
        assert clock(pid) < 0.25
        assert Meter({"parent": pid}).spent()["parent"] >= 0.28


def test_time_of_living_children_is_counted_with_their_parent() -> None:
    burn_and_stay = BURN.format(seconds=0.3) + TELL_AND_STAY
    child = (
        "import subprocess, sys\n"
        f"one = subprocess.Popen([sys.executable, '-c', {burn_and_stay!r}], stdout=subprocess.PIPE)\n"
        "one.stdout.readline()\n"
    )
    with program(child) as pid:
        assert len(tree(pid, all_stats())) == 2
        assert Meter({"parent": pid}).spent()["parent"] >= 0.3


def test_a_role_below_another_is_counted_once() -> None:
    with program(BURN.format(seconds=0.3)) as pid:
        spent = Meter({"all": os.getpid(), "one": pid}).spent()
        alone = Meter({"all": os.getpid()}).spent()
    assert spent["one"] >= 0.3
    assert spent["all"] + spent["one"] == pytest.approx(alone["all"], abs=0.1)


def test_a_process_that_has_ended_is_not_measured_as_idle() -> None:
    with program("") as pid:
        meter = Meter({"web": pid})
        before = meter.spent()
    with pytest.raises(ProcessLookupError, match="web"):
        meter.since(before)


def test_a_command_with_brackets_and_blanks_does_not_move_the_fields() -> None:
    numbers = " ".join(str(number) for number in range(4, 53))
    assert parse_stat(f"77 (a) b (c) S {numbers}") == processes.Stat(4, (16 + 17) * processes.TICK)


def test_memory_grows_by_what_a_process_holds() -> None:
    with program("") as small, program("held = b'x' * 50_000_000\n") as large:
        used = Meter({"small": small, "large": large}).memory()
    assert used["large"] - used["small"] == pytest.approx(50_000_000 / 2**20, rel=0.2)


@pytest.mark.parametrize(("part", "value"), [(0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100), (0.001, 1)])
def test_a_percentile_is_a_value_that_was_measured(part: float, value: float) -> None:
    assert percentile(Random(1).sample(range(1, 101), 100), part) == value


def test_the_percentile_of_one_value_is_that_value() -> None:
    assert percentile([7.0], 0.99) == 7.0


def test_cpu_of_a_cell_is_the_median_of_its_rounds_per_request_of_the_roles_named() -> None:
    rounds = [Round({"web": web, "worker": 0.01}, [5.0, 6.0], 2.0) for web in (0.02, 0.9, 0.04)]
    cell = Cell(rounds)
    assert cell.cpu("web") == pytest.approx(20)
    assert cell.cpu() == pytest.approx(25)
    assert cell.per_second == 1
    assert cell.wall(0.99) == 6.0


@pytest.mark.parametrize(
    ("bar", "figure", "holds"),
    [(Bar(12), 12, True), (Bar(12), 12.1, False), (Bar(5, at_least=True), 5, True), (Bar(5, at_least=True), 4, False)],
)
def test_a_bar_holds_up_to_its_limit(bar: Bar, figure: float, holds: bool) -> None:
    assert bar.holds(figure) is holds
    assert Row("", figure, bar=bar).verdict == ("holds" if holds else "**missed**")


@pytest.mark.parametrize(
    ("figure", "text"),
    [(0, "0"), (0.304, "0.3"), (1, "1"), (1.05, "1.05"), (12, "12.0"), (250.6, "251"), (1e6, "1,000,000")],
)
def test_figures_have_three_digits(figure: float, text: str) -> None:
    assert shown(figure) == text


def test_the_table_has_bar_figure_and_verdict_in_one_line() -> None:
    lines = table([Row("page", 15.5, bar=Bar(12), aside="p50 3 ms"), Row("other", 2, "")]).splitlines()
    assert [cell.strip() for cell in lines[2].strip("|").split("|")] == [
        "page", "15.5 CPU ms", "≤ 12.0 CPU ms", "**missed**", "p50 3 ms",
    ]  # fmt: skip
    assert len({len(line) for line in lines}) == 1


class _Answers(BaseHTTPRequestHandler):
    """By path: /500 and the like, /chunked, /close; counts connections."""

    protocol_version = "HTTP/1.1"
    connections: list[object] = []

    def setup(self) -> None:
        super().setup()
        self.connections.append(self.client_address)

    def do_GET(self) -> None:
        self.send_response(int(self.path[1:]) if self.path[1:].isdigit() else 200)
        if self.path == "/chunked":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n")
            return
        self.send_header("Content-Length", "5")
        if self.path == "/close":
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"12345")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    _Answers.connections = []
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def play(port: int, *paths: str, connections: int = 1) -> load.Outcome:
    requests = [load.request("GET", path) for path in paths]
    return apart(Plan(port, requests, connections))


def apart(plan: Plan) -> load.Outcome:
    """In a thread of its own: in this one the browser's loop may stand."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(load.play(plan))).result()


def test_the_load_reads_whole_answers_and_keeps_its_connection(port: int) -> None:
    outcome = play(port, "/", "/chunked", "/404", "/")
    assert [(answer.status, answer.size) for answer in outcome.answers] == [(200, 5), (200, 13), (404, 5), (200, 5)]
    assert len(_Answers.connections) == 1


def test_the_load_comes_back_after_the_server_has_closed(port: int) -> None:
    assert play(port, "/close", "/", "/").statuses == {200: 3}
    assert len(_Answers.connections) == 2


def test_every_request_is_sent_once_over_several_connections(port: int) -> None:
    outcome = play(port, *["/"] * 50, connections=4)
    assert outcome.statuses == {200: 50}
    assert len(_Answers.connections) == 4


def test_a_dead_server_is_no_quick_answer(port: int) -> None:
    assert play(1, "/").statuses == {load.NO_ANSWER: 1}


def test_the_load_ends_in_time(port: int) -> None:
    began = time.perf_counter()
    apart(Plan(port, [load.request("GET", "/")] * 1_000_000, 2, seconds=0.2))
    assert time.perf_counter() - began < 5


def test_answers_other_than_the_expected_are_not_measured(port: int) -> None:
    plan = Plan(port, [load.request("POST", "/", "a=1"), load.request("GET", "/500")])
    assert load.run(Plan(port, plan.requests[:1]), expected=200).statuses == {200: 1}
    with pytest.raises(Unexpected, match="500"):
        load.run(plan, expected=200)


@pytest.mark.parametrize(
    ("name", "comments"), [("30", 30), ("220", 220), ("5,000", 5_000), ("5,000 in 20 threads", 5_000)]
)
def test_a_shape_has_the_comments_that_its_name_says(name: str, comments: int) -> None:
    assert SHAPES[name].comments == comments


@pytest.mark.django_db
def test_copies_of_a_discussion_show_as_much_as_the_first() -> None:
    articles = [make_article() for _ in range(3)]
    shape = Shape(3, 4, (1, 2))
    fill(articles, shape, Random(1))
    for article in articles:
        page = read_page(article, QueryDict())
        assert (len(page.threads), len(page.replies)) == (4, 6)
        assert Discussion.objects.get(pk=article.pk).approved_count == shape.comments == 10
        own = Comment.objects.filter(article=article)
        assert own.exclude(parent=None).filter(parent__article=article, root__article=article).count() == 6


@pytest.mark.django_db
def test_comments_are_as_long_as_those_of_the_peers() -> None:
    lengths = [len(comment_text(Random(number))) for number in range(500)]
    assert 300 < sum(lengths) / len(lengths) < 380


@pytest.mark.django_db(transaction=True)
def test_a_grown_queue_has_full_cards_and_goes_on_growing_after_decisions() -> None:
    article = make_article()
    backlog = make_queue(2, [article.get_absolute_url()], timezone.now())
    backlog.grow(20)
    ModerationAction.objects.create(comment=1, version=1, from_status="pending", to_status="spam")
    backlog.grow(200)
    waiting = Comment.objects.waiting()
    assert waiting.count() == 200
    full = waiting.annotate(asked=Count("checks"), sent=Count("submissions")).filter(asked=1, sent=1)
    assert full.count() == 200
    assert ModerationAction.objects.filter(comment__in=waiting.values("pk")).values("comment").distinct().count() == 200
    assert waiting.values("commenter").distinct().count() == Commenter.objects.count() == 200


@pytest.mark.django_db
def test_rows_can_be_added_after_copies() -> None:
    article = make_article()
    make_queue(5, [article.get_absolute_url()], timezone.now()).grow(50)
    assert Submission.objects.count() == Check.objects.count() == 50
    fresh = Commenter.objects.create()
    assert fresh.pk > Commenter.objects.exclude(pk=fresh.pk).order_by("-pk")[0].pk


@pytest.mark.once
def test_the_bench_begins_without_settings() -> None:
    """It makes the site's own, once it has a database for it."""
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    asked = [sys.executable, "-m", "bench", "--only", "nothing"]
    done = subprocess.run(asked, env=env, capture_output=True, text=True)
    assert "there is no nothing" in done.stderr
