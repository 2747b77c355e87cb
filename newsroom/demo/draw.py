"""Draws all pictures of the demo newspaper anew: python -m newsroom.demo.draw [folder]."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from newsroom.demo.art import buildings, fields, indoors, people, streets, water
from newsroom.demo.art.canvas import Canvas

type Scene = Callable[[Canvas], None]

WIDE, TALL, SQUARE = (1600, 900), (900, 1200), (480, 480)
SCENES: dict[str, tuple[tuple[int, int], Scene]] = {
    "lightship": (WIDE, water.lightship),
    "eelgrass": (WIDE, water.eelgrass),
    "ferry": (WIDE, water.ferry),
    "chowder-house": (TALL, buildings.chowder_house),
    "night-tram": (WIDE, streets.night_tram),
    "rooftops": (WIDE, streets.rooftops),
    "pier-street": (WIDE, streets.pier_street),
    "courthouse": (WIDE, buildings.courthouse),
    "concert": (WIDE, indoors.concert),
    "theater": (WIDE, indoors.theater),
    "library-shelf": (WIDE, indoors.library_shelf),
    "power-lines": (WIDE, fields.power_lines),
    "soccer-field": (WIDE, fields.soccer_field),
    "telescope": (WIDE, fields.telescope),
    "flood-lines": (WIDE, fields.flood_lines),
}


def pictures() -> Iterator[tuple[str, tuple[int, int], Scene]]:
    for name, (size, scene) in SCENES.items():
        yield name, size, scene
    for name, person in people.STAFF.items():
        yield name, SQUARE, person.draw


def draw(folder: Path) -> None:
    for seed, (name, size, scene) in enumerate(pictures(), 1):
        canvas = Canvas(*size, seed)
        scene(canvas)
        canvas.finish().save(folder / f"{name}.webp", quality=80, method=6)


if __name__ == "__main__":
    draw(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "pictures")
