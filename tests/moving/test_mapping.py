"""The operator's word on who is who: what is wrong in it is said before anything begins."""

from pathlib import Path

import pytest

from moving.imports import mapping
from moving.refused import Refused

pytestmark = pytest.mark.once


def read(folder: Path, content: str | bytes) -> mapping.Mapping:
    path = folder / "who.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return mapping.read(path)


def test_tables_are_taken_as_they_stand(tmp_path: Path) -> None:
    found = read(
        tmp_path, '[authors]\nada = "ada-lovelace"\nadmin = ""\n[articles]\n"https://a.example/ä" = "/news/ä/"\n'
    )
    assert found.authors == {"ada": "ada-lovelace", "admin": ""}
    assert found.articles == {"https://a.example/ä": "/news/ä/"}


def test_what_is_written_is_read_the_same(tmp_path: Path) -> None:
    odd = {'a "b" \\ \t\r\n \x00\x7f\x85': "é 世界 \u2028", "": ""}
    who = mapping.Mapping({"ada": "eve", "x.y": ""}, {"news": "city"}, odd, odd, {"city": "The City"})
    assert read(tmp_path, mapping.text_of(who)) == who
    assert read(tmp_path, mapping.text_of(who, {"authors": ['# "x" = ""']})) == who
    assert read(tmp_path, mapping.text_of(mapping.Mapping())) == mapping.Mapping()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("[sections]\nnews = 'a/b'", "has 'a/b' in 'sections'; it takes a to z"),
        ("[sections]\nnews = 'ÜÄ'", "has 'ÜÄ' in 'sections'"),
        ("[authors]\nada = 'x y/../'", "has 'x y/../' in 'authors'"),
        ("[authors]\nada = 1", "has something else than names in 'authors'"),
        ("authors = 'x'", "has something else than names in 'authors'"),
        ("[writers]\nada = 'x'", "has a table 'writers'"),
        ("[authors]\nada = 'x'\nada = 'y'", "can't be read"),
        (b"[authors]\nada = '\xfc'", "can't be read"),
    ],
)
def test_what_is_wrong_is_a_sentence(tmp_path: Path, content: str | bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read(tmp_path, content)
