"""The colors of tokens.css, read from the file: words can be read on every ground, in light and in dark."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

SHEETS = Path(__file__).resolve().parents[2] / "newsroom" / "static" / "css"
PAIR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
TOKENS = {name: (light, dark) for name, light, dark in PAIR.findall((SHEETS / "tokens.css").read_text())}
WORDS = ("ink", "accent", "staff", "warning", "success", "danger")


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    """As WCAG 2.2 defines it, 0 for black to 1 for white."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("word", "ground", "least"),
    [
        *[(word, ground, 4.5) for word in WORDS for ground in ("paper", "wash")],
        *[("ink-soft", ground, 4.5) for ground in ("paper", "wash")],
        ("ink", "mark", 4.5),
        ("on-accent", "accent", 4.5),
        ("rule-firm", "paper", 3.0),
    ],
)
def test_what_is_written_can_be_read_in_both_schemes(scheme: int, word: str, ground: str, least: float) -> None:
    assert contrast(TOKENS[word][scheme], TOKENS[ground][scheme]) >= least


def test_no_sheet_has_a_color_of_its_own() -> None:
    """Black and white on paper (the print layer) and in masks are no colors of the page."""
    named = re.compile(r"#(?!000\b|fff\b|333\b|999\b)[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(")
    found = {
        sheet.name: named.findall(sheet.read_text()) for sheet in SHEETS.glob("*.css") if sheet.name != "tokens.css"
    }
    assert not {name: colors for name, colors in found.items() if colors}
