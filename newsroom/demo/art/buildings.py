"""Pictures of single buildings: the courthouse and the chowder house."""

from newsroom.demo.art.canvas import Canvas, bezier, down_to, ridge


def courthouse(c: Canvas) -> None:
    c.wash(["#e9b45f", "#f2cc86", "#f7e2b4"], 0, 760)
    c.wash(["#ecd3a0", "#dbbb85"], 760)
    c.disc(250, 190, 84, "#fbeecb")
    c.shape([(800, 70), (1380, 262), (220, 262)], "#f3e6cd")
    c.shape([(800, 112), (1240, 246), (360, 246)], "#d9c4a3")
    c.disc(800, 196, 36, "#f3e6cd")
    c.box(236, 262, 1128, 60, "#fbf3e0")
    c.box(236, 308, 1128, 14, "#c9b292")
    c.box(270, 322, 1060, 380, "#37517a")
    c.box(722, 452, 156, 250, "#22345a")
    for number in range(6):
        column(c, 290 + number * 186)
    for step in range(8):
        c.box(230 - step * 34, 702 + step * 25, 1140 + step * 68, 25, ("#f6ead2", "#e7d6b8")[step % 2])
    for number in range(6):
        x = 290 + number * 186
        c.shape([(x + 6, 702), (x + 84, 702), (x + 330, 902), (x + 210, 902)], "#3c568466")
    c.shape([(0, 902), (0, 880), (1600, 880), (1600, 902)], "#c9b292")
    climber(c)


def column(c: Canvas, x: float) -> None:
    c.shape([(x + 10, 352), (x + 80, 352), (x + 84, 676), (x + 6, 676)], "#fbf3e0")
    c.shape([(x + 52, 352), (x + 80, 352), (x + 84, 676), (x + 54, 676)], "#b9a88f")
    for flute in (24, 37, 50):
        c.box(x + flute, 356, 3, 316, "#d8c7a8")
    c.box(x - 4, 322, 98, 30, "#fbf3e0", 4)
    c.box(x - 4, 676, 98, 26, "#efe0c4", 4)


def climber(c: Canvas) -> None:
    c.shape([(646, 800), (668, 800), (800, 900), (752, 900)], "#22345a80")
    c.stroke([(656, 772), (646, 802)], "#22283c", 9)
    c.stroke([(656, 772), (672, 792)], "#22283c", 9)
    c.box(641, 718, 30, 60, "#a8322d", 12)
    c.disc(657, 704, 13, "#5b3527")
    c.box(672, 746, 22, 26, "#3a2b2b", 3)


def chowder_house(c: Canvas) -> None:
    c.wash(["#3b2f5c", "#7d4a70", "#d07a68", "#f1b27d"], 0, 800)
    c.shape(down_to(ridge(c.rng, 760, 40, 900, 2), 800), "#6b4566")
    c.wash(["#c97a68", "#6b4a72", "#2f2f56", "#1b2142"], 790)
    c.shade([(280, 930), (620, 930), (600, 1190), (300, 1190)], ["#7c2a33", "#2f2748"])
    steam(c)
    c.box(548, 262, 54, 150, "#4d2436")
    c.box(540, 250, 70, 20, "#4d2436")
    c.shade([(280, 830), (280, 430), (450, 280), (620, 430), (620, 830)], ["#c9483c", "#a8322d", "#8b2b31"])
    c.stroke([(262, 446), (450, 280), (638, 446)], "#3a1d2f", 22)
    for y in range(460, 830, 26):
        c.box(280, y, 340, 2, "#5a1d2438")
    front(c)
    pier(c)


def steam(c: Canvas) -> None:
    for shift, color in ((0, "#f6dcc838"), (26, "#f6dcc82c"), (-22, "#f6dcc824")):
        x = 575 + shift
        left = bezier((x - 10, 246), (x + 100, 170), (x - 140, 110), (x + 20, -20))
        right = bezier((x + 10, 246), (x + 150, 170), (x - 80, 110), (x + 110, -20))
        c.shape([*left, *reversed(right)], color)


def front(c: Canvas) -> None:
    c.glow(390, 660, 230, "#ffcf6a", 0.55)
    for x, y, width, height in ((320, 580, 150, 150), (410, 390, 80, 80)):
        c.box(x - 10, y - 10, width + 20, height + 20, "#f3e2c4", 4)
        c.box(x, y, width, height, "#ffd56f")
        c.box(x + width / 2 - 3, y, 6, height, "#f3e2c4")
        c.box(x, y + height / 2 - 3, width, 6, "#f3e2c4")
    c.disc(362, 700, 16, "#6b3a2c")
    c.shape(bezier((334, 732), (334, 706), (390, 706), (390, 732)), "#6b3a2c")
    c.box(510, 610, 84, 220, "#3a1d2f")
    c.box(522, 624, 60, 70, "#ffbf5a")
    c.box(310, 520, 284, 34, "#f3e2c4", 4)
    for x in range(330, 580, 22):
        c.box(x, 533, 14, 8, "#8b2b31", 2)


def pier(c: Canvas) -> None:
    c.box(0, 826, 900, 26, "#3a2a3f")
    c.box(0, 826, 900, 7, "#8a5a5c")
    for x in (70, 230, 390, 550, 710, 860):
        c.box(x, 852, 22, 200, "#2a2036")
    for number in range(60):
        left, right, color = (310, 470, "#ffcf6ac0") if number % 3 == 0 else (-60, 860, "#f1b27d48")
        c.box(c.rng.uniform(left, right), c.rng.uniform(880, 1190), c.rng.uniform(30, 110), 4, color, 2)
