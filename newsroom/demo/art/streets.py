"""Pictures of the city: its roofs, its trams, its best street."""

from itertools import product

from newsroom.demo.art.canvas import Canvas, bezier, down_to, ridge, sag

LIT = ("#ffd873", "#f6b94f", "#ffe7a3")


def night_tram(c: Canvas) -> None:
    c.wash(["#0d1630", "#1a2a52", "#39406f", "#6a5480"], 0, 700)
    for _ in range(130):
        c.disc(c.rng.uniform(0, 1600), c.rng.uniform(0, 420), c.rng.uniform(0.7, 1.9), "#fdf3d8b0")
    c.glow(1210, 210, 380, "#f8e9bf", 0.55)
    c.disc(1210, 210, 92, "#f9ecc9")
    c.disc(1184, 186, 17, "#ecdcb2")
    c.disc(1238, 236, 25, "#ecdcb2")
    skyline(c, 500, "#2c3163", 0.05)
    skyline(c, 590, "#1c2149", 0.22)
    c.wash(["#131736", "#1d2145", "#11142c"], 700)
    c.box(0, 776, 1600, 4, "#4a4f7c")
    c.box(0, 836, 1600, 6, "#565b8a")
    overhead(c)
    tram(c)


def skyline(c: Canvas, top: float, color: str, lit: float) -> None:
    x = -40.0
    while x < 1600:
        width = c.rng.uniform(80, 150)
        roof = top + c.rng.uniform(-60, 70)
        c.shape(
            [
                (x, 720),
                (x, roof),
                (x + width / 2, roof - c.rng.choice((0, 46, 62))),
                (x + width, roof),
                (x + width, 720),
            ],
            color,
        )
        c.box(x + width * 0.66, roof - 44, 14, 60, color)
        windows(c, x + 16, roof + 26, width - 30, lit)
        x += width


def windows(c: Canvas, left: float, top: float, width: float, lit: float) -> None:
    for row, column in product(range(3), range(int(width // 30))):
        if c.rng.random() < lit:
            c.box(left + column * 30, top + row * 40, 13, 20, c.rng.choice(LIT))


def overhead(c: Canvas) -> None:
    for x in (130, 1480):
        c.box(x, 330, 9, 450, "#0b0f24")
        c.box(x - 60, 372, 130, 6, "#0b0f24")
    c.stroke(sag((-60, 350), (135, 376), 8), "#0b0f24", 3)
    c.stroke(sag((135, 376), (1484, 376), 26), "#0b0f24", 3)
    c.stroke(sag((1484, 376), (1660, 352), 8), "#0b0f24", 3)


def tram(c: Canvas) -> None:
    c.glow(760, 640, 560, "#ffc861", 0.32)
    c.shape([(1180, 690), (1660, 640), (1660, 860), (1180, 740)], "#ffe9a02c")
    c.stroke([(700, 470), (760, 398), (820, 470)], "#0b0f24", 5)
    c.stroke([(716, 399), (804, 399)], "#0b0f24", 6)
    c.box(330, 468, 860, 300, "#e0a22f", 34)
    c.box(330, 560, 860, 150, "#f0b942", 8)
    c.box(330, 700, 860, 68, "#8c2a2c", 12)
    c.box(360, 460, 800, 16, "#5b4226", 8)
    for x in (368, 500, 632, 860, 992):
        c.box(x, 520, 112, 130, "#fff1c2", 12)
    c.box(768, 516, 72, 196, "#fbe2a0", 8)
    c.box(802, 516, 3, 196, "#c48a26")
    c.box(1126, 508, 52, 146, "#fff6da", 12)
    for x, height in ((424, 66), (462, 52), (560, 62), (690, 58), (1040, 64)):
        passenger(c, x, 650, height)
    c.disc(1172, 724, 13, "#fff7d6")
    for x in (470, 560, 960, 1050):
        c.disc(x, 776, 30, "#0b0f24")
        c.disc(x, 776, 12, "#3c4069")
    for y, left, width in ((858, 420, 640), (874, 480, 420), (888, 540, 500)):
        c.box(left, y, width, 5, "#f0b94255", 3)


def passenger(c: Canvas, x: float, floor: float, height: float) -> None:
    c.disc(x, floor - height, 15, "#6b3a2c")
    c.shape(
        [*bezier((x - 27, floor), (x - 27, floor - height * 0.9), (x + 27, floor - height * 0.9), (x + 27, floor))],
        "#6b3a2c",
    )


def rooftops(c: Canvas) -> None:
    c.wash(["#4a3563", "#93527a", "#dc8577", "#f5c191"], 0, 700)
    c.glow(420, 560, 560, "#ffd9a0", 0.6)
    rows = (("#b06479", 420, 0.05), ("#85486f", 520, 0.09), ("#56315c", 650, 0.14), ("#2b1b3f", 800, 0.16))
    for number, (color, top, lit) in enumerate(rows):
        terrace(c, color, top, 84 + number * 34, lit)
    for x, y in ((1120, 150), (1180, 128), (1236, 160), (1300, 138)):
        c.stroke([*bezier((x - 22, y - 8), (x - 10, y - 16), (x - 4, y - 6), (x, y))], "#3a2550", 3)
        c.stroke([*bezier((x, y), (x + 4, y - 6), (x + 10, y - 16), (x + 22, y - 8))], "#3a2550", 3)


def terrace(c: Canvas, color: str, top: float, width: float, lit: float) -> None:
    x = -c.rng.uniform(0, width)
    while x < 1600:
        span = width * c.rng.uniform(0.9, 1.7)
        y = top + c.rng.uniform(-34, 34)
        peak = y - span * c.rng.choice((0.3, 0.42, 0.12))
        c.shape([(x, 900), (x, y), (x + span / 2, peak), (x + span, y), (x + span, 900)], color)
        c.shape([(x + span / 2, peak), (x + span, y), (x + span, 900), (x + span * 0.5, 900)], "#1a0f2a1e")
        chimney = x + span * 0.7
        c.box(chimney, peak - 12, span * 0.11, y - peak + 14, color)
        panes(c, x, y, span, lit)
        x += span


def panes(c: Canvas, x: float, y: float, span: float, lit: float) -> None:
    size = span * 0.13
    for row in range(3):
        for column in range(3):
            color = c.rng.choice(LIT) if c.rng.random() < lit else "#1d123034"
            c.box(x + span * (0.14 + column * 0.29), y + size * (0.6 + row * 2.1), size, size * 1.35, color)


def pier_street(c: Canvas) -> None:
    c.wash(["#bfdcd9", "#e6ead2", "#f6e7c4"], 0, 660)
    c.disc(1330, 150, 62, "#fbf2d0")
    c.shape(down_to(ridge(c.rng, 470, 40, 1600, 2), 660), "#a7c5b5")
    paints = (
        "#c8553d",
        "#e0a458",
        "#3f7d7a",
        "#efe1c1",
        "#7a4b63",
        "#5f8f6b",
        "#d98773",
        "#2f5a7a",
        "#e8c77e",
        "#a8453c",
    )
    for number, color in enumerate(paints):
        house(c, number * 162 - 10, color, 250 + c.rng.uniform(-70, 90))
    c.wash(["#e6d5b4", "#d5bf99"], 660)
    for y in (742, 766):
        c.box(0, y, 1600, 4, "#8d7c66")
    for x in (170, 480, 800, 1120, 1430):
        tree(c, x, 700)
    for x, y, color in (
        (300, 716, "#a8322d"),
        (338, 722, "#24496b"),
        (620, 820, "#3f7d7a"),
        (690, 700, "#5a3b5d"),
        (960, 850, "#c8553d"),
        (1010, 846, "#e0a458"),
        (1260, 712, "#24496b"),
        (1330, 830, "#5a3b5d"),
    ):
        walker(c, x, y, color)


def house(c: Canvas, x: float, color: str, top: float) -> None:
    c.shape([(x, 662), (x, top), (x + 81, top - c.rng.choice((70, 50, 0))), (x + 162, top), (x + 162, 662)], color)
    c.shape([(x + 136, 662), (x + 136, top - 6), (x + 162, top), (x + 162, 662)], "#1d2b3f20")
    for row in range(int((500 - top) // 76)):
        for column in range(3):
            c.box(x + 22 + column * 43, top + 30 + row * 76, 26, 42, "#fbf3dc")
            c.box(x + 25 + column * 43, top + 33 + row * 76, 20, 36, "#46627a")
    c.box(x + 14, 566, 88, 84, "#fdf3d4")
    c.box(x + 112, 560, 36, 102, "#2c2a3c")
    for stripe in range(8):
        tint = "#fbf3dc" if stripe % 2 else "#a8322d"
        c.shape(
            [
                (x + 10 + stripe * 18, 520),
                (x + 28 + stripe * 18, 520),
                (x + 24 + stripe * 19, 562),
                (x + 4 + stripe * 19, 562),
            ],
            tint,
        )


def tree(c: Canvas, x: float, ground: float) -> None:
    c.disc(x + 40, ground + 46, 84, "#5a4a3a30", 14)
    c.box(x - 7, ground - 130, 14, 150, "#5b4033")
    c.disc(x, ground - 172, 78, "#3d6b4f", 82)
    c.disc(x - 16, ground - 188, 54, "#558a5d", 56)
    c.shape([(x - 46, ground), (x + 46, ground), (x + 36, ground + 48), (x - 36, ground + 48)], "#37485a")
    c.box(x - 50, ground - 6, 100, 12, "#2a3848", 3)


def walker(c: Canvas, x: float, y: float, color: str) -> None:
    c.disc(x + 20, y + 3, 30, "#5a4a3a38", 5)
    c.stroke([(x, y - 36), (x - 11, y)], "#2c2a3c", 8)
    c.stroke([(x, y - 36), (x + 12, y)], "#2c2a3c", 8)
    c.box(x - 13, y - 82, 26, 52, color, 11)
    c.disc(x, y - 96, 12, "#7a4a38")
