"""With what the former site began the addresses of its sections, tags and authors: the mapping says so, or links do
that stand in its texts and menus and lead to what has the name of one. An export does not say it anywhere."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote

from moving.imports.mapping import AUTHOR, BASES, SECTION, TAG, Mapping
from moving.imports.values import Author, Bases, Finding, Section, Surveyed
from moving.imports.values import Tag as TagValue
from moving.wordpress.addresses import parted

KINDS = {Section: SECTION, TagValue: TAG, Author: AUTHOR}
MOST_LINKS = 20_000


class Links:
    def __init__(self) -> None:
        self.paths: set[str] = set()
        self.terms: dict[str, set[str]] = {SECTION: set(), TAG: set(), AUTHOR: set()}
        self._site, self._link = "", re.compile("")

    def note_text(self, text: str, site: str) -> None:
        """`site`: its address, where it is known by then."""
        host = parted(site).netloc.lower().removeprefix("www.")
        if not host or host not in text or len(self.paths) >= MOST_LINKS:
            return
        if site != self._site:
            below = re.escape(parted(site).path.rstrip("/"))
            self._site, self._link = site, re.compile(rf"//(?:www\.)?{re.escape(host)}{below}/([^\s\"'<>?#\[\]\\]+)")
        paths = (unquote(found[1]).strip("/") for found in self._link.finditer(text))
        self.paths.update(path for path in paths if "/" in path and len(path) < 200)

    def note_term(self, each: Surveyed) -> None:
        if kind := KINDS.get(type(each)):
            self.terms[kind].add(unquote(each.key).lower())  # type: ignore[union-attr]

    def pass_by(self, link: str) -> None:
        """What is the address of a post, or of a page."""
        self.paths.discard(unquote(parted(link).path).strip("/"))

    def told(self, who: Mapping) -> Iterator[Bases | Finding]:
        """What the mapping says of a kind holds; taxonomies that it names begin with their own."""
        kinds = BASES | {name: kind for name, kind in who.taxonomies.items() if kind}
        said = {who.addresses.get(name, name).strip("/").lower(): kind for name, kind in kinds.items()}
        settled = {kinds.get(name) for name in who.addresses}
        found = {base: kind for base, kind in self._found().items() if kind not in settled and base not in said}
        for base, kind in found.items():
            yield Finding(0, f"{kind} /{base}/", "base_found")
        if told := {base: kind for base, kind in (found | said).items() if BASES.get(base) != kind}:
            yield Bases(told)

    def _found(self) -> dict[str, str]:
        """Bases below which more links lead to terms of a kind than elsewhere."""
        hits: dict[str, Counter[str]] = {}
        for path in self.paths:
            base, _, name = path.lower().rpartition("/")
            hits.setdefault(self._above_sections(base), Counter()).update(self._kinds_of(name))
        return {base: kind for base, counts in hits.items() if base and (kind := _clear(counts))}

    def _above_sections(self, base: str) -> str:
        """Addresses of sections within sections name both."""
        above, _, last = base.rpartition("/")
        return self._above_sections(above) if last in self.terms[SECTION] else base

    def _kinds_of(self, name: str) -> list[str]:
        return [kind for kind, names in self.terms.items() if name in names] or [""]


def _clear(counts: Counter[str]) -> str:
    """The kind that most are of; none where two are as likely."""
    (kind, most), *others = counts.most_common()
    return kind if not others or most > others[0][1] else ""
