"""The file as it comes: broken, hostile, cut off, in another encoding. Whatever is sound in it is read."""

import bz2
import gzip
import lzma
import os
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from moving.imports.values import Article, Author, Comment, EndOfArticle, Finding, Told
from moving.refused import Refused
from moving.wordpress import items
from moving.wordpress.reader import WordPress
from moving.xml import latest, stream
from moving.xml.mending import Mending
from tests.moving.wordpress.exports import HEAD, author, category, comment, export, post, tag, written

pytestmark = pytest.mark.once


def read(folder: Path, content: str | bytes) -> list[Told]:
    reader = WordPress([written(folder, content)])
    list(reader.survey())
    return list(reader.read())


def whys(told: Iterable[Told]) -> list[str]:
    return [each.why for each in told if isinstance(each, Finding)]


def keys(told: Iterable[Told], kind: type[Article] | type[Comment] = Comment) -> list[str]:
    return [each.key for each in told if isinstance(each, kind)]


def test_articles_come_with_their_comments_and_their_end(tmp_path: Path) -> None:
    told = read(
        tmp_path, export(author("ada"), category("news"), tag("fish"), post(7, "Ships", comment(1), comment(2)))
    )
    assert [type(each) for each in told] == [Article, Comment, Comment, EndOfArticle]


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_every_version_of_the_format_is_read(tmp_path: Path, version: str) -> None:
    told = read(tmp_path, export(post(7, "Ships", comment(1))).replace("export/1.2/", f"export/{version}/"))
    assert keys(told, Article) == ["7"]
    assert keys(told) == ["1"]


def test_more_comments_than_are_held_come_one_by_one_in_their_order(tmp_path: Path) -> None:
    many = items.HELD + 5
    told = read(tmp_path, export(post(7, "Ships", *(comment(number) for number in range(1, many + 1))), post(8)))
    assert keys(told) == [str(number) for number in range(1, many + 1)]
    assert keys(told, Article) == ["7", "8"]
    assert [type(each) for each in told[-3:]] == [EndOfArticle, Article, EndOfArticle]


def test_what_is_left_out_has_no_comments_of_the_article_before_it(tmp_path: Path) -> None:
    told = read(tmp_path, export(post(7), post(8, "A note", comment(1), kind="note")))
    assert keys(told) == []
    assert whys(told) == ["other_kind", "article_left_out", "kind_left_out"]


# Hostile


def test_a_file_that_declares_entities_is_read_no_further(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    told = read(tmp_path, export(post(7, "&b;")).replace("?>", f"?>{bomb}", 1))
    assert whys(told) == ["declares_entities"]


def test_an_external_entity_is_never_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    outside = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    told = read(tmp_path, export("<title>&x;</title>", post(7)).replace("?>", f"?>{outside}", 1))
    assert whys(told) == ["declares_entities"]


def test_a_file_may_name_a_document_type(tmp_path: Path) -> None:
    assert keys(read(tmp_path, export(post(7)).replace("?>", "?><!DOCTYPE rss>", 1)), Article) == ["7"]


def test_elements_nested_without_end_are_a_sentence(tmp_path: Path) -> None:
    told = read(tmp_path, export(post(7), "<a>" * 100_000))
    assert keys(told, Article) == ["7"]
    assert whys(told) == ["too_deep"]


def test_a_tag_without_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "LONGEST_TAG", 200_000)
    told = read(tmp_path, export(post(7), "<a " + 'b="c" ' * 200_000))
    assert keys(told, Article) == ["7"]
    assert whys(told) == ["endless_tag"]


def test_a_text_longer_than_memory_allows_is_left_out_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "LONGEST_TEXT", 100_000)
    told = read(tmp_path, export(post(7, "Ships", comment(1, "long " * 30_000), body="long " * 30_000), post(8)))
    bodies = {each.key: each.write_body(lambda _keys: {}).html for each in told if isinstance(each, Article)}
    assert (list(bodies), bodies["7"]) == (["7", "8"], "")
    assert [each.text for each in told if isinstance(each, Comment)] == [""]
    assert whys(told) == ["text_too_long", "text_too_long"]


# Cut off


def test_what_was_whole_before_the_file_breaks_off_is_kept(tmp_path: Path) -> None:
    whole = export(post(7, "Ships", comment(1)), post(8, "Boats", comment(2), comment(3)))
    told = read(tmp_path, whole[: whole.index("<wp:comment_id><![CDATA[3")])
    assert keys(told, Article) == ["7", "8"]
    assert keys(told) == ["1", "2"]
    assert whys(told) == ["comments_broken_off", "broken_off"]


def test_an_article_that_the_file_breaks_off_in_is_left_out(tmp_path: Path) -> None:
    whole = export(post(7), post(8, "Boats", comment(2)))
    told = read(tmp_path, whole[: whole.index("<wp:comment_id><![CDATA[2")])
    assert keys(told, Article) == ["7"]
    assert whys(told) == ["item_broken_off", "broken_off"]


def test_the_line_of_a_fault_is_told(tmp_path: Path) -> None:
    sound = export(post(7), tail="")
    told = read(tmp_path, f"{sound}</wrong>")
    [fault] = [each for each in told if isinstance(each, Finding)]
    assert fault.why == "no_xml"
    assert fault.line == sound.count("\n") + 1


# Broken within


BROKEN = {
    "a text that is never closed": ("]]></content:encoded>", "</content:encoded>"),
    "a tag that is never closed": ("</wp:post_type>", ""),
    "a tag that is closed twice": ("</wp:post_type>", "</wp:post_type></wp:post_type>"),
    "an item that is never closed": ("</item>", ""),
    "a comment that is never closed": ("<wp:status>", "<!-- <wp:status>"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_after_a_broken_item_reading_goes_on_with_the_next(tmp_path: Path, how: str) -> None:
    broken = post(8, "Boats", comment(2)).replace(*BROKEN[how])
    content = export(post(7, "Ships", comment(1)), broken, post(9, "Quays", comment(3)))
    told = read(tmp_path, content)
    assert [key for key in keys(told, Article) if key != "8"] == ["7", "9"]
    assert [key for key in keys(told) if key != "2"] == ["1", "3"]
    assert "picked_up" in whys(told)
    [after] = [each for each in told if isinstance(each, Article) and each.key == "9"]
    assert content.split("\n")[after.line - 1] == "<item>"
    assert after.line > content[: content.index(broken)].count("\n") + 5


def test_what_is_missing_in_the_middle_costs_the_two_items_at_its_ends(tmp_path: Path) -> None:
    whole = export(*(post(number, "Ships", comment(number)) for number in range(1, 8)))
    hole = slice(whole.index("A word", whole.index("<wp:post_id><![CDATA[3")), whole.index("<wp:post_id><![CDATA[5"))
    told = read(tmp_path, whole.replace(whole[hole], "", 1))
    assert keys(told, Article) == ["1", "2", "3", "6", "7"] or keys(told, Article) == ["1", "2", "6", "7"]


def test_a_file_of_faults_alone_is_given_up_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(latest, "MOST_READ_AGAIN", 2**20)
    told = read(tmp_path, export(post(7), "<item>\n<title><![CDATA[" * 5_000))
    assert keys(told, Article) == ["7"]
    assert len(told) < 200


def read_lightly(folder: Path, monkeypatch: pytest.MonkeyPatch, content: str) -> list[Told]:
    monkeypatch.setattr(items, "HEAVIEST", 20_000)
    return read(folder, content)


@pytest.mark.parametrize("much", ["<a/>" * 100, "<a b='" + "c" * 9_000 + "'/>", "<a>" + "c" * 9_000 + "</a>"])
def test_of_an_item_no_more_is_held_than_a_limit_and_what_follows_is_read(
    much: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heavy = post(7, "Ships", "\0", comment(1)).replace("\0", much * 50)
    told = read_lightly(tmp_path, monkeypatch, export(heavy, post(8, "Boats", comment(2))))
    assert (whys(told), keys(told, Article), keys(told)) == (["text_too_long"], ["7", "8"], ["1", "2"])


def test_comments_that_are_much_together_are_all_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [comment(number, "w" * 3_000) for number in range(1, 60)]
    told = read_lightly(tmp_path, monkeypatch, export(post(7, "Ships", *many)))
    assert (whys(told), keys(told)) == ([], [str(number) for number in range(1, 60)])
    assert all(each.text == "w" * 3_000 for each in told if isinstance(each, Comment))


@given(st.data())
def test_whatever_happens_to_an_item_its_neighbors_are_read(data: st.DataObject) -> None:
    before, broken, after = (post(number, "Ships", comment(number)).encode() for number in (7, 8, 9))
    at = data.draw(st.integers(7, len(broken) - 8))
    noise = data.draw(st.binary(max_size=12) | st.sampled_from([b"<![CDATA[", b"]]>", b"<!--", b"<item>", b"</item>"]))
    damaged = broken[:at] + noise + broken[min(at + data.draw(st.integers(0, 400)), len(broken) - 7) :]
    content = export("\0").encode().replace(b"\0", before + damaged + after)
    events = list(items.Items().events(Mending(BytesIO(content)).pieces()))
    told = [event.child("wp:post_id") for event in events if isinstance(event, stream.Element)]
    assert {"7", "9"} <= set(told)


@given(st.data())
def test_whatever_is_cut_or_overwritten_it_ends_with_what_was_whole(data: st.DataObject) -> None:
    whole = export(post(7, "Ships", comment(1)), post(8, "Boats", comment(2))).encode()
    at = data.draw(st.integers(0, len(whole)))
    noise = data.draw(st.binary(max_size=12))
    content = whole[:at] + noise + (b"" if data.draw(st.booleans()) else whole[at + len(noise) :])
    events = list(items.Items().events(Mending(BytesIO(content)).pieces()))
    told = {event.child("wp:post_id") for event in events if isinstance(event, stream.Element)}
    assert ("7" in told) or at < whole.index(b"</item>") + len(b"</item>")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "broken_off"),
        ("{}", "no_xml"),
        ("<html><body>Not found</body></html>", "no_wordpress"),
        ("<disqus><thread/></disqus>", "no_wordpress"),
        ("<rss><channel><title>News</title></channel></rss>", "no_wordpress"),
    ],
)
def test_what_is_no_export_is_told(tmp_path: Path, content: str, why: str) -> None:
    assert whys(read(tmp_path, content)) == [why]


def test_an_export_without_articles_is_one(tmp_path: Path) -> None:
    assert read(tmp_path, export()) == []


@pytest.mark.parametrize(
    ("packed", "program"),
    [(gzip.compress, "gunzip"), (bz2.compress, "bunzip2"), (lzma.compress, "unxz"), (b"PK\x03\x04".__add__, "unzip")],
)
def test_a_packed_file_is_to_be_unpacked(tmp_path: Path, packed: Callable[[bytes], bytes], program: str) -> None:
    path = written(tmp_path, packed(export(post(7)).encode()))
    with pytest.raises(Refused, match=f"{path.name} is packed; unpack it first, as in: {program} {path.name}"):
        list(WordPress([path]).survey())


def test_what_can_be_read_only_once_or_without_end_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xml")
    for path in (tmp_path / "pipe.xml", Path("/dev/zero"), tmp_path):
        with pytest.raises(Refused, match=f"{path.name} is no file"):
            list(WordPress([path]).survey())


# Encodings and characters


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_a_declared_encoding_is_believed(tmp_path: Path, encoding: str) -> None:
    content = export(post(7, "Größe")).replace("UTF-8", encoding.removesuffix("-sig")).encode(encoding)
    [article] = [each for each in read(tmp_path, content) if isinstance(each, Article)]
    assert article.headline == "Größe"


@pytest.mark.parametrize("encoding", ["klingon", "hex", "rot13", "undefined", "idna", "punycode", "cp037"])
def test_an_encoding_that_is_none_is_told_and_read_as_utf_8(tmp_path: Path, encoding: str) -> None:
    """Python knows some of these, by which no file can be read."""
    told = read(tmp_path, export(post(7, "Größe")).replace("UTF-8", encoding))
    assert [each.headline for each in told if isinstance(each, Article)] == ["Größe"]
    assert whys(told) == ["unknown_encoding"]


@pytest.mark.parametrize(
    ("before", "told_of"),
    [
        ("\n\n  ", []),
        ("\ufeff\n", []),
        ("<br />\n<b>Warning</b>: Undefined variable in /srv/x.php on line 3\n", ["before_xml"]),
    ],
)
def test_what_stands_before_the_declaration_costs_nothing(tmp_path: Path, before: str, told_of: list[str]) -> None:
    """A plugin with an empty line at its end suffices for this. Lines are counted as they are in the file."""
    content = before + export(author("ada"), post(7))
    told = read(tmp_path, content)
    line = content[: content.index("<item>")].count("\n") + 1
    assert [each.line for each in told if isinstance(each, Article)] == [line]
    surveyed = WordPress([written(tmp_path, content)]).survey()
    assert [each.key for each in surveyed if isinstance(each, Author)] == ["ada"]
    assert whys(told) == told_of


def test_a_declaration_within_a_text_is_none_of_the_file(tmp_path: Path) -> None:
    content = export(post(7, "Ships", comment(1, "Begin with <?xml version='1.0'?>: so it goes.")))
    told = read(tmp_path, content[content.index("<rss") :])
    assert [each.key for each in told if isinstance(each, Comment)] == ["1"]


def test_bytes_of_another_encoding_are_read_as_what_they_mostly_are(tmp_path: Path) -> None:
    content = export(post(7, "Größe")).encode().replace("ö".encode(), "ö".encode("windows-1252"))
    told = read(tmp_path, content)
    assert [each.headline for each in told if isinstance(each, Article)] == ["Größe"]
    assert whys(told) == ["other_encoding"]


def test_control_characters_are_left_out_and_told_with_their_line(tmp_path: Path) -> None:
    content = export(post(7, "Sh\x00i\x0bps\uffff"))
    told = read(tmp_path, content)
    [finding] = [each for each in told if isinstance(each, Finding)]
    assert [each.headline for each in told if isinstance(each, Article)] == ["Ships"]
    assert (finding.why, finding.line) == ("control_characters", HEAD.count("\n") + 2)


@pytest.mark.parametrize(
    ("written_as", "read_as"),
    [
        ("a?b=1&c=2", "a?b=1&c=2"),
        ("a?b=1&amp;c=2", "a?b=1&c=2"),
        ("caf&eacute;", "café"),
        ("x&#8;y&#x3;z", "xyz"),
        ("x&#38;y&#x26;z", "x&y&z"),
        ("x&#99999999;y", "xy"),
        ("x&unheard;y&", "x&unheard;y&"),
    ],
)
def test_what_is_neither_escaped_nor_data_is_mended(tmp_path: Path, written_as: str, read_as: str) -> None:
    told = read(tmp_path, export(post(7, "Ships", comment(1, website=f"https://x.example/{written_as}"))))
    assert [each.website for each in told if isinstance(each, Comment)] == [f"https://x.example/{read_as}"]


def test_an_ampersand_within_data_stays_as_it_is(tmp_path: Path) -> None:
    text = "a & b &amp; c ]]> d &nbsp; e"
    told = read(tmp_path, export(post(7, "Ships", comment(1, text))))
    assert [each.text for each in told if isinstance(each, Comment)] == ["a & b & c ]]> d \N{NO-BREAK SPACE} e"]


@given(
    st.lists(
        st.sampled_from(["<![CDATA[", "]]>", "&", "&amp;", "&#8;", "x", "]", "<", "\x01", "é", "<a>"]), max_size=40
    )
)
def test_it_makes_no_difference_where_a_piece_ends(parts: list[str]) -> None:
    content = "".join(parts)

    def mended(size: int) -> str:
        class Slow(BytesIO):
            def read(self, _size: int | None = -1) -> bytes:
                return super().read(size)

        return "".join(Mending(Slow(content.encode())).pieces())

    assert mended(1) == mended(10_000)


ODD = [
    "http://[",
    "<a href='http://[x'>",
    "[caption]",
    "<img src='//[:'>",
    "<!-- wp:x {",
    "\x00",
    "٣",
    "]]>",
    "&#0;",
    "%00",
]
ODD += ["9" * 30, "-1", "2024-13-99 00:00:00", "9999-12-31 23:59:59", "a:9:{", "<details>", "\ud7ff", "é" * 300]
odd = st.lists(st.sampled_from(ODD), max_size=3).map("".join)


@given(st.data())
@examples(max_examples=25)
def test_whatever_stands_in_a_field_is_read(data: st.DataObject) -> None:
    """Of a post, its picture and its comments; a traceback would lose all that follows."""

    def word() -> str:
        return data.draw(odd)

    kept = {name: word() for name in ("akismet_history", "akismet_as_submitted", "_wp_trash_meta_time")}
    names = ("at", "local", "ip", "user")
    told: dict[str, Any] = {name: word() for name in names}
    said = comment(word(), word(), website=word().replace("<", ""), meta=kept, **told)
    columns: dict[str, Any] = {name: word() for name in ("body", "at", "local", "link", "slug", "excerpt")}
    item = post(7, word(), said, meta={"_wp_old_slug": word(), "_thumbnail_id": word()}, **columns)
    content = export(author(word()), category(word(), word(), word()), tag(word()), item, post(8))
    with TemporaryDirectory() as folder:
        articles = [each for each in read(Path(folder), content) if isinstance(each, Article)]
    assert [each.key for each in articles] == ["7", "8"]
    assert all(isinstance(each.write_body(lambda keys: {}).html, str) for each in articles)
