"""Whom a restriction was about is forgotten after its end, networks first; the row and the log stay."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from comments import forgetting, retention, undoing
from comments.models import DecisionRefused, ModerationAction, ModerationNote, PersonNote, Restriction, Submission
from comments.restrictions import acts
from comments.restrictions.acts import Terms
from tests.comments.restricting import guest, restricted
from tests.factories import make_comment, make_submission, make_user

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SCOPES = {"network": "network 192.0.2.0/24", "domain": "domain evil.example", "address": f"address {'f' * 64}"}


def subjects() -> dict[str, str]:
    return dict(Restriction.objects.order_by("pk").values_list("scope", "subject"))


def restrict_all(until: Any) -> None:
    for scope, subject in SCOPES.items():
        restricted(guest(), "suspended", until, scope=scope, subject=subject)


def test_a_network_goes_a_day_after_its_end_the_rest_after_thirty(clock: time_machine.Traveller) -> None:
    restrict_all(timezone.now() + HOUR)
    clock.shift(HOUR + DAY)
    retention.run()
    assert subjects() == SCOPES
    clock.shift(1)
    retention.run()
    assert subjects() == SCOPES | {"network": ""}
    clock.shift(29 * DAY)
    retention.run()
    assert set(subjects().values()) == {""}
    assert not Restriction.objects.in_force().exists()
    assert [row.closed_at for row in Restriction.objects.all()] == [row.until for row in Restriction.objects.all()]


def test_what_is_in_force_is_kept_however_old_and_what_was_lifted_counts_from_then(
    clock: time_machine.Traveller,
) -> None:
    kept = restricted(guest())
    lifted = restricted(guest("ben@b.example"), until=timezone.now() + 400 * DAY)
    acts.lift(lifted.pk, by=make_user())
    clock.shift(31 * DAY)
    retention.run()
    assert list(Restriction.objects.exclude(subject="")) == [kept]
    assert Restriction.objects.in_force().get() == kept


def test_an_account_stays_named_by_its_number(clock: time_machine.Traveller) -> None:
    restricted(guest(), "suspended", timezone.now() + HOUR, scope="account", subject="account 7")
    clock.shift(100 * DAY)
    retention.run()
    assert subjects() == {"account": "account 7"}


def test_what_is_forgotten_is_not_brought_back(clock: time_machine.Traveller) -> None:
    by = make_user(is_superuser=True)
    action = acts.lift(restricted(guest()).pk, by=by)
    clock.shift(31 * DAY)
    retention.run()
    with pytest.raises(DecisionRefused, match="no longer kept"):
        undoing.undo(action, by=by)


def test_notes_go_with_their_restriction_and_the_log_stays(clock: time_machine.Traveller) -> None:
    until = timezone.now() + HOUR
    said = Terms("suspended", "address", SCOPES["address"], "disruption", until, "He is the one from the market.")
    acts.restrict(guest(), said, by=make_user())
    before = list(ModerationAction.objects.values())
    clock.shift(HOUR + 30 * DAY + timedelta(seconds=1))
    retention.run()
    assert not ModerationNote.objects.exists()
    assert list(ModerationAction.objects.values()) == before


def test_notes_on_people_go_after_a_year_those_taken_back_after_a_month(clock: time_machine.Traveller) -> None:
    by = make_user(is_superuser=True)
    acts.note(guest(), "Kept for a year.", by=by)
    undoing.undo(acts.note(guest(), "Taken back.", by=by), by=by)
    clock.shift(31 * DAY)
    retention.run()
    assert [note.text for note in PersonNote.objects.all()] == ["Kept for a year."]
    clock.shift(335 * DAY)
    retention.run()
    assert not PersonNote.objects.exists()


def test_addresses_are_struck_out_of_what_is_said_of_a_person_with_their_requests(
    clock: time_machine.Traveller,
) -> None:
    by, person = make_user(), guest()
    request = make_submission(make_comment(commenter=person), email="ada@example.org", ip="192.0.2.7")
    acts.note(person, "ADA@example.org, always from 192.0.2.7", by=by)
    acts.restrict(person, Terms("banned", "address", SCOPES["address"], "disruption", note="192.0.2.7 again"), by=by)
    forgetting.forget_requests([request.pk], timezone.now() + 91 * DAY)
    assert not Submission.objects.exists()
    assert PersonNote.objects.get().text == "[e-mail], always from [address]"
    assert ModerationNote.objects.get().text == "[address] again"
