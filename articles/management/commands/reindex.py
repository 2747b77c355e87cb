from collections.abc import Iterator

from articles.search.proving import differences
from database.proving import ProvingCommand


class Command(ProvingCommand):
    help = "Compares what articles are found by with their words, and repairs it; it may run beside the site."
    all_well = "Every article is found by its words."

    def differences(self, *, repair: bool) -> Iterator[str]:
        return differences(repair=repair)
