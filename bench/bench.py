"""What all groups of rows share: the place, the content, and how one round is taken."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bench import load
from bench.figures import Cell, Round
from bench.load import Plan
from bench.place import Place

type Take = Callable[[], Round]


@dataclass(frozen=True)
class Bench:
    place: Place
    addresses: Mapping[str, list[str]]
    rounds: int
    sizes: Sequence[int]

    def take(self, requests: list[str], expected: int = 200, connections: int = 1, seconds: float = 20.0) -> Round:
        """Sends them and says what our processes spent meanwhile."""
        plan = Plan(self.place.port, requests, connections, seconds)
        before = self.place.meter.spent()
        outcome = load.run(plan, expected)
        return Round(self.place.meter.since(before), outcome.milliseconds, outcome.seconds)

    def interleave(self, takes: Mapping[str, Take], before_round: Callable[[], None] = lambda: None) -> dict[str, Cell]:
        """Every cell in turn, then all again, so that noise meets all alike. The first round warms up."""
        taken: dict[str, list[Round]] = {name: [] for name in takes}
        for number in range(self.rounds + 1):
            before_round()
            for name, take in takes.items():
                one = take()
                if number:
                    taken[name].append(one)
        return {name: Cell(rounds) for name, rounds in taken.items()}
