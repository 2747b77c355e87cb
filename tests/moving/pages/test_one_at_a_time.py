"""Imports, and ways back, take turns among all processes: whoever comes second is told, before anything is begun."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from moving.imports.alone import importing
from moving.models import Batch, Course, Source, State, Step, Transfer
from moving.refused import Refused
from tests.moving.pages.conftest import PORT, acted
from tests.moving.wordpress.exports import export, written

pytestmark = pytest.mark.django_db

type Tried = Callable[..., Transfer]


def test_whoever_comes_second_is_told_and_the_next_one_is_alone_again() -> None:
    for _again in range(2):
        with importing(), pytest.raises(Refused, match="Another import runs"), importing():
            pytest.fail("two at once")


def test_who_ended_by_an_error_is_in_nobodys_way() -> None:
    with pytest.raises(KeyError), importing():
        raise KeyError
    with importing():
        pass


def test_a_command_beside_an_import_begins_nothing_and_a_trial_is_in_nobodys_way(tmp_path: Path) -> None:
    path = str(written(tmp_path, export(*PORT)))
    with importing():
        with pytest.raises(CommandError, match="Another import runs"):
            call_command("import_wordpress", path)
        call_command("import_wordpress", "--dry-run", path)
    assert not Source.objects.exists()


def test_a_page_beside_a_command_says_so_and_goes_on_later(desk: Client, tried: Tried) -> None:
    transfer = tried()
    with importing():
        acted(desk, transfer, "import")
        assert (transfer.step, transfer.course) == (Step.BRING, Course.FAILED)
        assert "Another import runs" in desk.get(f"/admin/moving/{transfer.pk}/").content.decode()
        assert not Batch.objects.exists()
    acted(desk, transfer, "again")
    assert transfer.course == Course.DONE


def test_nothing_is_taken_back_while_something_comes(desk: Client, tried: Tried) -> None:
    transfer = tried()
    acted(desk, transfer, "import")
    with importing():
        with pytest.raises(CommandError, match="Another import runs"):
            call_command("import_wordpress", "--rollback", str(transfer.batch_id))
        acted(desk, transfer, "take-back")
    assert (transfer.step, transfer.course) == (Step.TAKE_BACK, Course.FAILED)
    assert Batch.objects.get().state == State.DONE
