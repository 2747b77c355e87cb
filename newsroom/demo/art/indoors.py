"""Pictures of rooms: a shelf, a stage, an organ loft."""

from newsroom.demo.art.canvas import Canvas, Point, bezier, mirrored

SPINES = ("#a8322d", "#24496b", "#d99a3d", "#3f7d7a", "#5a3b5d", "#c8705a", "#7d8f5a", "#e6d2a8", "#31405c")


def concert(c: Canvas) -> None:
    c.wash(["#2b2140", "#3a2a4b", "#231a35"])
    for number in range(23):
        distance = abs(number - 11)
        pipe(c, 22 + number * 68, 70 + distance * distance * 1.9)
    c.box(0, 720, 1600, 180, "#4a2c2a")
    c.box(0, 720, 1600, 12, "#8a5a3c")
    sound(c)
    violin(c, 800)


def pipe(c: Canvas, x: float, top: float) -> None:
    c.box(x, top, 56, 660 - top, "#b9883f")
    c.box(x, top, 20, 660 - top, "#dcb263")
    c.box(x + 9, top, 6, 660 - top, "#f6dea0")
    c.box(x + 42, top, 14, 660 - top, "#86602f")
    c.disc(x + 28, top, 28, "#5c3f24", 8)
    c.shape([(x, 658), (x + 56, 658), (x + 34, 722), (x + 22, 722)], "#9a7036")
    c.shape([(x + 14, 640), (x + 28, 590), (x + 42, 640)], "#6b4a26")
    c.box(x + 12, 640, 32, 11, "#241a2c")


def sound(c: Canvas) -> None:
    for number in range(9):
        y = 470 + number * 30
        color = ("#8fc1d4", "#f0c266", "#5f93b8")[number % 3]
        swing = 130 - number * 13
        line = [
            *bezier((-20, y), (260, y - swing), (420, y + swing), (800, y - 10), 60),
            *bezier((800, y - 10), (1180, y - swing), (1340, y + swing), (1620, y - 20), 60),
        ]
        c.stroke(line, color + "b8", 4)


def violin(c: Canvas, x: float) -> None:
    half: list[Point] = [
        *bezier((x, 372), (x + 84, 364), (x + 128, 420), (x + 104, 486)),
        *bezier((x + 104, 486), (x + 66, 510), (x + 62, 578), (x + 112, 612)),
        *bezier((x + 112, 612), (x + 190, 690), (x + 150, 822), (x, 822)),
    ]
    c.shade([(px + 10, py + 12) for px, py in mirrored(half, x)], ["#1a1226", "#1a1226"])
    c.shade(mirrored(half, x), ["#c9652f", "#a23f27", "#6e2522"])
    c.shape([*half, (x, 372)], "#3a10151f")
    for side in (-1, 1):
        hole = bezier((x + side * 44, 548), (x + side * 14, 570), (x + side * 78, 640), (x + side * 46, 664))
        c.stroke(hole, "#2a1015", 6)
        c.disc(x + side * 42, 550, 7, "#2a1015")
        c.disc(x + side * 49, 662, 7, "#2a1015")
        for peg in (150, 186):
            c.box(x + (16 if side > 0 else -46), peg + 8 * side, 30, 11, "#2a1015", 5)
    c.shape([(x - 17, 190), (x + 17, 190), (x + 27, 560), (x - 27, 560)], "#241317")
    c.box(x - 16, 128, 32, 100, "#8b3a26", 12)
    c.disc(x, 122, 26, "#8b3a26")
    c.disc(x, 122, 12, "#5a2119")
    c.shape([(x - 40, 628), (x + 40, 628), (x + 32, 614), (x - 32, 614)], "#e6c489")
    c.shape([(x - 24, 690), (x + 24, 690), (x + 13, 800), (x - 13, 800)], "#241317")
    for string in (-13, -4.5, 4.5, 13):
        c.stroke([(x + string * 0.7, 196), (x + string * 1.5, 622), (x + string, 694)], "#f2e6c8", 1.6)


def theater(c: Canvas) -> None:
    c.wash(["#160d18", "#2a1520", "#3a1c20"])
    c.glow(800, 560, 620, "#f0b561", 0.45)
    c.box(0, 720, 1600, 180, "#4b2b22")
    for x in range(-400, 2000, 130):
        c.stroke([(800 + (x - 800) * 0.62, 720), (x, 900)], "#2c1816", 4)
    c.shape([(740, 0), (860, 0), (1230, 800), (370, 800)], "#ffe6ac40")
    c.disc(800, 800, 430, "#ffe3a24d", 62)
    for x, height, lean in ((560, 300, 14), (690, 250, 10), (930, 320, -10), (1060, 270, -16)):
        player(c, x, 806, height, lean)
    bucket(c, 806, 800)
    for side in (0, 1):
        curtain(c, side)
    valance(c)


def player(c: Canvas, x: float, floor: float, height: float, lean: float) -> None:
    top = floor - height
    c.disc(x - lean * 3, floor + 12, 70, "#120a1470", 13)
    left = bezier((x - 46, floor), (x - 34, floor - height * 0.4), (x - 52 + lean, top + 70), (x - 20 + lean, top + 52))
    right = bezier(
        (x + 20 + lean, top + 52), (x + 52 + lean, top + 70), (x + 34, floor - height * 0.4), (x + 46, floor)
    )
    c.shape([*left, *right], "#1a0f1c")
    c.disc(x + lean * 1.5, top + 26, 27, "#1a0f1c", 31)
    c.stroke(
        bezier((x + lean, top + 84), (x + lean * 4, top + 120), (x + lean * 5, top + 130), (x + lean * 6, top + 150)),
        "#1a0f1c",
        17,
    )


def bucket(c: Canvas, x: float, floor: float) -> None:
    c.stroke(
        bezier((x - 44, floor - 82), (x - 40, floor - 150), (x + 40, floor - 150), (x + 44, floor - 82)), "#cfd3d6", 4
    )
    c.shape([(x - 48, floor - 84), (x + 48, floor - 84), (x + 36, floor + 8), (x - 36, floor + 8)], "#a9b3ba")
    c.shape([(x + 6, floor - 84), (x + 48, floor - 84), (x + 36, floor + 8), (x + 4, floor + 8)], "#6f7d88")
    c.disc(x, floor - 84, 48, "#e6e9e4", 11)
    c.disc(x, floor - 83, 41, "#2b2030", 8)


def curtain(c: Canvas, side: int) -> None:
    for fold in range(7):
        x = fold * 44 if not side else 1600 - fold * 44
        reach = 1 if not side else -1
        edge = bezier(
            (x + reach * 62, 0),
            (x + reach * 56, 380),
            (x + reach * 30 - reach * fold * 8, 560),
            (x + reach * 44 - reach * fold * 4, 840),
        )
        c.shade([(x, 0), *edge, (x, 840)], ("#8e2329", "#5a1420") if fold % 2 else ("#b5302f", "#741b25"))


def valance(c: Canvas) -> None:
    for number in range(9):
        x = -40 + number * 190
        c.shade(
            [(x, 0), *bezier((x, 70), (x + 40, 168), (x + 150, 168), (x + 190, 70)), (x + 190, 0)],
            ["#8e2329", "#b5302f"],
        )
        c.stroke(bezier((x, 70), (x + 40, 168), (x + 150, 168), (x + 190, 70)), "#e0ae55", 5)


def library_shelf(c: Canvas) -> None:
    c.wash(["#ead9b8", "#dfc79c"])
    c.box(60, 40, 1480, 830, "#6b4630", 10)
    for top in (70, 340, 610):
        c.wash_box(90, top, 1420, 236, ("#3c2720", "#553729"))
        c.box(60, top + 236, 1480, 28, "#8a5c3c")
        c.box(60, top + 236, 1480, 6, "#a9764c")
    for left, right, floor in (
        (100, 520, 306),
        (1010, 1430, 306),
        (100, 330, 576),
        (860, 1130, 576),
        (100, 560, 846),
        (1190, 1430, 846),
    ):
        books(c, left, right, floor)
    telescope_on_shelf(c, 760, 306)
    sewing_machine(c, 360, 576)
    globe(c, 1310, 576)
    tuba(c, 860, 846)
    plant(c, 670, 576)


def books(c: Canvas, left: float, right: float, floor: float) -> None:
    x = left
    while x < right - 40:
        width, height = c.rng.uniform(22, 44), c.rng.uniform(140, 212)
        color = c.rng.choice(SPINES)
        c.box(x, floor - height, width, height, color, 2)
        c.box(x, floor - height, 4, height, "#ffffff30")
        c.box(x + 5, floor - height + 26, width - 10, 5, "#f6e6c2")
        c.box(x + 5, floor - 36, width - 10, 5, "#f6e6c2")
        x += width + 1.5
    c.shape([(x + 6, floor), (x + 34, floor), (x + 84, floor - 150), (x + 58, floor - 160)], c.rng.choice(SPINES))


def telescope_on_shelf(c: Canvas, x: float, floor: float) -> None:
    for foot in (-70, 0, 74):
        c.stroke([(x, floor - 100), (x + foot, floor - 4)], "#d7a24a", 8)
    c.shape([(x - 128, floor - 62), (x - 118, floor - 88), (x + 120, floor - 188), (x + 138, floor - 148)], "#f1e3c4")
    c.shape([(x - 128, floor - 62), (x - 122, floor - 76), (x + 130, floor - 168), (x + 138, floor - 148)], "#b9a88a")
    c.shape([(x + 112, floor - 194), (x + 136, floor - 204), (x + 162, floor - 150), (x + 138, floor - 140)], "#24496b")
    c.disc(x, floor - 108, 15, "#a8322d")


def sewing_machine(c: Canvas, x: float, floor: float) -> None:
    c.box(x, floor - 40, 250, 40, "#8a5c3c", 5)
    c.box(x + 20, floor - 60, 210, 22, "#1f2b2f", 6)
    c.box(x + 172, floor - 164, 54, 110, "#1f2b2f", 10)
    c.box(x + 30, floor - 176, 196, 42, "#1f2b2f", 18)
    c.box(x + 34, floor - 166, 42, 74, "#1f2b2f", 8)
    c.box(x + 53, floor - 94, 4, 36, "#e8e2d0")
    c.box(x + 90, floor - 162, 74, 8, "#d7a24a", 4)
    c.disc(x + 236, floor - 142, 32, "#d7a24a")
    c.disc(x + 236, floor - 142, 18, "#1f2b2f")
    c.box(x + 120, floor - 200, 20, 26, "#a8322d", 3)


def globe(c: Canvas, x: float, floor: float) -> None:
    c.box(x - 56, floor - 16, 112, 16, "#8a5c3c", 5)
    c.box(x - 6, floor - 50, 12, 40, "#d7a24a")
    c.disc(x, floor - 122, 88, "#d7a24a")
    c.disc(x, floor - 122, 80, "#4d87a0")
    c.shape(
        bezier((x - 50, floor - 170), (x + 20, floor - 210), (x + 20, floor - 120), (x - 40, floor - 100)), "#8fae6a"
    )
    c.shape(bezier((x + 10, floor - 110), (x + 80, floor - 150), (x + 70, floor - 50), (x + 20, floor - 60)), "#8fae6a")
    c.shape(bezier((x, floor - 202), (x + 106, floor - 190), (x + 106, floor - 54), (x, floor - 42)), "#1d2b3f38")


def tuba(c: Canvas, x: float, floor: float) -> None:
    c.stroke(
        bezier((x - 70, floor - 150), (x - 90, floor + 10), (x + 90, floor + 10), (x + 70, floor - 130), 60),
        "#b9822f",
        36,
    )
    c.stroke(
        bezier((x - 70, floor - 150), (x - 90, floor + 10), (x + 90, floor + 10), (x + 70, floor - 130), 60),
        "#e2b04e",
        22,
    )
    c.shape([(x + 48, floor - 110), (x + 92, floor - 110), (x + 160, floor - 214), (x - 4, floor - 214)], "#e2b04e")
    c.shape([(x + 72, floor - 110), (x + 92, floor - 110), (x + 160, floor - 214), (x + 90, floor - 214)], "#b9822f")
    c.disc(x + 78, floor - 214, 84, "#f5d888", 17)
    c.disc(x + 78, floor - 213, 70, "#7a5420", 11)
    for valve in (-38, -8, 22):
        c.box(x + valve, floor - 148, 20, 84, "#cf9b40", 6)
        c.box(x + valve + 3, floor - 164, 14, 18, "#f5e3b0", 4)
    c.stroke([(x - 70, floor - 150), (x - 106, floor - 168), (x - 120, floor - 160)], "#e2b04e", 10)
    c.box(x - 136, floor - 174, 18, 26, "#f5e3b0", 4)


def plant(c: Canvas, x: float, floor: float) -> None:
    for reach, height in ((-96, 90), (-60, 150), (-16, 186), (30, 176), (70, 140), (104, 84)):
        tip = (x + 60 + reach, floor - 60 - height * 0.72)
        base = (x + 60.0, floor - 62.0)
        c.shape(
            [
                *bezier(base, (base[0] + reach * 0.1 - 18, base[1] - 60), (tip[0] - 16, tip[1] + 26), tip),
                *bezier(tip, (tip[0] + 20, tip[1] + 30), (base[0] + reach * 0.2 + 18, base[1] - 44), base),
            ],
            "#5f8f5b",
        )
    c.shape([(x + 16, floor - 66), (x + 104, floor - 66), (x + 92, floor), (x + 28, floor)], "#c8705a")
    c.box(x + 10, floor - 72, 100, 18, "#d98773", 3)
