"""Pictures of the harbor, the bay and what lies below."""

from newsroom.demo.art.canvas import Canvas, Point, bezier, down_to, ridge


def lightship(c: Canvas) -> None:
    c.wash(["#f2d9b8", "#eab48b", "#d98a73"], 0, 250)
    c.glow(430, 240, 330, "#fff0d0", 0.9)
    c.shape(down_to(ridge(c.rng, 214, 26, 1600, 3), 250), "#a8646a")
    c.wash(["#4f9190", "#2a6874", "#16405a", "#0c2540"], 246)
    for x in (120, 420, 640, 1180):
        c.shape([(x, 246), (x + 110, 246), (x - 190, 900), (x - 460, 900)], "#d8f0d914")
    c.box(0, 246, 1600, 3, "#f6dfc2")
    dredger(c)
    c.shape(down_to(ridge(c.rng, 760, 22, 1600, 2), 900), "#153450")
    wreck(c)
    c.shape(down_to(ridge(c.rng, 790, 24, 1600, 3), 900), "#0a1c33")
    for _ in range(70):
        c.disc(c.rng.uniform(0, 1600), c.rng.uniform(300, 800), c.rng.uniform(1, 2.6), "#cfe8dd50")


def dredger(c: Canvas) -> None:
    c.stroke([(1150, 120), (1010, 300), (1046, 470)], "#1c2433", 15)
    c.shape([(1012, 460), (1088, 460), (1072, 520), (1050, 536), (1026, 520)], "#1c2433")
    c.shape([(1090, 196), (1530, 196), (1486, 290), (1120, 290)], "#232b3b")
    c.box(1090, 196, 440, 10, "#a8322d")
    c.box(1330, 96, 128, 100, "#e9dcc3")
    c.box(1384, 44, 30, 60, "#a8322d")
    for x in (1346, 1386, 1424):
        c.box(x, 116, 22, 26, "#35506a")
    c.stroke([(1150, 196), (1150, 110)], "#232b3b", 13)
    c.stroke([(1150, 112), (1330, 180)], "#232b3b", 4)


def wreck(c: Canvas) -> None:
    c.glow(560, 330, 190, "#f3d68c", 0.5)
    c.stroke([(560, 330), (560, 520)], "#f3e2b438", 6)
    c.disc(560, 318, 30, "#f6e0a030")
    hull = [
        *bezier((250, 620), (330, 660), (700, 668), (880, 606)),
        *bezier((846, 730), (800, 790), (400, 800), (330, 780)),
    ]
    c.shade(hull, ["#c2483c", "#8b2b2f", "#4d1c2b"])
    c.stroke(bezier((262, 640), (340, 676), (700, 684), (872, 624)), "#e7d3b2", 7)
    c.shade([(430, 586), (520, 590), (520, 652), (430, 646)], ["#c9b48f", "#7c8277"])
    c.shade([(610, 596), (740, 592), (740, 648), (610, 654)], ["#c9b48f", "#7c8277"])
    for x in (448, 482, 632, 668, 704):
        c.box(x, 608, 17, 17, "#17364a", 8)
    c.shape([(548, 650), (546, 540), (553, 520), (557, 534), (563, 508), (570, 528), (574, 650)], "#3a2430")
    for x in range(390, 800, 82):
        c.disc(x, 706 + abs(x - 560) * -0.04, 9, "#2b1426")


def eelgrass(c: Canvas) -> None:
    c.wash(["#cfe3b8", "#7fb7a0", "#35808a", "#1a5568"])
    c.glow(1150, -40, 620, "#fff8d6", 0.85)
    for x, lean in ((980, 700), (1180, 560), (1330, 470), (1450, 380)):
        c.shape([(x, 0), (x + 70, 0), (x - lean + 190, 900), (x - lean - 20, 900)], "#fdf8d41c")
    for depth, colors in enumerate((("#5fa08a", "#6fae92"), ("#2f7d6b", "#3d8f70"), ("#124f4c", "#1d6450"))):
        meadow(c, depth, colors)
        shoal(c, 4 - depth, 170 + depth * 190)
    c.shape(down_to(ridge(c.rng, 868, 14, 1600, 2), 900), "#0e3b40")


def meadow(c: Canvas, depth: int, colors: tuple[str, str]) -> None:
    for number in range(52 - depth * 12):
        root = c.rng.uniform(-40, 1640)
        height = c.rng.uniform(300, 520) + depth * 90
        blade(c, root, height, 9 + depth * 7, colors[number % 2])


def blade(c: Canvas, root: float, height: float, width: float, color: str) -> None:
    sway = c.rng.uniform(40, 190)
    left = bezier(
        (root, 910), (root - 60, 900 - height * 0.4), (root + 60, 900 - height * 0.7), (root + sway, 900 - height)
    )
    count = len(left)
    right = [(x + width * (1 - (i / count) ** 3), y) for i, (x, y) in enumerate(left)]
    c.shape([*left, *reversed(right)], color)


def shoal(c: Canvas, count: int, y: float) -> None:
    x = c.rng.uniform(250, 1000)
    for _ in range(count):
        fish(c, x + c.rng.uniform(-130, 130), y + c.rng.uniform(-50, 50), c.rng.uniform(0.8, 1.2))
        x += 120


def fish(c: Canvas, x: float, y: float, size: float) -> None:
    body = [
        *bezier((x, y), (x + 18 * size, y - 17 * size), (x + 46 * size, y - 13 * size), (x + 66 * size, y)),
        *bezier((x + 66 * size, y), (x + 46 * size, y + 13 * size), (x + 18 * size, y + 17 * size), (x, y)),
    ]
    c.shape([(x + 6, y), (x - 20 * size, y - 13 * size), (x - 13 * size, y), (x - 20 * size, y + 13 * size)], "#a9c6c4")
    c.shade(body, ["#8fb1b5", "#eef5ea", "#cfdfd9"])
    c.disc(x + 54 * size, y - 3 * size, 2.6 * size, "#17364a")


def ferry(c: Canvas) -> None:
    c.wash(["#f3e3c6", "#f1cfa6", "#e9b391"], 0, 520)
    c.glow(1130, 330, 430, "#fff4d8", 0.9)
    c.disc(1130, 330, 118, "#fbecc8")
    for y, height, color in ((470, 90, "#cf9f94"), (492, 60, "#a9808c"), (508, 34, "#7c6a84")):
        c.shape(down_to(ridge(c.rng, y, height, 1600, 2), 525), color)
    island(c)
    c.wash(["#d9a68f", "#8f8f9c", "#4d6f8a", "#24496b"], 520)
    c.shape([(660, 712), (1250, 712), (1170, 850), (800, 850)], "#142f4c70")
    ripples(c, 540, 900, "#f7e3c64a")
    sun_path(c)
    ship(c)


def island(c: Canvas) -> None:
    c.shape([*bezier((180, 524), (260, 440), (420, 420), (640, 524))], "#4b4560")
    c.shape([(322, 448), (330, 330), (352, 330), (360, 448)], "#f1e6d0")
    c.shape([(325, 400), (328, 366), (354, 366), (357, 400)], "#a8322d")
    c.box(330, 306, 22, 24, "#f6d37a")
    c.shape([(325, 308), (341, 288), (357, 308)], "#a8322d")
    c.glow(341, 318, 90, "#ffe9a8", 0.7)


def ripples(c: Canvas, top: float, bottom: float, color: str) -> None:
    for _ in range(110):
        y = c.rng.uniform(0, 1) ** 0.7 * (bottom - top) + top
        length = 20 + (y - top) * c.rng.uniform(0.1, 0.5)
        x = c.rng.uniform(-60, c.width)
        c.box(x, y, length, 1.2 + (y - top) / 160, color, 2)


def sun_path(c: Canvas) -> None:
    for step in range(34):
        y = 530 + step * 11
        length = c.rng.uniform(30, 110) + step * 3
        c.box(1130 - length / 2 + c.rng.uniform(-30, 30), y, length, 2 + step / 7, "#fce8c070", 3)


def ship(c: Canvas) -> None:
    hull: list[Point] = [(560, 610), (1330, 610), (1266, 712), (640, 712)]
    c.shade(hull, ["#2d5f88", "#1b3f63"])
    c.shape([(560, 610), (1330, 610), (1324, 622), (570, 622)], "#a8322d")
    c.box(650, 520, 590, 90, "#fbf4e4")
    c.box(720, 446, 400, 76, "#efe3cb")
    c.shape([(760, 446), (800, 392), (960, 392), (960, 446)], "#fbf4e4")
    c.box(812, 404, 136, 24, "#27435c")
    for x in range(676, 1220, 44):
        c.box(x, 548, 28, 26, "#33577a", 4)
    for x in range(742, 1100, 40):
        c.box(x, 468, 26, 22, "#e5b35c", 3)
    c.box(1010, 380, 60, 66, "#2d5f88")
    c.stroke([(905, 392), (905, 320)], "#3b3a4c", 5)
    c.shape([*bezier((596, 716), (640, 694), (700, 716), (900, 708)), (900, 718)], "#fdf3dd")
    c.shape([*bezier((900, 710), (1100, 716), (1230, 690), (1420, 722)), (900, 718)], "#fdf3dd")
