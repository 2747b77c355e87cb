"""Sites with much used plugins, and of long ago: what is for readers comes along, the rest is told or counted."""

import json
from pathlib import Path

import pytest

from articles import body
from moving.imports.values import Article, Comment, Finding
from moving.wordpress.reader import WordPress
from tests.moving.wordpress.exports import category, comment, element, export, post, written

pytestmark = pytest.mark.once


def read(folder: Path, *parts: str) -> tuple[list[Article], list[Comment], list[tuple[str, str, str]]]:
    reader = WordPress([written(folder, export(*parts))])
    list(reader.survey())
    told = list(reader.read())
    return (
        [each for each in told if isinstance(each, Article)],
        [each for each in told if isinstance(each, Comment)],
        [each[1:] for each in told if isinstance(each, Finding)],
    )


def text_of(article: Article) -> str:
    return body.clean(article.write_body(lambda keys: {}).html).replace("\n", "")


def numbered(slug: str, number: int) -> str:
    return category(slug).replace("<wp:category>", f"<wp:category><wp:term_id>{number}</wp:term_id>")


def test_the_section_that_was_chosen_as_primary_is_named_by_its_number(tmp_path: Path) -> None:
    filed = {"culture": "category", "news": "category"}
    item = post(7, filed=filed, meta={"_yoast_wpseo_primary_category": "31", "_yoast_wpseo_metadesc": "Search me."})
    (article,), _, findings = read(tmp_path, numbered("culture", 30), numbered("news", 31), item)
    assert (article.sections, findings) == (("news", "culture"), [])


def test_footnotes_stand_where_their_place_is(tmp_path: Path) -> None:
    source = (
        '<!-- wp:paragraph --><p>So it is<sup data-fn="a1" class="fn"><a href="#a1" id="a1-link">1</a></sup>.</p>'
        "<!-- /wp:paragraph --><!-- wp:footnotes /-->"
    )
    notes = json.dumps([{"content": "Says <em>Ada</em>.", "id": "a1"}, {"id": "b"}, 3])
    (article,), _, findings = read(tmp_path, post(7, body=source, meta={"footnotes": notes}))
    assert text_of(article) == "<p>So it is<sup>1</sup>.</p><ol><li>Says <em>Ada</em>.</li></ol>"
    assert findings == []


@pytest.mark.parametrize("kept", ["", "[", "3", '{"content": "x"}', "[" * 50_000])
def test_footnotes_that_are_none_are_left_out_and_told(tmp_path: Path, kept: str) -> None:
    (article,), _, _ = read(tmp_path, post(7, body="<p>Words.</p><!-- wp:footnotes /-->", meta={"footnotes": kept}))
    made = article.write_body(lambda keys: {})
    assert [finding.detail for finding in made.findings] == ["core/footnotes"]


def test_fields_of_a_plugin_are_told_once_with_how_many_articles_have_them(tmp_path: Path) -> None:
    meta = {
        "rating": "5",
        "_rating": "field_5f3e2a1b9c8d7",
        "empty": "",
        "_empty": "field_5f3e2a1b9c8d8",
        "_edit_last": "1",
    }
    _, _, findings = read(tmp_path, post(7, meta=meta), post(8, meta=meta))
    assert findings == [("field rating", "field_left_out", "2")]


def test_a_page_of_elementor_has_what_readers_saw_of_it(tmp_path: Path) -> None:
    source = '<div class="elementor elementor-7"><section><div><h2>Menu</h2><p>Soup.</p></div></section></div>'
    built = {"_elementor_data": json.dumps([{"elType": "section", "settings": {}}]), "_elementor_edit_mode": "builder"}
    (article,), _, findings = read(tmp_path, post(7, body=source, meta=built, kind="page"))
    assert (text_of(article), findings) == ("<h2>Menu</h2><p>Soup.</p>", [])


def test_what_stood_first_on_the_front_page_is_told_while_it_is_public(tmp_path: Path) -> None:
    sticky = element("wp:is_sticky", 1)
    _, _, findings = read(tmp_path, post(7, inside=sticky), post(8, inside=sticky, status="draft"))
    assert findings == [("post 7", "sticky", "")]


def test_an_export_of_long_ago_loses_no_comment(tmp_path: Path) -> None:
    item = post(7, "Ships", comment(1, status=""), comment(2, status="1", kind=""))
    old = export(item).replace("export/1.2/", "export/1.0/").replace("<wp:wxr_version>1.2</wp:wxr_version>", "")
    reader = WordPress([written(tmp_path, old)])
    list(reader.survey())
    assert [each.status for each in reader.read() if isinstance(each, Comment)] == ["pending", "approved"]


def test_the_marks_of_the_classic_editor_leave_its_words_alone(tmp_path: Path) -> None:
    source = (
        "Before\n\n<!--more Read on-->\n\nafter\n\n<!--nextpage-->\n\n"
        '[embed width="3"]https://video.example/1[/embed]\n\n[audio mp3="https://port.example/a.mp3"][/audio]'
    )
    (article,), _, findings = read(tmp_path, post(7, body=source))
    assert text_of(article) == (
        '<p>Before</p><p>after</p><p><a href="https://video.example/1">https://video.example/1</a></p>'
        '<p><a href="/a.mp3">https://port.example/a.mp3</a></p>'
    )
    assert findings == []


def test_translations_come_as_articles_of_their_own(tmp_path: Path) -> None:
    filed = {"en": "language", "pll_5f": "post_translations", "news": "category"}
    articles, _, findings = read(tmp_path, post(7, filed=filed), post(8, filed=filed | {"de": "language"}))
    assert ([each.sections for each in articles], findings) == ([("news",)] * 2, [])


def test_answers_that_fold_out_stay_open(tmp_path: Path) -> None:
    (article,), _, _ = read(tmp_path, post(7, body="<details open><summary>Why?</summary><p>So.</p></details>"))
    assert text_of(article).startswith('<section data-kind="questions"><details open')
