"""A sheet to draw on: flat shapes, soft light and a little paper grain."""

import math
from collections.abc import Iterable, Sequence
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

type Point = tuple[float, float]

SCALE = 2  # drawn twice as large, so that edges come out smooth
GRAIN = 8  # how far the paper's grain moves a tone, of 255


class Canvas:
    """Takes positions in pixels of the finished picture and colors as #rrggbb or #rrggbbaa."""

    def __init__(self, width: int, height: int, seed: int) -> None:
        self.width, self.height = width, height
        self.rng = Random(seed)  # noqa: S311 - grain and stars, no secrets
        self.image = Image.new("RGB", (width * SCALE, height * SCALE))
        self.pen = ImageDraw.Draw(self.image, "RGBA")

    def wash(self, colors: Sequence[str], top: float = 0, bottom: float | None = None) -> None:
        """Fills a band of the full width with a gradient from the first color down to the last."""
        end = self.height if bottom is None else bottom
        strip = gradient(colors, round((end - top) * SCALE))
        self.image.paste(strip.resize((self.image.width, strip.height)), (0, round(top * SCALE)))

    def shade(self, points: Iterable[Point], colors: Sequence[str]) -> None:
        """Fills a shape with a vertical gradient that spans its height."""
        outline = scaled(points)
        ys = [y for _, y in outline]
        top, height = math.floor(min(ys)), math.ceil(max(ys) - min(ys)) + 1
        mask = Image.new("L", (self.image.width, height))
        ImageDraw.Draw(mask).polygon([(x, y - top) for x, y in outline], fill=255)
        self.image.paste(gradient(colors, height).resize(mask.size), (0, top), mask)

    def wash_box(self, x: float, y: float, width: float, height: float, colors: Sequence[str]) -> None:
        self.shade([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], colors)

    def shape(self, points: Iterable[Point], color: str) -> None:
        self.pen.polygon(scaled(points), fill=color)

    def box(self, x: float, y: float, width: float, height: float, color: str, radius: float = 0) -> None:
        corners = (x * SCALE, y * SCALE, (x + width) * SCALE, (y + height) * SCALE)
        self.pen.rounded_rectangle(corners, radius * SCALE, fill=color)

    def disc(self, x: float, y: float, radius: float, color: str, height: float | None = None) -> None:
        rise = radius if height is None else height
        self.pen.ellipse(
            ((x - radius) * SCALE, (y - rise) * SCALE, (x + radius) * SCALE, (y + rise) * SCALE), fill=color
        )

    def stroke(self, points: Iterable[Point], color: str, width: float) -> None:
        line = scaled(points)
        self.pen.line(line, fill=color, width=round(width * SCALE), joint="curve")
        if width > 3 and len(color) == 7:
            self._cap(line[0], color, width)
            self._cap(line[-1], color, width)

    def _cap(self, end: Point, color: str, width: float) -> None:
        radius = width * SCALE / 2 - 0.5
        self.pen.ellipse((end[0] - radius, end[1] - radius, end[0] + radius, end[1] + radius), fill=color)

    def glow(self, x: float, y: float, radius: float, color: str, strength: float = 1) -> None:
        side = round(radius * 2 * SCALE)
        mask = ImageChops.invert(Image.radial_gradient("L")).resize((side, side))
        mask = mask.point([round(strength * max(0, tone - 75) * 255 / 180 * (tone / 255)) for tone in range(256)])
        place = (round((x - radius) * SCALE), round((y - radius) * SCALE))
        self.image.paste(color, (*place, place[0] + side, place[1] + side), mask)

    def finish(self) -> Image.Image:
        return with_grain(self.image.resize((self.width, self.height), Image.Resampling.LANCZOS), self.rng)


def scaled(points: Iterable[Point]) -> list[Point]:
    return [(x * SCALE, y * SCALE) for x, y in points]


def gradient(colors: Sequence[str], height: int) -> Image.Image:
    stops = Image.new("RGB", (1, len(colors)))
    for row, color in enumerate(colors):
        stops.paste(color, (0, row, 1, row + 1))
    return stops.resize((1, height), Image.Resampling.BILINEAR, (0, 0.5, 1, len(colors) - 0.5))


def with_grain(image: Image.Image, rng: Random) -> Image.Image:
    """Lays fibers of about three pixels over the picture, so that flat fields look printed and still compress."""
    size = (image.width // 2, image.height // 2)
    noise = Image.frombytes("L", size, rng.randbytes(size[0] * size[1])).filter(ImageFilter.GaussianBlur(0.8))
    paper = noise.resize(image.size, Image.Resampling.BICUBIC).point(
        [round(128 + (tone - 128) * GRAIN / 64) for tone in range(256)]
    )
    return ImageChops.soft_light(image, Image.merge("RGB", (paper, paper, paper)))


def bezier(start: Point, pull: Point, push: Point, end: Point, steps: int = 40) -> list[Point]:
    return [blend(start, pull, push, end, step / steps) for step in range(steps + 1)]


def blend(start: Point, pull: Point, push: Point, end: Point, t: float) -> Point:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    points = (start, pull, push, end)
    x = sum(w * p[0] for w, p in zip(weights, points, strict=True))
    return x, sum(w * p[1] for w, p in zip(weights, points, strict=True))


def mirrored(half: Sequence[Point], axis: float) -> list[Point]:
    """Closes the right half of a symmetric outline, given from top to bottom."""
    return [*half, *((2 * axis - x, y) for x, y in reversed(half))]


def ridge(rng: Random, y: float, height: float, width: float, waves: float = 2) -> list[Point]:
    """A rolling line from edge to edge; rough in the small, calm in the large."""
    phases = [rng.uniform(0, math.tau) for _ in range(4)]
    return [(x, y - height * roll(x / width * waves, phases)) for x in range(0, round(width) + 9, 8)]


def roll(x: float, phases: Sequence[float]) -> float:
    return sum(math.sin(x * math.tau * 1.7**n / 2 + phase) / 1.8**n for n, phase in enumerate(phases)) / 2


def down_to(line: Sequence[Point], bottom: float) -> list[Point]:
    return [*line, (line[-1][0], bottom), (line[0][0], bottom)]


def sag(start: Point, end: Point, depth: float) -> list[Point]:
    """A wire between two points, hanging by its own weight."""
    return [
        (start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t + depth * 4 * t * (1 - t))
        for t in (step / 30 for step in range(31))
    ]
