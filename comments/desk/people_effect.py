"""What a restriction would touch, counted anew each time: shown before it is carried out, and compared after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext as _

from comments.desk import bulk_words
from comments.desk.people_forms import RestrictForm
from comments.desk.people_reading import Others, Person
from comments.models import Comment, Scope
from comments.restrictions import removing

SAMPLES = 5
TYPED_ABOVE = 20


@dataclass(frozen=True)
class Effect:
    """`comments` would be removed; `others` are people besides this one whom it is about as well."""

    comments: int
    newest: Sequence[Comment]
    others: Others

    @classmethod
    def of(cls, person: Person, form: RestrictForm) -> Self:
        others = {Scope.DOMAIN.value: "of_domain", Scope.NETWORK.value: "of_network"}.get(form.cleaned_data["scope"])
        found = removing.removable(person.row, person.viewer)
        if not form.cleaned_data["remove"]:
            found = found.none()
        newest = list(found.select_related("article__section").order_by("-pk")[:SAMPLES])
        return cls(found.count(), newest, getattr(person, others) if others else Others(0, ()))

    @property
    def samples(self) -> list[tuple[Comment, str]]:
        return [(comment, bulk_words.excerpt(comment.html)) for comment in self.newest]

    @property
    def number(self) -> int:
        """What is to be typed; 0 when nothing is."""
        return next((count for count in (self.comments, self.others.total) if count > TYPED_ABOVE), 0)

    def needs_a_look(self, form: RestrictForm) -> bool:
        """Whatever is about more than one comment or one person is shown first."""
        return self.comments > 1 or form.cleaned_data["scope"] in (Scope.DOMAIN, Scope.NETWORK)

    def objection(self, form: RestrictForm) -> tuple[int, str] | None:
        """Status and sentence of what stands against doing it now; None when it has been seen and confirmed.

        Of comments nothing may have changed since; of people who come from a place more may come at any second.
        """
        said = form.cleaned_data
        if not self.needs_a_look(form):
            return None
        if said["expected"] is None:
            return 200, ""
        if said["expected"] != self.comments:
            told = {"now": self.comments, "then": said["expected"]}
            return 409, _("These are %(now)d comments now; they were %(then)d. Look again.") % told
        wanted = self.comments if self.comments > TYPED_ABOVE else said["people"] or 0
        if self.number and said["typed"] != wanted:
            return 422, _("Type the number to say that you mean all of them.")
        return None
