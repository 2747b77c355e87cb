"""`--rollback`: the state before, except for the log; what people have acted on since stays."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage

from articles.models import Article, Author, Picture, Revision, Section, StandingPage, Tag
from comments.models import Comment, Commenter, Discussion, ModerationAction, Note
from comments.recount import differences
from moving.imports import taking_back, taking_pictures
from moving.imports.report import Report
from moving.imports.run import Run
from moving.imports.taking_back import TakingBack
from moving.models import Batch, Origin, State
from moving.refused import Refused
from moving.wordpress.reader import WordPress
from tests.articles.pictures import picture_file
from tests.articles.pictures import take_in as take_picture
from tests.factories import make_article, make_author, make_comment, make_moderator, make_section
from tests.moving.wordpress.conftest import Import
from tests.moving.wordpress.exports import attachment, author, category, comment, export, post, tag, written

pytestmark = pytest.mark.django_db

FILED = {"news": "category", "fish": "post_tag"}
HEADS = (author("ada"), category("news"), category("port", parent="news"), tag("fish"))
PARTS = (
    *HEADS,
    post(
        1, "Ships", comment(1, "c1"), comment(2, "c2", parent=1), comment(3, "c3", email="eve@example.org"), filed=FILED
    ),
    post(2, "About", kind="page"),
)
LEFT = {  # the log and its batch, clocks that only rise, jobs of the worker
    *("comments.moderationaction", "moving.batch", "moving.source", "articles.siteversion", "comments.discussionclock"),
    *("outbox.job", "comments.reworded"),
}


def state() -> dict[str, list[Any]]:
    models = (model for model in apps.get_models() if model._meta.label_lower not in LEFT and model._meta.managed)
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models}


def take_back() -> TakingBack:
    taking = TakingBack(Batch.objects.order_by("-pk")[0].pk, lambda line: None)
    taking.go()
    return taking


def of(text: str) -> Comment:
    return Comment.objects.get(text=text)


@pytest.mark.usefixtures("media")
def test_everything_is_as_it_was_before(take_in: Import, tmp_path: Path) -> None:
    make_comment(make_article(section=make_section("town")), status="approved")
    (tmp_path / "ships.jpg").write_bytes(picture_file("JPEG").read())
    shown = attachment(5, "https://port.example/wp-content/uploads/ships.jpg")
    before = state()
    take_in(*PARTS, shown, post(9, meta={"_thumbnail_id": "5"}), uploads=tmp_path)
    assert Picture.objects.count() == 1
    take_back()
    assert state() == before
    assert Batch.objects.get().state == State.TAKEN_BACK


def test_the_log_gains_a_row(take_in: Import) -> None:
    take_in(*PARTS)
    take_back()
    rows = ModerationAction.objects.order_by("pk")
    assert [(row.rule, row.reason) for row in rows] == [("import", "wordpress"), ("import", "taken_back")]
    assert len({row.batch for row in rows}) == 1


def test_a_run_ends_when_its_batch_is_taken_back(tmp_path: Path) -> None:
    """By somebody else, while it is at it: nothing comes in behind their back."""
    before = state()
    path = written(tmp_path, export(*HEADS, *(post(number, "Ships", comment(number)) for number in range(1, 120))))
    run = Run(WordPress([path]), Report(lambda line: None))

    def meanwhile(done: float, run: Run) -> None:
        take_back()

    with pytest.raises(Refused, match="is being taken back"):
        run.go(meanwhile)
    assert state() == before
    assert Batch.objects.get().state == State.TAKEN_BACK


def test_what_was_here_under_the_same_name_stays(take_in: Import) -> None:
    section = make_section("news", name="news")
    take_in(*PARTS)
    take_back()
    assert list(Section.objects.all()) == [section]


def _decides(comment: Comment) -> None:
    comment.reject(by=make_moderator(), reason="other")


def _notes(comment: Comment) -> None:
    Note.objects.create(comment=comment, by=make_moderator().pk, text="Look at this.")


def _answers(comment: Comment) -> None:
    make_comment(parent=comment)


@pytest.mark.parametrize("acts", [_decides, _notes, _answers])
def test_what_somebody_has_acted_on_stays_with_what_it_answers(
    take_in: Import, acts: Callable[[Comment], None]
) -> None:
    take_in(*PARTS)
    acts(of("c2"))
    taking = take_back()
    assert set(Comment.objects.filter(text__in=["c1", "c2", "c3"])) == {of("c1"), of("c2")}
    assert +taking.kept == {"comment": 2, "article": 1, "author": 1, "tag": 1, "section": 1}
    assert (Article.objects.count(), Author.objects.count(), Tag.objects.count()) == (1, 1, 1)
    assert not StandingPage.objects.exists()
    assert list(differences(repair=False)) == []


def test_an_article_that_was_edited_stays_without_its_comments(take_in: Import) -> None:
    take_in(*PARTS)
    Article.objects.get().save()
    assert take_back().kept["article"] == 1
    assert (Comment.objects.count(), Commenter.objects.count()) == (0, 0)
    assert Discussion.objects.get().approved_count == 0


def test_what_stayed_is_known_again_when_it_is_imported_anew(take_in: Import) -> None:
    take_in(*PARTS)
    _decides(of("c2"))
    take_back()
    again = take_in(*PARTS)
    assert again.new == (0, 1, 1)
    assert Comment.objects.count() == 3
    assert again.proof.decided_since == 1


def test_a_picture_that_something_else_shows_stays(take_in: Import, tmp_path: Path, media: Path) -> None:
    (tmp_path / "ships.jpg").write_bytes(picture_file("JPEG").read())
    shown = attachment(5, "https://port.example/wp-content/uploads/ships.jpg")
    take_in(shown, post(9, meta={"_thumbnail_id": "5"}), uploads=tmp_path)
    make_article("Other", picture=Picture.objects.get())
    assert +take_back().kept == {"picture": 1}
    assert default_storage.exists(str(Picture.objects.get().file))


def test_pictures_stay_that_anything_shows_or_is_going_to(
    media: Path, django_assert_num_queries: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """Asked of all of them at once."""
    portrait, within, on_page, next_one, in_next, *going = (take_picture(size=(30, 20 + each)) for each in range(9))
    make_author("Ann", portrait=portrait)
    make_article("Within", body=figure_of(within))
    StandingPage.objects.create(slug="somewhere", title="Somewhere", body=figure_of(on_page))
    waiting = make_article("Waiting", working_copy=2)
    Revision.objects.create(article=waiting, number=2, content={"picture": next_one.pk, "body": figure_of(in_next)})
    shown = [portrait, within, on_page, next_one, in_next]
    rows = [picture.pk for picture in [*shown, *going]]
    with django_assert_num_queries(6), django_capture_on_commit_callbacks(execute=True):
        assert taking_pictures.take_back(rows, waiting.created_at) == {picture.pk for picture in shown}
    assert set(Picture.objects.values_list("pk", flat=True)) == {picture.pk for picture in shown}
    assert {default_storage.exists(str(picture.file)) for picture in going} == {False}
    assert {default_storage.exists(str(picture.file)) for picture in shown} == {True}


def figure_of(picture: Picture) -> str:
    return f'<figure><img src="{picture.url}" alt="A boat"></figure>'


def test_killed_it_goes_on(take_in: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    before = state()
    take_in(*HEADS, post(1, "Ships", *(comment(n, parent=n - 1) for n in range(1, 30))))
    monkeypatch.setattr(taking_back, "PORTION", 7)
    forget = TakingBack._forget
    left = iter(range(3, -100, -1))

    def killed(self: TakingBack, *what: Any) -> None:
        if next(left) == 0:
            raise KeyboardInterrupt
        forget(self, *what)

    monkeypatch.setattr(TakingBack, "_forget", killed)
    with pytest.raises(KeyboardInterrupt):
        take_back()
    assert Batch.objects.get().state == State.GOING_BACK
    with pytest.raises(Refused):
        take_in(post(1))
    take_back()
    assert state() == before
    assert ModerationAction.objects.count() == 2


def test_a_batch_is_taken_back_once(take_in: Import, command: Callable[..., tuple[str, int]]) -> None:
    take_in(*PARTS)
    number = str(Batch.objects.get().pk)
    said, status = command("--rollback", number)
    assert (status, "3 of kind comment" in said, Origin.objects.exists()) == (0, True, False)
    assert command("--rollback", number) == (f"It stopped. Batch {number} was taken back already.", 1)
    assert command("--rollback", "999") == ("It stopped. There is no batch 999.", 1)


def test_a_hidden_comment_whose_answers_go_leaves_the_page_with_them(take_in: Import) -> None:
    """It is of the first batch, and stood there as a tombstone for what the second one brought."""
    hidden = comment(1, "c1", status="trash"), comment(2, "c2", parent=1, status="trash")
    take_in(post(1, "Ships", *hidden))
    assert not Comment.objects.filter(on_page=True).exists()
    take_in(post(1, "Ships", *hidden, comment(3, "c3", parent=2)))
    assert Comment.objects.filter(on_page=True).count() == 3
    take_back()
    assert Comment.objects.filter(on_page=False).count() == 2
    assert list(differences(repair=False)) == []
