"""A run as a whole: twice, killed, tried out, proven, taken back; what the command says."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest

from articles.models import Article, SiteVersion
from comments.models import Comment, Commenter, Discussion, ModerationAction, Wording
from comments.recount import differences
from moving.imports import comments as writing
from moving.imports import run as running
from moving.imports.taking_back import TakingBack
from moving.models import Batch, Origin, Source, State
from tests.factories import make_article, make_comment, make_moderator
from tests.moving.disqus.conftest import Call, Import
from tests.moving.disqus.exports import export, post, thread, written

pytestmark = pytest.mark.django_db

LONG = "<p>Words that are long enough to be recognized</p>"


@pytest.fixture
def articles() -> list[Article]:
    return [make_article() for _number in range(3)]


@pytest.fixture
def parts(articles: list[Article]) -> tuple[str, ...]:
    """Posts of three threads by turns, as they were written."""
    threads = [thread(number, each.get_absolute_url()) for number, each in enumerate(articles)]
    said = [post(number, number % 3, LONG, parent=number - 3 if number > 102 else "") for number in range(100, 121)]
    return (*threads, *said)


def state() -> list[Any]:
    """Everything that an import writes."""
    models = (Article, Comment, Commenter, Discussion, SiteVersion, Wording, Origin, Batch, ModerationAction)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def test_running_twice_changes_nothing(take_in: Import, parts: tuple[str, ...]) -> None:
    assert take_in(*parts).new == 21
    before = state()
    assert take_in(*parts).new == 0
    assert state() == before


def test_a_later_export_adds_what_is_new_alone(take_in: Import, parts: tuple[str, ...]) -> None:
    take_in(*parts)
    assert take_in(*parts, post(200, 1, parent=118)).new == 1
    assert Comment.objects.order_by("-depth")[0].depth == 7
    assert list(differences(repair=False)) == []


def test_trying_it_out_writes_nothing_and_says_the_same(take_in: Import, parts: tuple[str, ...]) -> None:
    before = state()
    assert take_in(*parts, dry=True).new == 21
    assert state() == before
    assert not Source.objects.exists()


class Killed(BaseException):
    pass


@pytest.mark.parametrize("at", range(3))
def test_a_run_that_was_killed_goes_on(
    take_in: Import, parts: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """Just before each commit in turn; readers write meanwhile."""
    monkeypatch.setattr(running, "PORTION", 15)
    stored = running.Run._store
    runs = iter(range(100))

    def killed(self: running.Run) -> None:
        if next(runs) == at:
            monkeypatch.setattr(writing, "settle", _kill)
        stored(self)

    monkeypatch.setattr(running.Run, "_store", killed)
    with pytest.raises(Killed):
        take_in(*parts)
    monkeypatch.undo()
    make_comment(Article.objects.order_by("pk")[0], status="approved")
    take_in(*parts)
    assert Batch.objects.get().state == State.DONE
    assert (Comment.objects.count(), ModerationAction.objects.filter(reason="disqus").count()) == (22, 1)
    assert [each.approved_count for each in Discussion.objects.order_by("pk")] == [8, 7, 7]
    assert list(differences(repair=False)) == []


def _kill(*_anything: object) -> None:
    raise Killed


def test_articles_are_settled_as_soon_as_they_are_told(
    take_in: Import, parts: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readers are there: what is kept about a discussion must not wait for the end of the file."""
    monkeypatch.setattr(running, "PORTION", 10)
    settled: list[list[int]] = []
    settle = writing.settle

    def noted(rows: Collection[int]) -> None:
        settled.append(sorted(rows))
        settle(rows)

    monkeypatch.setattr(writing, "settle", noted)
    take_in(*parts)
    told = [rows for rows in settled if rows]
    assert len(told) == 3
    assert all(len(rows) == 1 for rows in told)


def test_taken_back_everything_is_as_it_was(take_in: Import, articles: list[Article], parts: tuple[str, ...]) -> None:
    make_comment(articles[0], status="approved")
    rows = [Article, Comment, Commenter, Wording]
    before = [list(model._default_manager.order_by("pk").values()) for model in rows]
    batch = take_in(*parts).run.ledger.batch
    assert batch is not None
    TakingBack(batch.pk, lambda _line: None).go()
    assert [list(model._default_manager.order_by("pk").values()) for model in rows] == before
    assert sum(each.approved_count for each in Discussion.objects.all()) == 1
    assert list(differences(repair=False)) == []
    assert take_in(*parts).new == 21


# The proof


def test_what_is_missing_or_changed_past_the_log_is_a_difference(
    take_in: Import, articles: list[Article], parts: tuple[str, ...]
) -> None:
    take_in(*parts)
    last, other = Comment.objects.order_by("-pk")[:2]
    Wording.objects.all().delete()
    last.delete()
    Comment.objects.filter(pk=other.pk).update(status="spam")
    proof = take_in(*parts, differs=True).proof
    assert [(each.status, each.in_file, each.here) for each in proof.differences] == [
        ("approved", 7, 5),
        ("spam", 0, 1),
    ]
    assert f"post {articles[2].pk} {articles[2].get_absolute_url()}" in proof.differences[0].about


def test_what_people_have_decided_since_is_theirs(take_in: Import, parts: tuple[str, ...]) -> None:
    take_in(*parts)
    Comment.objects.order_by("-pk")[0].reject(by=make_moderator(), reason="other")
    assert take_in(*parts).proof.decided_since == 1


# The command


def test_the_command_tells_what_it_did(command: Call, tmp_path: Path, parts: tuple[str, ...]) -> None:
    path = str(written(tmp_path, export(*parts, thread(9, "https://port.example/a/b/"), post(1, 9))))
    said, status = command(path, "--dry-run")
    assert (status, "Would be new: 0 articles, 0 pages, 21 comments" in said) == (0, True), said
    said, status = command(path)
    assert status == 0
    assert "In the files: 22 post, 1 post of such a thread, 4 thread, 1 thread without an article" in said
    assert "21 comments: 0 differences." in said
    said, status = command("--rollback", f"{Batch.objects.get().pk}")
    assert (status, "Taken back: 21 of kind comment" in said) == (0, True), said


def test_a_difference_is_an_exit_status(command: Call, tmp_path: Path, parts: tuple[str, ...]) -> None:
    path = str(written(tmp_path, export(*parts)))
    command(path)
    Comment.objects.order_by("-pk").filter(depth=0).update(status="withdrawn")
    assert command(path)[1] == 1


def test_the_mapping_is_a_file(command: Call, tmp_path: Path, articles: list[Article]) -> None:
    who = tmp_path / "who.toml"
    who.write_text(f'[articles]\n"port.example/old/" = "{articles[2].get_absolute_url()}"\n')
    said, status = command(
        str(written(tmp_path, export(thread(1, "http://port.example/old"), post(1, 1)))), "--mapping", str(who)
    )
    assert (status, Comment.objects.get().article) == (0, articles[2]), said


@pytest.mark.parametrize(
    ("content", "sentence"),
    [("<rss/>", "is no export of Disqus: it begins with 'rss'."), (None, "No such file"), ("", "breaks off here")],
)
def test_what_is_no_export_is_a_sentence(command: Call, tmp_path: Path, content: str | None, sentence: str) -> None:
    path = tmp_path / "missing.xml" if content is None else written(tmp_path, content)
    said, status = command(str(path))
    assert (status, sentence in said) == (1, True), said
