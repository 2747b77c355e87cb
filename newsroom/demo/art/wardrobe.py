"""Hair, glasses and clothes, each a part that a bust may wear."""

from dataclasses import dataclass

from newsroom.demo.art.canvas import Canvas, bezier

INK = "#2a1d24"
X, Y = 240.0, 214.0  # the middle of every face


@dataclass(frozen=True)
class Colors:
    skin: str
    hair: str
    coat: str
    shirt: str = "#f6ead2"


def crop(c: Canvas, who: Colors) -> None:
    """Short hair with a part."""
    c.shape(
        [
            *bezier((X - 86, Y - 6), (X - 112, Y - 120), (X - 30, Y - 150), (X + 30, Y - 132)),
            *bezier((X + 30, Y - 132), (X + 100, Y - 124), (X + 98, Y - 50), (X + 86, Y - 6)),
            *bezier((X + 76, Y - 40), (X + 70, Y - 62), (X + 10, Y - 66), (X - 36, Y - 84)),
            *bezier((X - 36, Y - 84), (X - 62, Y - 70), (X - 72, Y - 50), (X - 74, Y - 20)),
        ],
        who.hair,
    )


def fringe(c: Canvas, who: Colors) -> None:
    """The front of longer hair, swept to one side."""
    c.shape(
        [
            *bezier((X - 88, Y + 20), (X - 116, Y - 110), (X - 40, Y - 144), (X + 8, Y - 134)),
            *bezier((X + 8, Y - 134), (X + 104, Y - 130), (X + 104, Y - 40), (X + 90, Y + 24)),
            *bezier((X + 78, Y - 20), (X + 60, Y - 60), (X + 26, Y - 78), (X - 14, Y - 88)),
            *bezier((X - 14, Y - 88), (X - 50, Y - 66), (X - 74, Y - 30), (X - 78, Y + 16)),
        ],
        who.hair,
    )


def bob(c: Canvas, who: Colors) -> None:
    c.shape(
        [
            *bezier((X - 96, Y + 120), (X - 150, Y - 60), (X - 80, Y - 150), (X, Y - 136)),
            *bezier((X, Y - 136), (X + 80, Y - 150), (X + 150, Y - 60), (X + 96, Y + 120)),
        ],
        who.hair,
    )


def mane(c: Canvas, who: Colors) -> None:
    c.shape(
        [
            *bezier((X - 112, 400), (X - 178, 190), (X - 110, 60), (X, 74)),
            *bezier((X, 74), (X + 110, 60), (X + 178, 190), (X + 112, 400)),
        ],
        who.hair,
    )


def cloud(c: Canvas, who: Colors) -> None:
    """Round, tightly curled hair."""
    for x, y, radius in ((-92, -30, 58), (-72, -86, 62), (-20, -118, 66), (42, -112, 64), (84, -66, 60), (96, -14, 52)):
        c.disc(X + x, Y + y, radius, who.hair)


def hairline(c: Canvas, who: Colors) -> None:
    c.shape(
        [
            *bezier((X - 85, Y - 14), (X - 104, Y - 156), (X + 104, Y - 156), (X + 85, Y - 14)),
            *bezier((X + 85, Y - 14), (X + 62, Y - 84), (X - 62, Y - 84), (X - 85, Y - 14)),
        ],
        who.hair,
    )


def bun(c: Canvas, who: Colors) -> None:
    c.disc(X + 10, Y - 146, 46, who.hair)


def beard(c: Canvas, who: Colors) -> None:
    c.shape(
        [
            *bezier((X - 83, Y + 12), (X - 80, Y + 150), (X + 80, Y + 150), (X + 83, Y + 12)),
            *bezier((X + 83, Y + 12), (X + 66, Y + 56), (X + 40, Y + 40), (X, Y + 46)),
            *bezier((X, Y + 46), (X - 40, Y + 40), (X - 66, Y + 56), (X - 83, Y + 12)),
        ],
        who.hair,
    )
    c.stroke(bezier((X - 20, Y + 68), (X - 8, Y + 75), (X + 10, Y + 75), (X + 22, Y + 66)), "#c46a5a", 6)


def glasses(c: Canvas, who: Colors) -> None:
    for side in (-1, 1):
        ring = [
            *bezier(
                (X + side * 36 - 29, Y + 2),
                (X + side * 36 - 29, Y - 36),
                (X + side * 36 + 29, Y - 36),
                (X + side * 36 + 29, Y + 2),
            ),
            *bezier(
                (X + side * 36 + 29, Y + 2),
                (X + side * 36 + 29, Y + 38),
                (X + side * 36 - 29, Y + 38),
                (X + side * 36 - 29, Y + 2),
            ),
        ]
        c.shape(ring, "#ffffff30")
        c.stroke(ring, INK, 5)
        c.stroke([(X + side * 65, Y - 4), (X + side * 84, Y - 10)], INK, 5)
    c.stroke(bezier((X - 8, Y - 2), (X - 4, Y - 9), (X + 4, Y - 9), (X + 8, Y - 2)), INK, 5)


def lapels(c: Canvas, who: Colors) -> None:
    for side in (-1, 1):
        c.shape(
            [
                (X + side * 44, 344),
                (X + side * 92, 360),
                (X + side * 84, 400),
                (X + side * 100, 408),
                (X + side * 2, 486),
                (X, 452),
            ],
            "#ffffff1c",
        )


def collar(c: Canvas, who: Colors) -> None:
    for side in (-1, 1):
        c.shape([(X + side * 48, 330), (X + side * 62, 356), (X + side * 30, 412), (X, 384)], who.shirt)
        c.stroke([(X + side * 62, 356), (X + side * 30, 412), (X, 384)], "#2a1d2430", 2)


def scarf(c: Canvas, who: Colors) -> None:
    c.shape([(X - 50, 342), (X + 50, 342), (X + 4, 460), (X - 4, 460)], who.coat)
    c.shape(
        [
            *bezier((X - 84, 352), (X - 60, 316), (X + 60, 316), (X + 84, 352)),
            *bezier((X + 84, 352), (X + 60, 418), (X - 60, 418), (X - 84, 352)),
        ],
        who.shirt,
    )
    c.shape([(X + 8, 386), (X + 66, 372), (X + 84, 490), (X + 26, 490)], who.shirt)
    c.stroke(bezier((X - 70, 362), (X - 30, 396), (X + 30, 396), (X + 76, 358)), "#2a1d2438", 4)


def roll_neck(c: Canvas, who: Colors) -> None:
    c.shape([(X - 50, 342), (X + 50, 342), (X + 4, 460), (X - 4, 460)], who.coat)
    c.box(X - 54, 308, 108, 60, who.coat, 18)
    c.box(X - 54, 330, 108, 4, "#1a102030")


def cap(c: Canvas, who: Colors) -> None:
    """A knitted cap, for the harbor."""
    c.shape([*bezier((X - 96, Y - 46), (X - 100, Y - 172), (X + 100, Y - 172), (X + 96, Y - 46))], who.shirt)
    c.box(X - 100, Y - 72, 200, 40, who.shirt, 16)
    for step in range(-5, 6):
        c.stroke([(X + step * 18, Y - 68), (X + step * 18, Y - 38)], "#1a102038", 3)


def earrings(c: Canvas, who: Colors) -> None:
    for side in (-1, 1):
        c.disc(X + side * 84, Y + 44, 9, "#e8b64c")
