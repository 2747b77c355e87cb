"""A picture of ours in HTML: in every format and width that it has, with its size, so that nothing moves when it comes.

Written by hand, as a page has a dozen of them: a template would cost ten times as much.
"""

from html import escape
from typing import NamedTuple, Protocol

from django.core.files.storage import default_storage
from django.utils.safestring import SafeString, mark_safe

FOLDER = "renditions/"
FORMATS = ("avif", "webp")  # the first that a browser knows is taken
SMALL = 640  # of the fallback, where a list shows it
FALLBACK_UP_TO = 1_600
CUT = "cut"  # what a shared link shows: the format of its row, and the last part of its name


class Showable(Protocol):
    """What is read of a `Picture`."""

    width: int
    height: int
    alt: str
    focus_x: int
    focus_y: int
    made: str

    @property
    def url(self) -> str: ...


class Place(NamedTuple):
    """Where a picture stands: how wide it is there, and whether it is what the page waits for."""

    sizes: str
    css: str = ""
    comes_first: bool = False
    upto: int = 10_000  # the widest that can be of use there
    is_small: bool = False


PLACES = {
    "article": Place("(min-width: 77rem) 58rem, (min-width: 64rem) calc(100vw - 19rem), 100vw", comes_first=True),
    "lead": Place("(min-width: 60rem) 48rem, 100vw", "teaser-picture", comes_first=True),
    "row": Place("(min-width: 44rem) 33vw, 100vw", "teaser-picture", is_small=True),
    "list": Place("(min-width: 60rem) 20rem, (min-width: 44rem) 16rem, 100vw", "teaser-picture", is_small=True),
    "first": Place("(min-width: 44rem) 58vw, 100vw", "teaser-picture", comes_first=True),
    "onward": Place("8rem", "teaser-picture", upto=320, is_small=True),
    "text": Place("(min-width: 44rem) 40rem, 100vw"),
    "byline": Place("4.5rem", "portrait-small", upto=160, is_small=True),
    "box": Place("4.5rem", "portrait-small", upto=160, is_small=True),
    "portrait": Place("9rem", "portrait-large", upto=320, is_small=True),
}


class Made(NamedTuple):
    """The renditions of a picture, read from the one column that pages ask for."""

    token: str
    fallback: str  # how its file ends
    widths: list[int]
    cut: tuple[int, int] | None = None  # size of the copy for links that are shared, around the focus

    @classmethod
    def read(cls, made: str) -> "Made | None":
        token, *rest = made.split() or [""]
        if not token:
            return None
        widths = [int(width) for width in rest[1:] if "x" not in width]
        cut = next((size.split("x") for size in rest[1:] if "x" in size), None)
        return cls(token, rest[0], widths, (int(cut[0]), int(cut[1])) if cut else None)

    def __str__(self) -> str:
        cut = [f"{self.cut[0]}x{self.cut[1]}"] if self.cut else []
        return " ".join([self.token, self.fallback, *map(str, self.widths), *cut])

    @property
    def small(self) -> int:
        return next((width for width in self.widths if width >= SMALL), self.widths[-1])

    def name(self, width: int | str, ending: str) -> str:
        return f"{FOLDER}{self.token}-{width}.{ending}"

    @property
    def base(self) -> str:
        """How the addresses of all its files begin."""
        return default_storage.url(f"{FOLDER}{self.token}-")

    def plain(self, *, small: bool = False) -> str:
        """How the address of the fallback goes on."""
        return f"{self.small if small else self.widths[-1]}.{self.fallback}"

    def sources(self, base: str, place: Place) -> str:
        widths = [width for width in self.widths if width <= place.upto] or self.widths[:1]
        return "".join(_source(base, widths, ending, place.sizes) for ending in FORMATS)


def _source(base: str, widths: list[int], ending: str, sizes: str) -> str:
    srcset = ", ".join(f"{base}{width}.{ending} {width}w" for width in widths)
    return f'<source type="image/{ending}" srcset="{srcset}" sizes="{sizes}">'


def write(picture: Showable, place: Place, alt: str | None = None) -> SafeString:
    """`alt` is the picture's own unless given; "" where the words beside it say as much."""
    words = f'alt="{escape(picture.alt if alt is None else alt)}"{_attributes(picture, place)}'
    made = Made.read(picture.made)
    if made is None:
        return mark_safe(f'<img src="{escape(picture.url)}" {words}>')
    base = made.base
    src = f"{base}{made.plain(small=place.is_small)}"
    return mark_safe(f'<picture>{made.sources(base, place)}<img src="{src}" {words}></picture>')


def _attributes(picture: Showable, place: Place) -> str:
    tall = "tall" if picture.height > picture.width else ""
    classes = " ".join(filter(None, [place.css, tall, *_focus(picture)]))
    size = f' width="{picture.width}" height="{picture.height}"' if picture.width else ""
    when = ' fetchpriority="high"' if place.comes_first else ' loading="lazy" decoding="async"'
    return (f' class="{classes}"' if classes else "") + size + when


def _focus(picture: Showable) -> list[str]:
    """Where the picture is cut to fit, this stays in sight; to the nearest ten per cent, as styles stand in files."""
    places = {"fx": round(picture.focus_x, -1), "fy": round(picture.focus_y, -1)}
    return [f"{axis}-{at}" for axis, at in places.items() if at != 50]
