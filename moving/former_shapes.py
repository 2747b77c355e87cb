"""Shapes of addresses that WordPress has, whatever a site is about."""

import re

FORMS = {"atom": "atom", "rss": "rss", "rss2": "rss", "rdf": "rss", "feed": "rss"}
DATE = re.compile(r"[0-9]{4}(?:/[0-9]{2}){0,2}", re.ASCII)
_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})?([0-9]{2})?", re.ASCII)
_FEED = re.compile(r"(?:^|/)feed(?:/(rss|rss2|rdf|atom))?$")
_END = re.compile(r"(?:^|/)(?:amp|embed|trackback|index\.php|page/\d{1,6}|comment-page-\d{1,6})$", re.ASCII)


def without_ends(path: str) -> tuple[str, str]:
    """What is left without what WordPress adds to addresses: later pages, other forms; and the form of a feed of it."""
    form = ""
    for _again in range(3):
        if feed := _FEED.search(path):
            form, path = FORMS[feed[1] or "feed"], path[: feed.start()]
        path = _END.sub("", path)
    return path.removeprefix("index.php/"), form


def form_in(asked: str) -> str:
    return FORMS.get(asked, "")


def date_in(digits: str) -> tuple[int, int, int] | None:
    """Year, month and day, of which the last may be nought; none where there is no year."""
    found = _DIGITS.fullmatch(digits)
    return (int(found[1]), int(found[2] or 0), int(found[3] or 0)) if found else None
