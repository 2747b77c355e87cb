"""A run as a whole: twice, killed, tried out, proven; what the command says."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection

from articles.models import Article, SearchEntry, SiteVersion
from comments.models import Comment, Commenter, Discussion, ModerationAction, Wording
from comments.recount import differences
from moving.imports import comments as writing
from moving.imports import run as running
from moving.models import Batch, Origin, Source, State
from tests.factories import make_moderator
from tests.moving.wordpress.conftest import Import
from tests.moving.wordpress.exports import author, category, comment, export, post, tag, written

pytestmark = pytest.mark.django_db

FILED = {"news": "category", "fish": "post_tag"}
HEADS = (author("ada"), category("news"), tag("fish"))
LONG = "Words that are long enough to be recognized"


def newspaper(articles: int = 4, each: int = 5) -> tuple[str, ...]:
    items = []
    for number in range(1, articles + 1):
        first = number * 100
        said = [comment(first, LONG), *(comment(first + n, LONG, parent=first + n // 2) for n in range(1, each))]
        items.append(post(number, "Ships", *said, filed=FILED))
    return (*HEADS, *items)


def state() -> list[Any]:
    """Everything that an import writes."""
    models = (
        Article,
        Comment,
        Commenter,
        Discussion,
        SearchEntry,
        SiteVersion,
        Wording,
        Origin,
        Batch,
        ModerationAction,
    )
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def test_running_twice_changes_nothing(take_in: Import) -> None:
    take_in(*newspaper())
    before = state()
    again = take_in(*newspaper())
    assert again.new == (0, 0, 0)
    assert state() == before


def test_a_later_export_adds_what_is_new_alone(take_in: Import) -> None:
    take_in(*HEADS, post(1, "Ships", comment(100), filed=FILED))
    later = take_in(*HEADS, post(1, "Other", comment(100, "Other"), comment(101, parent=100), filed=FILED), post(2))
    assert later.new == (1, 0, 1)
    assert Article.objects.order_by("pk")[0].headline == "Ships"
    assert Comment.objects.get(depth=1).parent == Comment.objects.get(depth=0)
    assert Discussion.objects.get().approved_count == 2
    assert list(differences(repair=False)) == []
    assert Batch.objects.count() == 2


class Killed(BaseException):
    pass


@pytest.mark.parametrize("at", range(5))
def test_a_run_that_was_killed_goes_on(take_in: Import, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """Just before each commit in turn, or between two."""
    monkeypatch.setattr(running, "PORTION", 7)
    stored = running.Run._store
    runs = iter(range(100))

    def killed(self: running.Run) -> None:
        number = next(runs)
        if number == at:
            monkeypatch.setattr(writing, "settle", _kill)
        stored(self)

    monkeypatch.setattr(running.Run, "_store", killed)
    with pytest.raises(Killed):
        take_in(*newspaper())
    monkeypatch.undo()
    [batch] = Batch.objects.all() or [None]
    assert batch is None or batch.state == State.RUNNING
    take_in(*newspaper())
    assert Batch.objects.get().state == State.DONE
    assert (Article.objects.count(), Comment.objects.count(), ModerationAction.objects.count()) == (4, 20, 1)
    assert [each.approved_count for each in Discussion.objects.all()] == [5, 5, 5, 5]
    assert SearchEntry.objects.count() == 4
    assert list(differences(repair=False)) == []


def _kill(*_anything: object) -> None:
    raise Killed


def test_an_article_of_many_portions_is_settled_at_its_end(take_in: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PORTION", 7)
    counted: list[Any] = []
    settle = writing.settle

    def settled(articles: Collection[int]) -> None:
        counted.extend(articles)
        settle(articles)

    monkeypatch.setattr(writing, "settle", settled)
    take_in(post(1, "Ships", *(comment(n, parent=n + 1 if n < 60 else 0) for n in range(1, 61))))
    assert len(counted) == 1
    assert Comment.objects.filter(parent=None).count() == 1
    assert Discussion.objects.get().approved_count == 60


def test_trying_it_out_writes_nothing_and_says_the_same(take_in: Import) -> None:
    before = state()
    tried = take_in(*newspaper(), dry=True)
    assert state() == before
    assert not Source.objects.exists()
    assert tried.new == take_in(*newspaper()).new == (4, 0, 20)


def test_two_runs_at_once_write_nothing_twice(take_in: Import) -> None:
    take_in(*HEADS, post(1, filed=FILED))
    with pytest.raises(IntegrityError):
        Origin.objects.create(source=Source.objects.get(), batch=Batch.objects.get(), kind="article", name="1", row=9)


# The proof


def test_what_is_missing_here_is_a_difference(take_in: Import) -> None:
    take_in(*newspaper(1))
    Comment.objects.filter(pk=Comment.objects.order_by("-pk")[0].pk).delete()
    again = take_in(*newspaper(1), differs=True)
    assert [(each.about, each.status, each.in_file, each.here) for each in again.proof.differences] == [
        ("comments of post 1", "approved", 5, 4)
    ]


def test_a_status_that_was_changed_past_the_log_is_a_difference(take_in: Import) -> None:
    take_in(*newspaper(1))
    Comment.objects.filter(pk=Comment.objects.order_by("-pk")[0].pk).update(status="spam")
    again = take_in(*newspaper(1), differs=True)
    assert [(each.status, each.in_file, each.here) for each in again.proof.differences] == [
        ("approved", 5, 4),
        ("spam", 0, 1),
    ]


def test_what_people_have_decided_since_is_theirs(take_in: Import) -> None:
    take_in(*newspaper(1))
    Comment.objects.order_by("-pk")[0].reject(by=make_moderator(), reason="other")
    assert take_in(*newspaper(1)).proof.decided_since == 1


def test_a_missing_article_is_a_difference(take_in: Import) -> None:
    take_in(post(1), post(2))
    Article.objects.order_by("pk")[0].delete()
    again = take_in(post(1), post(2), differs=True)
    assert [each.about for each in again.proof.differences] == ["post 1"]


# The command

type Call = Callable[..., tuple[str, int]]


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_a_broken_file_is_taken_as_far_as_it_is_sound_and_is_no_success(
    tmp_path: Path, command: Callable[..., tuple[str, int]], options: tuple[str, ...]
) -> None:
    whole = export(*newspaper())
    path = written(tmp_path, whole[: whole.rindex("<wp:comment_content>")])
    said, status = command(str(path), *options)
    assert status == 1
    assert "The file breaks off here" in said
    assert "sound file adds the rest" in said
    assert Article.objects.count() == (0 if options else 4)
    if not options:
        assert command(str(written(tmp_path, whole)))[1] == 0
        assert Comment.objects.count() == 20


def test_the_command_tells_what_it_did(command: Call, tmp_path: Path) -> None:
    path = written(tmp_path, export(*newspaper(), post(9, "Soup", kind="recipe")))
    said, status = command(str(path))
    assert status == 0
    assert "post 9: Left out: neither a post nor a page. (recipe: Soup)" in said
    assert "kind recipe: All of this kind were left out." in said
    assert '(1; [types] "recipe" = "article")' in said
    assert "New: 4 articles, 0 pages, 20 comments" in said
    assert "4 articles and pages, 20 comments: 0 differences." in said


def test_between_portions_and_not_within_them_whoever_posts_comes_first(
    command: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rests: list[bool] = []
    monkeypatch.setattr("outbox.retention.breathe", lambda took: rests.append(bool(connection.savepoint_ids)))
    monkeypatch.setattr(running, "PORTION", 7)
    path = str(written(tmp_path, export(*newspaper())))
    command("--dry-run", path)
    assert not rests
    command(path)
    brought = len(rests)
    command("--rollback", str(Batch.objects.latest("pk").pk))
    assert 0 < brought < len(rests)
    assert not any(rests)


def test_several_files_of_one_site_are_one_import(command: Call, tmp_path: Path) -> None:
    first, second = written(tmp_path, export(*HEADS, post(1))), written(tmp_path, export(*HEADS, post(1), post(2)))
    said, status = command(str(first), str(second))
    assert (status, Article.objects.count(), Batch.objects.count()) == (0, 2, 1)
    assert "post 1: Left out: the same number is there twice in this run, and the first one was taken." in said


def test_a_difference_is_an_exit_status(command: Call, tmp_path: Path) -> None:
    path = written(tmp_path, export(post(1), post(2)))
    call_command("import_wordpress", str(path), verbosity=0)
    Article.objects.order_by("pk")[0].delete()
    said, status = command(str(path))
    assert status == 1
    assert "post 1, published: 1 in the files, 0 here" in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Name at least one file."),
        (["missing.xml"], "No such file"),
        (["FILE", "--uploads", "/nowhere"], "/nowhere is no folder."),
        (["FILE", "--mapping", "/nowhere.toml"], "can't be read"),
        (["FILE", "--mapping", "BROKEN"], "has a table 'writers'"),
    ],
)
def test_what_can_not_begin_is_a_sentence(command: Call, tmp_path: Path, arguments: list[str], sentence: str) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text('[writers]\na = "b"\n')
    there = {"FILE": str(written(tmp_path, export(post(1)))), "BROKEN": str(broken)}
    said, status = command(*(there.get(each, each) for each in arguments))
    assert (status, sentence in said) == (1, True), said
    assert not Article.objects.exists()
