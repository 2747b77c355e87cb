"""The staff, as busts."""

from collections.abc import Callable
from dataclasses import dataclass

from newsroom.demo.art.canvas import Canvas, Point, bezier
from newsroom.demo.art.wardrobe import (
    INK,
    Colors,
    X,
    Y,
    beard,
    bob,
    bun,
    cap,
    cloud,
    collar,
    crop,
    earrings,
    fringe,
    glasses,
    hairline,
    lapels,
    mane,
    roll_neck,
    scarf,
)

type Part = Callable[[Canvas, Colors], None]


@dataclass(frozen=True)
class Person:
    paper: tuple[str, str]
    colors: Colors
    behind: tuple[Part, ...]
    before: tuple[Part, ...]

    def draw(self, c: Canvas) -> None:
        c.wash(self.paper)
        c.disc(X, 250, 205, "#ffffff22")
        for part in (*self.behind, body, head, *self.before):
            part(c, self.colors)


def body(c: Canvas, who: Colors) -> None:
    c.shape(
        [
            *bezier((40, 490), (50, 380), (120, 366), (196, 344)),
            *bezier((284, 344), (360, 366), (430, 380), (440, 490)),
        ],
        who.coat,
    )
    c.shape([(196, 344), (284, 344), (240, 452)], who.shirt)
    c.shape(
        [
            *bezier((202, 280), (206, 330), (198, 344), (190, 350)),
            *bezier((190, 350), (220, 392), (260, 392), (290, 350)),
            *bezier((290, 350), (282, 344), (274, 330), (278, 280)),
        ],
        who.skin,
    )
    c.shape(bezier((203, 296), (215, 350), (275, 340), (278, 282)), "#3a102026")
    c.shape([*bezier((284, 344), (360, 366), (430, 380), (440, 490)), (330, 490)], "#1a102022")


def head(c: Canvas, who: Colors) -> None:
    for side in (-1, 1):
        c.disc(X + side * 81, Y + 10, 14, who.skin, 22)
    c.shape(oval(), who.skin)
    c.shape(
        [(X + 14, Y - 104), *oval()[: len(oval()) // 2], (X + 30, Y + 112), (X + 8, Y + 40), (X + 22, Y - 10)],
        "#3a10201c",
    )
    c.stroke(bezier((X + 6, Y - 4), (X + 12, Y + 18), (X + 24, Y + 30), (X + 2, Y + 38)), "#3a102058", 4)
    for side in (-1, 1):
        c.disc(X + side * 34, Y + 2, 6.5, INK, 8)
        c.stroke(
            bezier((X + side * 18, Y - 22), (X + side * 30, Y - 31), (X + side * 44, Y - 29), (X + side * 52, Y - 20)),
            who.hair,
            6,
        )
        c.disc(X + side * 48, Y + 36, 15, "#d0504028")
    c.stroke(bezier((X - 24, Y + 64), (X - 8, Y + 76), (X + 12, Y + 76), (X + 26, Y + 62)), "#8a2f30", 6)


def oval() -> list[Point]:
    right = [
        *bezier((X, Y - 108), (X + 62, Y - 108), (X + 88, Y - 60), (X + 82, Y + 4)),
        *bezier((X + 82, Y + 4), (X + 80, Y + 66), (X + 44, Y + 112), (X, Y + 112)),
    ]
    return [*right, *((2 * X - x, y) for x, y in reversed(right))]


STAFF = {
    "nora-castellane": Person(
        ("#d9a35a", "#e9c48a"), Colors("#eec3a0", "#3b2430", "#24496b"), (bob,), (fringe, lapels)
    ),
    "desmond-akintola": Person(
        ("#3f7d7a", "#7fb0a4"), Colors("#6e4331", "#1d1518", "#37415c", "#f3e2c4"), (), (hairline, glasses, collar)
    ),
    "helen-strand": Person(
        ("#7fa3b8", "#c3d6d8"), Colors("#f0cbb0", "#c9c2b8", "#1f3a52", "#a8322d"), (mane,), (cap, roll_neck)
    ),
    "mateo-iglesias-wren": Person(
        ("#c8705a", "#e3a183"), Colors("#c98e68", "#2a1b1c", "#5f7355", "#f0dfc0"), (), (crop, beard, collar)
    ),
    "priya-raghunathan": Person(
        ("#5a3b5d", "#9a6f8c"), Colors("#a86c48", "#1c1219", "#b23a3a", "#f3d9b0"), (mane,), (fringe, earrings, lapels)
    ),
    "tobias-lindqvist": Person(
        ("#5f8f6b", "#a9c29a"), Colors("#f2cdb4", "#c98d4a", "#24324a", "#d9a23d"), (), (crop, scarf)
    ),
    "saoirse-dunleavy": Person(
        ("#26324f", "#5a678c"), Colors("#f4d3bf", "#b0502c", "#1f2a30", "#2f6f6a"), (bun,), (fringe, glasses, scarf)
    ),
    "yusuf-benhadj": Person(
        ("#e2b65f", "#f0d79b"), Colors("#8a5a3e", "#20171a", "#3f6d7d"), (cloud,), (hairline, roll_neck)
    ),
}
