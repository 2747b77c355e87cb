"""Each language is whole: everything that people read is in it, fits in its place, and is what the site loads."""

import re
import shutil
import subprocess
import sys
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from django.conf import settings

pytestmark = pytest.mark.once

ROOT = Path(settings.BASE_DIR)
LOCALES = ROOT / "newsroom" / "locale"
LANGUAGES = sorted(set(settings.TRANSLATED) - {"en"})
SOURCES = ("accounts", "articles", "comments", "database", "moving", "newsroom", "outbox", "templates")
TAG = re.compile(r"</?[a-z][a-z0-9]*")
COMMAND = ["makemessages", "--locale", "xx", "--keep-pot", "--settings", "tests.settings"]


@cache
def messages(language: str) -> Catalog:
    with (LOCALES / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the sources ask to have translated, looked up in a copy: the command leaves files beside templates."""
    if not shutil.which("xgettext"):
        pytest.skip("GNU gettext is not on this machine; .ci/run installs it")
    folder = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "static", "locale"))
    shutil.copytree(ROOT / "tests", folder / "tests", ignore=lambda _folder, names: set(names) - {"settings.py"})
    shutil.copy(ROOT / "manage.py", folder)
    (folder / "newsroom" / "locale").mkdir()
    subprocess.run([sys.executable, "-m", "manage", *COMMAND, "--ignore", "tests"], cwd=folder, check=True)
    found = (folder / "newsroom" / "locale" / "django.pot").read_bytes()
    return read_po(BytesIO(found.replace(b"nplurals=INTEGER; plural=EXPRESSION", b"nplurals=2; plural=(n != 1)")))


def spoken(message: Message) -> list[str]:
    said = message.string or ""
    return [said] if isinstance(said, str) else list(said)


def asked(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_the_sources_say_is_translated_and_nothing_else(language: str, extracted: Catalog) -> None:
    keys = {(message.id, message.context) for message in extracted if message.id}
    known = {(message.id, message.context) for message in messages(language) if message.id}
    assert (keys - known, known - keys) == (set(), set()), "`make messages` brings the files up to date"
    missing = [message.id for message in messages(language) if message.id and not all(spoken(message))]
    assert missing == []
    assert [message.id for message in messages(language) if message.id and message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_tags_and_edges_of_its_source(language: str) -> None:
    catalog = messages(language)
    faults = {message.id: errors for message in catalog if message.id and (errors := list(message.check(catalog)))}
    assert faults == {}
    for message in catalog:
        sources = asked(message)
        for words in spoken(message) if message.id else ():
            assert any(sorted(TAG.findall(words)) == sorted(TAG.findall(source)) for source in sources), words
            assert any(edges(words) == edges(source) for source in sources), words


def edges(words: str) -> tuple[str, str]:
    return words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_site_loads_is_what_stands_in_the_text_file(language: str) -> None:
    with (LOCALES / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        loaded = read_mo(file)
    compiled = BytesIO()
    write_mo(compiled, messages(language))
    compiled.seek(0)
    assert texts_of(loaded) == texts_of(read_mo(compiled))


def texts_of(catalog: Catalog) -> dict[tuple[str, ...], list[str]]:
    return {(message.context or "", *asked(message)): spoken(message) for message in catalog if message.id}
