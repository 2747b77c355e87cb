"""Evaluates the settings under another environment, without touching those of the run."""

import runpy
from pathlib import Path
from typing import Any

import pytest

from newsroom import environment


def settings_with(patch: pytest.MonkeyPatch, **variables: str) -> dict[str, Any]:
    """What newsroom.settings would hold; SECRET_KEY is set unless given."""
    patch.setattr(environment, "source", {"SECRET_KEY": "s" * 50} | variables)
    return runpy.run_path(str(Path(environment.__file__).with_name("settings.py")))
