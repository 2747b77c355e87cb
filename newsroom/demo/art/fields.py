"""Pictures of open ground: hills, a playing field, the sky at night and the earth in section."""

from itertools import pairwise

from newsroom.demo.art.canvas import Canvas, Point, bezier, down_to, ridge, sag

TOWERS = ((230, 760, 560), (760, 790, 440), (1230, 806, 330))  # x, foot and height


def power_lines(c: Canvas) -> None:
    c.wash(["#f6e3bd", "#f3c78d", "#e9a06c"])
    c.disc(360, 250, 96, "#fbf0d2")
    for number in range(11):
        height = 150 + number * 46 + (number % 3) * 26
        c.box(96 + number * 132, 860 - height, 84, height, "#fdf4dd88")
    for y, color in ((600, "#d98455"), (690, "#b9603f"), (790, "#8a4236"), (860, "#542c33")):
        c.shape(down_to(ridge(c.rng, y, 66, 1600, 2), 900), color)
    wires(c)
    for tower in TOWERS:
        pylon(c, *tower)


def arms(x: float, foot: float, height: float) -> list[Point]:
    return [(x + side * height * 0.2, foot - height * level) for level in (0.92, 0.78, 0.64) for side in (-1, 1)]


def wires(c: Canvas) -> None:
    stops = ((-260, 700, 640), *TOWERS, (1690, 830, 250))
    for (x, foot, height), (x2, foot2, height2) in pairwise(stops):
        for start, end in zip(arms(x, foot, height), arms(x2, foot2, height2), strict=True):
            c.stroke(sag(start, end, 34), "#2b2233", 2.2)


def pylon(c: Canvas, x: float, foot: float, height: float) -> None:
    ink, pen = "#2b2233", height / 80
    spread = height * 0.13
    c.stroke([(x - spread, foot), (x - height * 0.028, foot - height * 0.6), (x, foot - height)], ink, pen)
    c.stroke([(x + spread, foot), (x + height * 0.028, foot - height * 0.6), (x, foot - height)], ink, pen)
    for step in range(6):
        low, high = foot - height * 0.1 * step, foot - height * 0.1 * (step + 1)
        wide, narrow = spread * (1 - step * 0.13), spread * (1 - (step + 1) * 0.13)
        c.stroke([(x - wide, low), (x + narrow, high)], ink, pen * 0.5)
        c.stroke([(x + wide, low), (x - narrow, high)], ink, pen * 0.5)
    for level in (0.92, 0.78, 0.64):
        y = foot - height * level
        c.shape([(x - height * 0.2, y), (x, y - height * 0.05), (x + height * 0.2, y), (x, y + height * 0.012)], ink)


def soccer_field(c: Canvas) -> None:
    c.wash(["#2f6b4a", "#3d7f52", "#4f9158"])
    for stripe in range(0, 10, 2):
        c.box(stripe * 160, 0, 160, 900, "#1d5a3c58")
    chalk(c)
    for x, y in (
        (180, 180),
        (330, 640),
        (420, 330),
        (520, 520),
        (640, 130),
        (690, 730),
        (800, 420),
        (930, 250),
        (960, 610),
        (1080, 450),
    ):
        player(c, x, y, "#e8803a")
    player(c, 1460, 450, "#f4d64e")
    c.disc(1176, 404, 9, "#fdf8e6")
    c.shape([(1600, 0), (1600, 900), (1150, 900), (1420, 0)], "#17324420")
    c.glow(60, 60, 640, "#ffd79a", 0.5)


def chalk(c: Canvas) -> None:
    line = "#f3f0dc"
    for box in ((60, 50, 1480, 800), (1250, 200, 290, 500), (1430, 325, 110, 250), (1540, 390, 34, 120)):
        frame(c, *box, line)
    c.stroke([(620, 50), (620, 850)], line, 5)
    c.disc(620, 450, 122, line)
    c.disc(620, 450, 117, "#3a7a50")
    c.disc(620, 450, 8, line)
    c.disc(1356, 450, 8, line)
    c.stroke(bezier((1250, 376), (1196, 400), (1196, 500), (1250, 524)), line, 5)
    c.stroke([(620, 330), (620, 570)], line, 5)


def frame(c: Canvas, x: float, y: float, width: float, height: float, color: str) -> None:
    c.stroke([(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y), (x + width, y)], color, 5)


def player(c: Canvas, x: float, y: float, shirt: str) -> None:
    c.shape([(x - 4, y - 14), (x + 10, y + 16), (x + 124, y + 74), (x + 132, y + 58)], "#12332e70")
    c.disc(x, y, 27, shirt, 16)
    c.disc(x - 25, y + 4, 8, "#8a5a42")
    c.disc(x + 25, y + 4, 8, "#8a5a42")
    c.disc(x, y - 2, 13, "#3a2530")


def telescope(c: Canvas) -> None:
    c.wash(["#070c22", "#101d45", "#1f3468", "#4a4f86"])
    for step in range(46):
        t = step / 45
        c.glow(180 + t * 1300, 130 + t * 420, 90 + 40 * (step % 3), "#a9b6e6", 0.16)
    stars(c)
    c.shape(down_to(ridge(c.rng, 730, 26, 1600, 1), 900), "#222c5c")
    c.shape(down_to(bezier((-20, 850), (420, 680), (900, 690), (1640, 870)), 900), "#0a0f26")
    instrument(c, 690, 716)
    watcher(c, 600, 722)
    c.shape([(1160, 760), (1170, 640), (1200, 640), (1210, 760)], "#0a0f26")
    c.box(1164, 622, 42, 20, "#0a0f26")
    c.shape([(1164, 622), (1185, 600), (1206, 622)], "#0a0f26")


def stars(c: Canvas) -> None:
    for _ in range(520):
        t = c.rng.random()
        near = c.rng.gauss(0, 90)
        c.disc(180 + t * 1300 + c.rng.uniform(-60, 60), 130 + t * 420 + near, c.rng.uniform(0.5, 1.7), "#eef0ffb0")
    for _ in range(240):
        c.disc(c.rng.uniform(0, 1600), c.rng.uniform(0, 700), c.rng.uniform(0.6, 2.4), "#fdf6deD0")
    for x, y in ((1010, 236), (410, 420), (1320, 120), (210, 110)):
        c.glow(x, y, 46, "#fff6d6", 0.8)
        c.disc(x, y, 4, "#ffffff")


def instrument(c: Canvas, x: float, foot: float) -> None:
    for reach in (-62, 8, 70):
        c.stroke([(x, foot - 110), (x + reach, foot + 8)], "#050817", 9)
    c.shape([(x - 92, foot - 50), (x - 72, foot - 28), (x + 214, foot - 276), (x + 180, foot - 318)], "#050817")
    c.shape([(x + 170, foot - 318), (x + 192, foot - 336), (x + 242, foot - 276), (x + 220, foot - 258)], "#050817")
    c.stroke([(x - 86, foot - 48), (x + 184, foot - 314)], "#7f8fce", 3)


def watcher(c: Canvas, x: float, foot: float) -> None:
    c.stroke([(x - 34, foot - 70), (x - 40, foot + 16)], "#050817", 25)
    c.stroke([(x - 18, foot - 70), (x + 4, foot + 10)], "#050817", 25)
    c.shape(
        [*bezier((x - 58, foot - 50), (x - 66, foot - 150), (x - 30, foot - 170), (x + 4, foot - 150)), (x, foot - 50)],
        "#050817",
    )
    c.stroke([(x - 20, foot - 134), (x + 26, foot - 92), (x + 50, foot - 76)], "#050817", 17)
    c.disc(x + 6, foot - 172, 26, "#050817")
    c.shape(bezier((x - 22, foot - 178), (x - 20, foot - 216), (x + 30, foot - 216), (x + 34, foot - 180)), "#a8322d")
    c.disc(x + 6, foot - 208, 7, "#f3e2c4")


def flood_lines(c: Canvas) -> None:
    c.wash(["#cfdcd4", "#eae3c8"], 0, 420)
    c.wash(["#8a6a4d", "#6e5140", "#523c35"], 400)
    for y, color in ((470, "#a37f5b"), (570, "#7c5c48"), (690, "#b08d62"), (800, "#4d3a36")):
        c.shape(down_to(ridge(c.rng, y, 16, 1600, 3), 900), color)
    groundwater(c)
    for number, color in enumerate(
        ("#c8553d", "#e8d7b0", "#3f7d7a", "#d99a3d", "#7a4b63", "#a9b58a", "#a8453c", "#e3c48f")
    ):
        home(c, 60 + number * 192, color)
    c.box(0, 408, 1600, 12, "#51463f")
    for number in range(90):
        pebble = "#2e23253c" if number % 2 else "#f3e2bf48"
        c.disc(c.rng.uniform(0, 1600), c.rng.uniform(450, 890), c.rng.uniform(2, 5), pebble)


def groundwater(c: Canvas) -> None:
    for lift, color in ((0, "#24496b70"), (60, "#24496b80"), (140, "#1d3f60a0")):
        c.shape(
            down_to(bezier((-10, 500 + lift), (500, 620 + lift), (900, 420 + lift), (1610, 700 + lift), 60), 910), color
        )
    c.stroke(bezier((-10, 500), (500, 620), (900, 420), (1610, 700), 60), "#bfe0e6", 5)
    for x in (170, 420, 660, 900, 1150):
        c.stroke([(x, 840), (x, 700)], "#bfe0e6", 7)
        c.shape([(x - 22, 706), (x + 22, 706), (x, 666)], "#bfe0e6")


def home(c: Canvas, x: float, color: str) -> None:
    c.box(x, 240, 142, 170, color)
    c.shape([(x - 14, 244), (x + 71, 154), (x + 156, 244)], "#463742")
    c.box(x + 100, 160, 20, 60, "#463742")
    c.box(x + 92, 326, 34, 84, "#33303d")
    for left, top in ((18, 268), (86, 268), (18, 336)):
        c.box(x + left, top, 40, 40, "#fbf1d6", 2)
        c.box(x + left + 4, top + 4, 32, 32, "#57758a")
    c.box(x + 6, 418, 130, 84, "#efe2c6")
    c.box(x + 14, 418, 114, 76, "#3a3038")
    rise = max(0, 44 - abs(x - 540) / 18)
    c.box(x + 14, 494 - rise, 114, rise, "#5b9fb5")
