"""What comes slowly is said over the queue: a month's calls that run out, and work that a restored site holds back."""

import pytest

from comments.desk import banner
from comments.models import Account
from comments.models.comment import CHECK_JOB
from outbox import holding, jobs
from outbox.models import Job
from tests.factories import make_comment

pytestmark = pytest.mark.django_db


def told() -> str:
    return " ".join(trouble.text for trouble in banner.troubles())


def test_calls_that_are_nearly_used_up_are_told() -> None:
    account = Account.objects.create(pk=1, used=899, limit=1_000)
    assert "nearly used up" not in told()
    Account.objects.filter(pk=account.pk).update(used=900)
    assert "nearly used up: 900 of 1,000" in told()
    Account.objects.update(limit=None)
    assert "nearly used up" not in told()


def test_work_on_hold_after_a_restore_is_told_until_it_is_released() -> None:
    jobs.enqueue(CHECK_JOB, make_comment(status="unchecked").pk)
    assert "on hold" not in told()
    holding.hold()
    jobs.enqueue(CHECK_JOB, make_comment(status="unchecked").pk)
    assert "stand on hold" in told()
    holding.release()
    assert "on hold" not in told()
    assert Job.objects.exists()


def test_nothing_of_it_is_said_while_all_is_well() -> None:
    assert not list(banner._of_the_house(banner.House.look()))
