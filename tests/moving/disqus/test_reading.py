"""The file as it comes: broken, hostile, cut off, in another encoding. Whatever is sound in it is kept."""

import gzip
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moving.disqus import stream
from moving.disqus.posts import Post
from moving.disqus.reader import Disqus
from moving.disqus.spool import POSTS
from moving.refused import Refused
from moving.xml.stream import Element
from tests.moving.disqus.exports import HEAD, TAIL, export, post, thread, written

pytestmark = pytest.mark.once

WHOLE = export(thread(7), post(1, 7), post(2, 7, "<p>Zoë’s</p>", parent=1), thread(8), post(3, 8))


def survey(folder: Path, content: str | bytes) -> Disqus:
    reader = Disqus([written(folder, content)])
    assert list(reader.survey()) == []
    return reader


def posts(reader: Disqus) -> list[Post]:
    keys = [thread.key for thread in reader.spool.threads()]
    reader.spool.place((number, key) for number, key in enumerate(keys, 1))
    return [post for number in reader.spool.articles() for post, _thread in reader.spool.posts_of(number)]


def whys(reader: Disqus) -> list[str]:
    return [each.why for each in reader.found]


def test_posts_come_by_their_threads(tmp_path: Path) -> None:
    reader = survey(tmp_path, export(thread(7), thread(8), post(3, 8), post(1, 7), post(2, 8), thread(9)))
    assert [(each.thread, each.key) for each in posts(reader)] == [("7", "1"), ("8", "3"), ("8", "2")]
    assert (reader.site, reader.tally.seen) == ("theport", {"thread": 3, "post": 3})


def test_prefixes_of_namespaces_are_as_they_like(tmp_path: Path) -> None:
    prefixed = (
        WHOLE.replace("dsq:id", "n:id")
        .replace("xmlns:dsq", "xmlns:n")
        .replace("<post", "<d:post")
        .replace("</post", "</d:post")
    )
    assert [each.key for each in posts(survey(tmp_path, prefixed))] == ["1", "2", "3"]


@pytest.mark.parametrize("content", ["<rss><channel/></rss>", "<html><disqus/></html>", "<?xml version='1.0'?><a/>"])
def test_a_file_of_something_else_is_refused_by_its_name(tmp_path: Path, content: str) -> None:
    with pytest.raises(Refused, match="is no export of Disqus"):
        survey(tmp_path, content)


def test_a_file_as_disqus_mails_it_is_to_be_unpacked(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is packed; unpack it first, as in: gunzip disqus-"):
        survey(tmp_path, gzip.compress(WHOLE.encode()))


def test_a_file_without_xml_is_told(tmp_path: Path) -> None:
    assert whys(survey(tmp_path, "Your export is ready.")) == ["no_xml"]
    assert whys(survey(tmp_path, "")) == ["broken_off"]


# Hostile


@pytest.mark.parametrize(
    "declared", ['<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">', '<!ENTITY b SYSTEM "file:///etc/passwd">']
)
def test_a_file_that_declares_entities_is_read_no_further(tmp_path: Path, declared: str) -> None:
    bomb = WHOLE.replace("?>", f"?><!DOCTYPE disqus [{declared}]>", 1).replace("<title>Ships", "<title>&b;")
    reader = survey(tmp_path, bomb)
    assert whys(reader) == ["declares_entities"]
    assert posts(reader) == []


def test_elements_nested_without_end_are_a_sentence(tmp_path: Path) -> None:
    reader = survey(tmp_path, WHOLE.removesuffix(TAIL) + "<a>" * 100_000)
    assert (len(posts(reader)), whys(reader)) == (3, ["too_deep"])


def test_a_post_of_endless_parts_holds_no_memory(tmp_path: Path) -> None:
    odd = post(1, 7).replace("</post>", "<like><by>x</by></like>" * 5_000 + "</post>")
    events = list(stream.Parts().events([export(thread(7), odd)]))
    kept = [event for event in events if isinstance(event, Element) and event.name == "post"]
    assert len(kept[0].children) <= stream.MOST_PARTS
    assert [each.key for each in posts(survey(tmp_path, export(thread(7), odd, post(2, 7))))] == ["1", "2"]


def test_a_text_longer_than_memory_allows_is_left_out_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "LONGEST_TEXT", 100_000)
    monkeypatch.setattr("moving.xml.stream.LONGEST_TEXT", 100_000)
    reader = survey(tmp_path, export(thread(7), post(1, 7, "long " * 200_000), post(2, 7)))
    assert whys(reader) == ["text_too_long"]
    assert [(each.key, each.message) for each in posts(reader)] == [("1", ""), ("2", "<p>A word.</p>")]


# Cut off, odd bytes


@pytest.mark.parametrize(
    ("at", "kept"), [('<post dsq:id="2"', ["1"]), ("Zoë’s", ["1"]), ('<thread dsq:id="8">', ["1", "2"])]
)
def test_what_was_whole_before_the_file_breaks_off_is_kept(tmp_path: Path, at: str, kept: list[str]) -> None:
    reader = survey(tmp_path, WHOLE[: WHOLE.index(at) + 5])
    assert [each.key for each in posts(reader)] == kept
    assert whys(reader) == ["broken_off"]


def test_bytes_of_another_encoding_and_control_characters_are_mended(tmp_path: Path) -> None:
    mixed = WHOLE.replace("A word.", "A\x08 w\x00ord & more", 1).encode().replace("Zoë".encode(), b"Zo\xeb", 1)
    reader = survey(tmp_path, mixed)
    assert posts(reader)[0].message == "<p>A word & more</p>"
    assert posts(reader)[0].name == "Zoë"
    assert sorted(whys(reader)) == ["control_characters", "other_encoding"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-15"])
def test_encodings_that_say_so_are_read(tmp_path: Path, encoding: str) -> None:
    content = WHOLE.replace("’", "'").replace('encoding="utf-8"', f'encoding="{encoding}"').encode(encoding)
    assert [each.name for each in posts(survey(tmp_path, content))] == ["Zoë"] * 3


def test_what_has_no_number_is_left_out(tmp_path: Path) -> None:
    nameless = [each.replace(' dsq:id="9"', "", 1) for each in (thread(9), post(9, 7))]
    reader = survey(tmp_path, export(thread(7), *nameless, post(1, 7), post("1" * 300, 7)))
    assert [each.key for each in posts(reader)] == ["1"]
    assert whys(reader) == ["no_number"] * 3


@given(at=st.integers(0, len(WHOLE)), junk=st.binary(max_size=12))
def test_whatever_is_in_the_file_ends_in_posts_and_sentences(
    tmp_path_factory: pytest.TempPathFactory, at: int, junk: bytes
) -> None:
    content = WHOLE.encode()
    try:
        reader = survey(tmp_path_factory.getbasetemp(), content[:at] + junk + content[at + len(junk) :])
    except Refused:
        return
    assert all(post.key and post.status for post in posts(reader))


def test_a_large_file_is_read_with_flat_memory(tmp_path: Path) -> None:
    """What is held is a piece of the file; the posts wait in a file of their own."""
    path = tmp_path / "large.xml"
    with path.open("w") as file:
        file.write(HEAD + thread(7))
        file.writelines(post(number, 7, "word " * 2_000) for number in range(1_000))
        file.write(TAIL)
    reader = Disqus([path])
    tracemalloc.start()
    try:
        list(reader.survey())
        assert tracemalloc.get_traced_memory()[1] < 3 * 2**20 < path.stat().st_size / 3
    finally:
        tracemalloc.stop()
    assert reader.tally.seen["post"] == 1_000


def test_what_is_about_an_article_is_found_without_reading_the_rest(tmp_path: Path) -> None:
    """In each of thousands, of hundreds of thousands of threads."""
    plan = survey(tmp_path, WHOLE).spool.database.execute(f"EXPLAIN QUERY PLAN {POSTS}", [1]).fetchall()
    steps = [row[3] for row in plan]
    assert steps[0].startswith("SEARCH t USING INDEX thread_article")
    assert steps[1].startswith("SEARCH p USING INDEX post_thread")
