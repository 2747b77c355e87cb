"""Which article a thread is about: as the mapping says, else by its address, else by its number in WordPress."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import batched
from typing import NamedTuple

from django.utils import timezone

from articles.models import Article, ArticleAddress
from moving.disqus import addresses
from moving.disqus.spool import Thread
from moving.imports.ledger import AT_A_TIME
from moving.models import Kind, Origin

GONE = 0


class Match(NamedTuple):
    thread: Thread
    article: int = 0
    why: str = ""  # there is none
    named: str = ""  # by which the mapping knows it


class Matching:
    def __init__(self, mapping: Mapping[str, str]) -> None:
        self.mapping = {addresses.plain(name): path for name, path in mapping.items()}
        self.names = {addresses.plain(name): name for name in mapping}
        self.used: set[str] = set()

    def of(self, threads: Sequence[Thread]) -> Iterator[Match]:
        """A portion at a time."""
        told = [each for thread in threads for each in addresses.of_thread(thread)]
        mapped = [self.mapping[name] for thread in threads if (name := self._named(thread))]
        rows = _by_path({path for each in (*told, *mapped) for path in addresses.paths_of(each)})
        numbers = _by_number({number for thread in threads if (number := addresses.number_of(thread))})
        for thread in threads:
            yield self._match(thread, rows, numbers)

    def unused(self) -> list[str]:
        """Names in the mapping that no thread has."""
        return sorted(self.mapping.keys() - self.used)

    def _match(self, thread: Thread, rows: Mapping[str, int], numbers: Mapping[str, list[tuple[str, int]]]) -> Match:
        if name := self._named(thread):
            mapped = self.mapping[name]
            row = _first(addresses.paths_of(mapped), rows)
            why = "" if row else "thread_mapped_wrong" if mapped else "thread_mapped_away"
            return Match(thread, row or 0, why, self.names[name])
        if addresses.is_local(thread.link):
            return Match(thread, why="thread_of_local_site")
        row = _first((path for each in addresses.of_thread(thread) for path in addresses.paths_of(each)), rows)
        row = row or _of_site(numbers.get(addresses.number_of(thread), []), thread.link) or row
        return Match(thread, row or 0, "" if row else _reason(thread, row))

    def _named(self, thread: Thread) -> str:
        """In the mapping; none where it says nothing of it."""
        paths = [each.rstrip("/") for each in addresses.paths_of(thread.link)[:1]]
        named = [addresses.plain(each) for each in (thread.key, thread.ident, thread.link)]
        names = [*named, *paths, *(f"{path}/" for path in paths)]
        name = next((name for name in names if name and name in self.mapping), "")
        self.used |= {name} if name else set()
        return name


def found_at(texts: Iterable[str]) -> dict[str, int]:
    """Articles by what somebody has written of their addresses, as of threads and in the mapping."""
    wanted = {text: addresses.paths_of(text) for text in texts}
    rows = _by_path({path for paths in wanted.values() for path in paths})
    return {text: row for text, paths in wanted.items() if (row := _first(paths, rows))}


def _reason(thread: Thread, row: int | None) -> str:
    if row == GONE:
        return "thread_of_gone_article"
    return "thread_without_article" if thread.link or thread.ident else "thread_without_address"


def _first(paths: Iterable[str], rows: Mapping[str, int]) -> int | None:
    return next((rows[path] for path in paths if path in rows), None)


def _by_path(paths: Iterable[str]) -> dict[str, int]:
    """Whoever was public last under each; and what isn't public yet, or no longer, where it stands."""
    found: dict[str, int] = {}
    for some in batched(paths, AT_A_TIME):
        kept = ArticleAddress.objects.filter(path__in=some, since__lte=timezone.now()).order_by("since", "pk")
        found |= _standing(some) | {path: row or GONE for path, row in kept.values_list("path", "article")}
    return found


def _standing(paths: Iterable[str]) -> dict[str, int]:
    slugs = {tuple(path.strip("/").split("/")): path for path in paths if path.strip("/").count("/") == 1}
    there = Article.objects.filter(section__slug__in={each[0] for each in slugs}, slug__in={each[1] for each in slugs})
    rows = there.order_by().values_list("section__slug", "slug", "pk")
    return {slugs[section, slug]: pk for section, slug, pk in rows if (section, slug) in slugs}


def _by_number(numbers: Iterable[str]) -> dict[str, list[tuple[str, int]]]:
    """Articles that came from WordPress, with the sites from which they did."""
    found: dict[str, list[tuple[str, int]]] = {}
    for some in batched(numbers, AT_A_TIME):
        origins = Origin.objects.filter(source__system="wordpress", kind=Kind.ARTICLE, name__in=some)
        for name, site, row in origins.values_list("name", "source__address", "row"):
            found.setdefault(name, []).append((site, row))
    return found


def _of_site(origins: Sequence[tuple[str, int]], link: str) -> int | None:
    """Of the same site, where there are several."""
    host = addresses.host_of(link)
    same = [row for site, row in origins if addresses.host_of(site) == host]
    rows = same if len(origins) > 1 else [row for _site, row in origins]
    there = list(Article.objects.filter(pk__in=rows).values_list("pk", flat=True))
    return there[0] if len(there) == 1 else None
