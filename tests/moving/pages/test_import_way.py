"""The whole way of an import by the pages: upload, trial, confirmation, proof, and back."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.test import Client

from articles.models import Article
from comments.models import Comment
from moving.desk import imports
from moving.imports.taking_back import TakingBack
from moving.models import Batch, Course, Step, Transfer
from outbox.models import Job
from outbox.worker import Worker
from tests.factories import make_moderator
from tests.moving.pages.conftest import PORT, Upload, acted
from tests.moving.transfers import make_batch
from tests.moving.wordpress.exports import comment, export, post, written

pytestmark = pytest.mark.django_db

type Tried = Callable[..., Transfer]


def page_of(desk: Client, transfer: Transfer) -> str:
    answer = desk.get(f"/admin/moving/{transfer.pk}/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return " ".join(answer.content.decode().split())


def test_a_trial_says_what_would_happen_and_writes_nothing(desk: Client, tried: Tried) -> None:
    transfer = tried()
    assert (transfer.step, transfer.course, transfer.fault) == (Step.TRY, Course.DONE, {})
    assert transfer.said()["new"] == {"articles": 2, "pages": 0, "comments": 2}
    assert transfer.said()["by_status"] == {"articles": {"draft": 1, "published": 1}, "comments": {"approved": 2}}
    page = page_of(desk, transfer)
    assert "2 articles" in page
    assert "pingbacks, left out" in page
    assert not Article.objects.exists()
    assert not Batch.objects.exists()


def test_the_import_takes_what_was_tried_and_is_proven(desk: Client, tried: Tried) -> None:
    transfer = tried()
    assert acted(desk, transfer, "import").status_code == 303
    assert (transfer.step, transfer.course, transfer.fault) == (Step.BRING, Course.DONE, {})
    assert [article.headline for article in Article.objects.order_by("pk")] == ["Ships", "Draft"]
    assert transfer.said()["proof"]["differences"] == 0
    assert transfer.said()["new"]["comments"] == 2
    page = page_of(desk, transfer)
    assert "0 differences." in page
    assert "2 articles and pages, 2 comments" in page


def test_taking_back_asks_first_and_lists_what_stays(desk: Client, tried: Tried) -> None:
    transfer = tried()
    acted(desk, transfer, "import")
    Comment.objects.get(text="Second.").reject(by=make_moderator("mo"), reason="insult")
    assert "2 articles" in desk.get(f"/admin/moving/{transfer.pk}/take-back/").content.decode()
    assert acted(desk, transfer, "take-back").status_code == 303
    assert (transfer.step, transfer.course) == (Step.TAKE_BACK, Course.DONE)
    assert [article.headline for article in Article.objects.all()] == ["Ships"]
    assert transfer.said()["kept"]["comments"] == 2
    page = page_of(desk, transfer)
    assert "somebody has decided about it" in page
    assert "Take back what this import" not in page


@pytest.mark.parametrize("is_all_back", [False, True])
def test_what_went_before_a_worker_was_killed_is_counted_among_what_is_gone(
    desk: Client, tried: Tried, is_all_back: bool
) -> None:
    transfer = tried()
    acted(desk, transfer, "import")
    assert transfer.batch
    came = {"came": imports.brought_in(transfer.batch)}
    TakingBack(transfer.batch.pk, lambda stays: None).go()
    if not is_all_back:
        Batch.objects.update(state="going_back")
    Transfer.objects.update(step=Step.TAKE_BACK, course=Course.RUNNING, options=came)
    Job.objects.create(kind="moving.transfer", ref=transfer.pk)
    Worker().drain()
    transfer.refresh_from_db()
    assert (transfer.course, transfer.fault) == (Course.DONE, {})
    assert transfer.said()["gone"] == came["came"]
    assert came["came"]["comments"] == 2


def test_what_is_told_as_a_number_alone_is_told(desk: Client, tried: Tried) -> None:
    transfer = tried()
    acted(desk, transfer, "import")
    assert transfer.said()["found"]["request_left_out"] == 2
    assert "<b>2</b> Addresses and browsers of older comments" in page_of(desk, transfer)
    assert "The first 0 of" not in page_of(desk, transfer)


def test_who_asked_for_what_stands_in_the_log_of_the_admin(desk: Client, tried: Tried) -> None:
    transfer = tried()
    acted(desk, transfer, "import")
    acted(desk, transfer, "take-back")
    told = LogEntry.objects.filter(user__username="mover", object_id=str(transfer.pk)).order_by("pk")
    assert [entry.change_message for entry in told] == [
        "Asked for a trial.",
        "Asked for the import.",
        "Asked to take the import back.",
    ]


def test_an_import_again_says_that_nothing_is_new(desk: Client, tried: Tried) -> None:
    acted(desk, tried(), "import")
    again = tried()
    assert "Nothing would be new" in page_of(desk, again)
    acted(desk, again, "import")
    assert again.batch is None
    assert "0 differences." in page_of(desk, again)
    assert "take-back" not in page_of(desk, again)


def test_what_is_found_is_grouped_and_the_whole_is_a_file(desk: Client, tried: Tried) -> None:
    nobody = [comment(number, "", name="Zoë") for number in range(100, 125)]
    transfer = tried(export(*PORT, post(3, "Boats", *nobody)))
    page = page_of(desk, transfer)
    assert "<b>25</b> Left out: there are no words in it." in page
    assert "The first 10 of 25." in page
    told = b"".join(desk.get(f"/admin/moving/{transfer.pk}/try/findings.csv")).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(told)))
    assert rows[0] == ["Line in the file", "About", "What is said", "Detail"]
    assert sum(row[2] == "Left out: there are no words in it." for row in rows) == 25


def test_the_counts_of_each_article_are_a_file_that_no_spreadsheet_computes(desk: Client, tried: Tried) -> None:
    transfer = tried(export(*PORT, post(3, "=1+1", comment(30))))
    told = b"".join(desk.get(f"/admin/moving/{transfer.pk}/try/articles.csv")).decode("utf-8-sig")
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(told))}
    assert (rows["1"]["headline"], rows["1"]["status"], rows["1"]["approved"]) == ("Ships", "published", "2")
    assert rows["3"]["headline"] == "'=1+1"


def test_several_files_are_one_import(desk: Client, tried: Tried) -> None:
    transfer = tried(("one.xml", export(post(1, "One"))), ("two.xml", export(post(2, "Two"))))
    acted(desk, transfer, "import")
    assert Article.objects.count() == 2
    assert [file["name"] for file in transfer.files] == ["one.xml", "two.xml"]


def test_a_file_that_breaks_off_says_so_and_loses_nothing_that_was_sound(desk: Client, tried: Tried) -> None:
    whole = export(*PORT)
    transfer = tried(whole[: whole.index("Draft")])
    assert "A file is broken." in page_of(desk, transfer)
    acted(desk, transfer, "import")
    assert Article.objects.get().headline == "Ships"
    assert "0 differences." in page_of(desk, transfer)


def test_differences_are_said_in_words(desk: Client, tried: Tried) -> None:
    transfer = tried()
    acted(desk, transfer, "import")
    Article.objects.filter(headline="Draft").delete()
    again = tried()
    acted(desk, again, "import")
    page = page_of(desk, again)
    assert "1 difference: what is here is not what the files say." in page
    assert "0 differences." not in page


def test_where_a_worker_was_killed_the_next_one_goes_on(desk: Client, tried: Tried, data: Path) -> None:
    """Half of it is here, as after a kill: the same files in the same batch."""
    transfer = tried()
    acted(desk, transfer, "import")
    Transfer.objects.filter(pk=transfer.pk).update(course=Course.RUNNING, batch=None)
    Batch.objects.update(state="running")
    Comment.objects.filter(text="Second.").delete()
    transfer.batch.origins.filter(kind="comment", name="12").delete()  # type: ignore[union-attr]
    Job.objects.create(kind="moving.transfer", ref=transfer.pk)
    Worker().drain()
    transfer.refresh_from_db()
    assert transfer.course == Course.DONE
    assert Comment.objects.filter(text="Second.").exists()
    assert Batch.objects.count() == 1
    assert transfer.said()["new"]["comments"] == 2
    page = page_of(desk, transfer)
    assert "stands in the report of the trial" in page
    assert "all of it comes as it is" not in page


def test_a_second_one_at_the_same_time_is_kept_until_somebody_says_so(
    desk: Client, upload: Upload, tried: Tried
) -> None:
    assert upload(export(*PORT)).status_code == 303
    form = desk.get("/admin/moving/wordpress/").content.decode()
    assert "Another one is running" in form
    assert f"/admin/moving/{Transfer.objects.get().pk}/" in form
    assert upload(export(post(7))).status_code == 303
    second = Transfer.objects.latest("pk")
    assert (second.step, second.course) == (Step.TRY, Course.STOPPED)
    assert "They are kept" in page_of(desk, second)
    assert acted(desk, second, "again").status_code == 409
    acted(desk, second, "again")
    assert (second.course, second.said()["new"]["articles"]) == (Course.DONE, 1)
    assert "Another one is running" not in desk.get("/admin/moving/wordpress/").content.decode()


def test_what_a_command_has_brought_in_is_taken_back_here_too(desk: Client, tmp_path: Path) -> None:
    call_command("import_wordpress", str(written(tmp_path, export(*PORT))), stdout=io.StringIO())
    batch = Batch.objects.get()
    address = f"/admin/moving/batches/{batch.pk}/take-back/"
    assert address in desk.get("/admin/moving/").content.decode()
    assert "2 articles, 2 comments" in desk.get(address).content.decode()
    assert desk.post(address).status_code == 303
    Worker().drain()
    assert not Article.objects.exists()
    assert Transfer.objects.get().said()["kept"] == {}
    assert desk.post(address).status_code == 404


def test_while_another_one_runs_no_command_s_batch_is_taken_back(desk: Client, upload: Upload) -> None:
    batch = make_batch()
    assert upload(export(*PORT)).status_code == 303
    answer = desk.post(f"/admin/moving/batches/{batch.pk}/take-back/")
    assert answer.status_code == 409
    assert "only one may at a time" in answer.content.decode()
    assert Transfer.objects.count() == 1
