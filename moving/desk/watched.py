"""A reader that is looked at while it reads: how far it is, what its articles are called, and whom it has met."""

from __future__ import annotations

from collections.abc import Iterator

from moving.desk.noted import Noted
from moving.desk.watch import Watch
from moving.disqus.reader import Disqus
from moving.imports.values import Article, Reader, Surveyed, Tally, Told
from moving.wordpress.reader import WordPress

PARTS = 1_000  # of the whole
LONGEST_NAME = 120


class Watched:
    def __init__(self, reader: Reader, watch: Watch) -> None:
        self.reader, self.watch = reader, watch
        self.system = reader.system
        self.headlines: dict[str, str] = {}
        self.noted = Noted()
        if isinstance(reader, Disqus):
            reader.on_match = self.noted.note_match

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
            self.noted.note_surveyed(each)
            self._say()
            yield each

    def read(self) -> Iterator[Told]:
        for each in self.reader.read():
            if isinstance(each, Article):
                self.headlines[each.key] = each.headline[:LONGEST_NAME]
            self.noted.note(each)
            self._say()
            yield each
        if isinstance(self.reader, WordPress):
            self.noted.note_kinds(self.reader.told.kinds, self.tally.seen)

    def _say(self) -> None:
        self.watch.say(int(self.reader.done * PARTS), PARTS)
