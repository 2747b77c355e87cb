"""A reader that is looked at while it reads: how far it is, and what its articles, authors and sections are called."""

from __future__ import annotations

from collections.abc import Iterator

from moving.desk.watch import Watch
from moving.imports.values import Article, Author, Reader, Section, Surveyed, Tally, Told

PARTS = 1_000  # of the whole
LONGEST_NAME = 120


class Watched:
    def __init__(self, reader: Reader, watch: Watch) -> None:
        self.reader, self.watch = reader, watch
        self.system = reader.system
        self.headlines: dict[str, str] = {}
        self.authors: dict[str, str] = {}
        self.sections: dict[str, str] = {}

    @property
    def site(self) -> str:
        return self.reader.site

    @property
    def tally(self) -> Tally:
        return self.reader.tally

    @property
    def done(self) -> float:
        return self.reader.done

    def survey(self) -> Iterator[Surveyed]:
        for each in self.reader.survey():
            if isinstance(each, Author):
                self.authors[each.key] = each.name[:LONGEST_NAME]
            elif isinstance(each, Section):
                self.sections[each.key] = each.name[:LONGEST_NAME]
            self._say()
            yield each

    def read(self) -> Iterator[Told]:
        for each in self.reader.read():
            if isinstance(each, Article):
                self.headlines[each.key] = each.headline[:LONGEST_NAME]
            self._say()
            yield each

    def _say(self) -> None:
        self.watch.say(int(self.reader.done * PARTS), PARTS)
