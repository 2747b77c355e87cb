"""Styles say "start" and "end", never "left" and "right": so they hold for a paper in Arabic as well."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

SHEETS = sorted((Path(__file__).resolve().parents[2] / "newsroom" / "static" / "css").glob("*.css"))
REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
TOKEN = re.compile(r"--(?:start|end): (?:left|right);")
PHYSICAL = re.compile(r"(?<![\w-])(?:[\w-]+-)?(?:left|right)(?:-[\w-]+)?(?![\w-])")
FOUR_SIDES = re.compile(r"(?<![\w-])(?:margin|padding|inset|border-(?:width|style|color)): ([^;}]+)")


def physical_in(css: str) -> list[str]:
    css = TOKEN.sub("", REMARK.sub("", css))
    uneven = [found[0] for found in FOUR_SIDES.finditer(css) if _is_uneven(found[1])]
    return PHYSICAL.findall(css) + uneven


def _is_uneven(sides: str) -> bool:
    """Four values of which the second, the right, is not the fourth, the left. Those of a function are one."""
    values = re.findall(r"(?:[^\s()]|\((?:[^()]|\([^()]*\))*\))+", sides)
    return len(values) == 4 and values[1] != values[3]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_sheet_knows_no_left_and_no_right(sheet: Path) -> None:
    assert physical_in(sheet.read_text()) == []


@pytest.mark.parametrize(
    "css",
    [
        "a { margin-left: 0; }",
        "a { left: 0; }",
        "a { text-align: right; }",
        "a { border-top-left-radius: 0; }",
        "a { padding: 0 calc(1px * (2 + 3)) 0 0; }",
        "a { inset: auto 0 auto auto; }",
    ],
)
def test_what_is_meant_by_that_is_found(css: str) -> None:
    assert physical_in(css)


@pytest.mark.parametrize("css", ["a { margin: 0 1px; }", "a { inset: 0 auto auto; }", "a { float: inline-end; }"])
def test_what_is_even_is_left_alone(css: str) -> None:
    assert physical_in(css) == []
