from collections.abc import Iterator

from comments.recount import differences
from database.proving import ProvingCommand


class Command(ProvingCommand):
    help = "Counts comments anew and repairs kept counters and what pages show; it may run beside the site."
    all_well = "Everything kept equals what is counted."

    def differences(self, *, repair: bool) -> Iterator[str]:
        return differences(repair=repair)
