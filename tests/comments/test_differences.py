"""What an edit has changed: nothing may be lost, nothing may become HTML, and nothing may take long."""

import re
import time
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from articles.differences import GONE, MOST, NEW, SAME, changes
from comments.desk.differences import differences

words = st.lists(st.sampled_from(["one", "two ", "three", " ", "\n", "四", "<b>", "&amp;", "a", "'", '"']), max_size=40)
texts = st.one_of(st.text(max_size=60), words.map("".join))


@given(texts, texts)
def test_both_texts_can_be_read_from_the_changes(before: str, after: str) -> None:
    found = changes(before, after)
    assert "".join(text for change, text in found if change != NEW) == before
    assert "".join(text for change, text in found if change != GONE) == after


@given(texts, texts)
def test_what_people_wrote_stays_text(before: str, after: str) -> None:
    html = differences(before, after)
    read = re.sub(r'</?(?:del|ins)>|<span class="visually-hidden">\w+: </span>', "", html)
    assert "<" not in read
    assert set(unescape(read)) <= set(before + after + " …")


@given(texts)
def test_an_unchanged_text_has_no_changes(text: str) -> None:
    assert {change for change, _words in changes(text, text)} <= {SAME}


def test_as_little_as_possible_has_changed() -> None:
    found = changes("I think that you are an idiot, really.", "I think that you are wrong, really.")
    assert found == [(SAME, "I think that you are "), (GONE, "an idiot"), (NEW, "wrong"), (SAME, ", really.")]


def test_scripts_without_spaces_are_compared_sign_by_sign() -> None:
    assert changes("我喜欢狗。", "我喜欢猫。") == [(SAME, "我喜欢"), (GONE, "狗"), (NEW, "猫"), (SAME, "。")]


def test_changes_are_marked_for_those_who_hear_the_page() -> None:
    removed, added = (f'<span class="visually-hidden">{word}: </span>' for word in ("removed", "added"))
    assert differences("old", "new") == f"<del>{removed}old</del><ins>{added}new</ins>"


def test_of_a_long_text_only_the_neighborhood_of_a_change_is_shown() -> None:
    long = "word " * 400
    html = differences(f"{long}old {long}", f"{long}new {long}")
    assert html.startswith(" … ")
    assert html.endswith(" … ")
    assert len(html) < 500


def test_texts_without_anything_in_common_take_no_longer_than_any_other() -> None:
    """Each shares words with the other, in an order that is no help."""
    one = " ".join(f"{number % 7}" for number in range(5_000))
    other = " ".join(f"{number % 11}" for number in range(5_000))
    began = time.process_time()
    found = changes(one, other)
    assert time.process_time() - began < 1  # some 0.02 s
    assert len([change for change, _words in found if change != SAME]) <= 2 * MOST
