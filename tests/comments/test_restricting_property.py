"""Whatever is restricted, lifted and undone in whatever order: what is in force is what a model says."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from comments import restrictions, undoing
from comments.models import DecisionRefused, ModerationAction, Restriction
from comments.restrictions import acts as restricting
from comments.restrictions.acts import Terms
from tests.comments.restricting import guest
from tests.factories import make_user

pytestmark = pytest.mark.django_db
START = datetime.fromisoformat("2026-03-10T12:00:00+00:00")
KINDS, SUBJECTS = ("hold", "suspended", "banned"), ("domain one.example", "domain two.example")
HOURS = (1, 5, None)

steps = st.lists(
    st.one_of(
        st.tuples(st.just("restrict"), st.sampled_from(KINDS), st.sampled_from(SUBJECTS), st.sampled_from(HOURS)),
        st.tuples(st.just("lift"), st.integers(0, 5)),
        st.tuples(st.just("undo"), st.integers(0, 7)),
        st.tuples(st.just("wait"), st.sampled_from((1, 3))),
    ),
    max_size=14,
)
type Force = dict[tuple[str, str], datetime | None]


class Desk:
    """The real acts beside a model of them: what is in force, and what it was before each act that may be undone."""

    def __init__(self, by: User, clock: time_machine.Traveller) -> None:
        self.by, self.clock, self.person = by, clock, guest("somebody@three.example")
        self.force: Force = {}
        self.before: dict[int, tuple[tuple[str, str], datetime | str | None]] = {}

    def now_in_force(self) -> Force:
        now = timezone.now()
        return {key: until for key, until in self.force.items() if until is None or until > now}

    def restrict(self, kind: str, subject: str, hours: int | None) -> None:
        until = timezone.now() + timedelta(hours=hours) if hours else None
        said = Terms(kind, "domain", subject, "disruption", until)
        if (kind, hours) == ("suspended", None):
            with pytest.raises(DecisionRefused):
                restricting.restrict(self.person, said, by=self.by)
        else:
            self._acted(restricting.restrict(self.person, said, by=self.by), (subject, kind), until)

    def lift(self, number: int) -> None:
        rows = list(Restriction.objects.order_by("pk"))
        if not rows:
            return
        row = rows[number % len(rows)]
        key, was = (row.subject, row.kind), row.is_in_force
        try:
            action = restricting.lift(row.pk, by=self.by)
        except DecisionRefused:
            assert not was
            return
        assert key in self.now_in_force()
        self._acted(action, key, "none")

    def undo(self, number: int) -> None:
        acts = list(ModerationAction.objects.order_by("-pk"))
        if not acts:
            return
        act = acts[number % len(acts)]
        (key, before), possible = self.before[act.pk], self._may_be_undone(act)
        try:
            action = undoing.undo(act, by=self.by)
        except DecisionRefused:
            assert not possible
            return
        assert possible
        self._acted(action, key, before)

    def wait(self, hours: int) -> None:
        self.clock.shift(timedelta(hours=hours))

    def _may_be_undone(self, act: ModerationAction) -> bool:
        """Nobody has acted on that restriction since, nor put another in its place."""
        rows = Restriction.objects.filter(pk=act.subject or 0)
        younger = Restriction.objects.open().filter(
            subject__in=rows.values("subject"), kind__in=rows.values("kind"), pk__gt=act.subject or 0
        )
        latest = ModerationAction.objects.filter(subject=act.subject).order_by("-pk").first()
        return latest == act and not younger.exists()

    def _acted(self, action: ModerationAction, key: tuple[str, str], after: datetime | str | None) -> None:
        self.before[action.pk] = key, self.force.get(key, "none")
        if isinstance(after, str):
            self.force.pop(key, None)
        else:
            self.force[key] = after


@given(steps)
def test_what_is_in_force_is_what_the_model_says(done: list[tuple[Any, ...]]) -> None:
    with transaction.atomic(), time_machine.travel(START, tick=False) as clock:
        desk = Desk(make_user(is_superuser=True), clock)
        for name, *said in done:
            getattr(desk, name)(*said)
            rows = restrictions.in_force(SUBJECTS)
            assert {(row.subject, row.kind): row.until for row in rows} == desk.now_in_force()
            assert len(rows) == len(desk.now_in_force())
        transaction.set_rollback(True)
