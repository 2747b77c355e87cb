"""The storage with a manifest answers 500 for a page that names a static file which isn't there."""

import os
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Template, engines
from django.templatetags.static import StaticNode

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
OURS = ("accounts", "articles", "comments", "newsroom", "outbox")
TEMPLATES = sorted(path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*.*"))
MODULES = [path for app in OURS for path in sorted((ROOT / app).rglob("*.py"))]
STATIC = ROOT / "newsroom" / "static"
SHEETS = sorted(STATIC.rglob("*.css"))
SCRIPTS = sorted(STATIC.rglob("*.js"))


def named_in(template: Template) -> set[str]:
    """Wherever the tag stands: in blocks, loops, conditions and partials."""
    return {_literal(node) for node in template.nodelist.get_nodes_by_type(StaticNode)}


def named_by(template: str) -> set[str]:
    return named_in(engines["django"].get_template(template).template)  # type: ignore[attr-defined]


def _literal(node: object) -> str:
    name = node.path.var  # type: ignore[attr-defined]
    assert isinstance(name, str), f"a static file is named by a variable, which nothing can check: {name}"
    return name


def missing(names: set[str]) -> list[str]:
    return sorted(name for name in names if finders.find(name) is None)


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_static_file_that_a_template_names_exists(template: str) -> None:
    assert missing(named_by(template)) == []


def test_a_missing_one_is_found_deep_inside() -> None:
    deep = "{% if 1 %}{% for a in b %}{% block c %}{% static 'css/none.css' %}{% endblock %}{% endfor %}{% endif %}"
    assert missing(named_in(Template("{% load static %}" + deep))) == ["css/none.css"]


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_text_of_a_template_names_no_more_than_was_found(template: str) -> None:
    written = re.findall(r"{%\s*static\s+['\"]([^'\"]+)", (ROOT / "templates" / template).read_text())
    assert set(written) == named_by(template)


def test_every_static_file_that_a_module_names_exists() -> None:
    named = {name for module in MODULES for name in re.findall(r"\bstatic\(\s*['\"]([^'\"]+)", module.read_text())}
    assert named
    assert missing(named) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_every_file_that_a_style_sheet_names_exists(sheet: Path) -> None:
    """The storage follows them too."""
    named = re.findall(r"(?:url\(\s*|@import\s+)[\"']?([^\"')]+)", sheet.read_text())
    assert [name for name in named if not (sheet.parent / name.partition("#")[0]).is_file()] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_module_that_a_script_imports_exists(script: Path) -> None:
    """Ours beside it, or one that a library brings under the same root."""
    named = re.findall(r"(?:import|from)\s*\(?\s*[\"'](\.[^\"']+)", script.read_text())
    places = {name: Path(os.path.normpath(script.parent / name)).relative_to(STATIC).as_posix() for name in named}
    assert [name for name, place in places.items() if finders.find(place) is None] == []
