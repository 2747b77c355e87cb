"""The HTML of posts as people type comments here: no word is lost, and no link leads through Disqus."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments import markup
from comments.text import clean_text
from moving.disqus.words import text_of
from tests.comments.stopwatch import is_done_within

pytestmark = pytest.mark.once

FORWARDED = (
    "https://disq.us/url?url=https%3A%2F%2Fport.example%2Fa%3Fb%3D1%26c%3D2%3AFLWqTFNXIQXGaSmVdtuuXe0TzCE&amp;cuid=1"
)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One<br>two.</p>\n<p>Three.</p>", "One\ntwo.\n\nThree."),
        ("<p>a &lt; b &amp; <b>bold</b>, <i>slanted</i>, <s>struck</s></p>", "a < b & **bold**, *slanted*, struck"),
        ("<blockquote>Said.</blockquote><p>Answered.</p>", "> Said.\n\nAnswered."),
        (
            f'<a href="{FORWARDED}" rel="nofollow">https://port.example/a?b=1&amp;c=2</a>',
            "https://port.example/a?b=1&c=2",
        ),
        (f"<a href='{FORWARDED}'>here</a>", "here (https://port.example/a?b=1&c=2)"),
        (
            '<a href="https://port.example/a/very/long/address" rel="nofollow">https://port.example/a/very...</a>',
            "https://port.example/a/very/long/address",
        ),
        ('<a href="https://port.example/a">read this...</a>', "read this... (https://port.example/a)"),
        (
            '<a href="//uploads.disquscdn.com/images/1.jpg">//uploads.disquscdn.com/images/1.jpg</a>',
            "https://uploads.disquscdn.com/images/1.jpg",
        ),
        (
            '<a class="mention" href="https://disqus.com/by/yan/">@yan:disqus</a> yes',
            "@yan (https://disqus.com/by/yan/) yes",
        ),
        ("@yan_1:disqus no", "@yan_1 no"),
        ('<img src="//uploads.disquscdn.com/images/1.jpg" alt="">', "https://uploads.disquscdn.com/images/1.jpg"),
        ('See<img alt="x" src="https://port.example/1.jpg"/>this.', "See https://port.example/1.jpg this."),
        ('<img src="javascript:alert(1)">', ""),
        ("<spoiler>The end.</spoiler>", "The end."),
        ("<script>alert(1)</script>Words.", "Words."),
        ('<a href="javascript:alert(1)">press</a>', "press"),
        ('<a href="https://disq.us/url?url=javascript:x">press</a>', "press (https://disq.us/url?url=javascript:x)"),
        ('<a href="http://[">odd</a>', "odd (http://[)"),
        ("", ""),
    ],
)
def test_html_is_what_people_would_have_typed(html: str, text: str) -> None:
    assert text_of(html) == text


def test_a_forwarded_address_is_a_link_to_where_it_leads() -> None:
    html = markup.render(text_of(f'<a href="{FORWARDED}">https://port.example/a?b=1&amp;c=2</a>'))
    assert 'href="https://port.example/a?b=1&amp;c=2"' in html
    assert "disq.us" not in html


WORDS = st.lists(st.text("abcäß漢", min_size=1, max_size=6), min_size=1, max_size=5).map(" ".join)
MARKS = st.sampled_from(
    [
        "<p>{}</p>",
        "<b>{}</b>",
        "<blockquote>{}</blockquote>",
        '<a href="https://x.example">{}</a>',
        "<code>{}",
        "{}<br>",
    ]
)


@given(st.lists(st.tuples(MARKS, WORDS), min_size=1, max_size=6))
def test_no_word_is_lost(parts: list[tuple[str, str]]) -> None:
    text = text_of("".join(mark.format(words) for mark, words in parts))
    assert clean_text(text) == text
    rendered = markup.plain(markup.render(text))
    at = 0
    for _mark, words in parts:
        for word in words.split():
            at = rendered.index(word, at) + len(word)


@pytest.mark.parametrize("pattern", ["<a ", '<a href="', "<a href='//", '<img src="//', "<!--", "<"])
def test_what_is_never_closed_is_read_in_no_time(pattern: str) -> None:
    """Patterns would look from each beginning to the end."""
    assert is_done_within(2, lambda: text_of(pattern * (200_000 // len(pattern))))


def test_long_words_keep_their_pictures_and_links() -> None:
    said = '<p><a href="https://disq.us/url?url=https%3A%2F%2Fa.example%2Fx%3Aabcdefghijklmnopqrstuvw">a</a> '
    told = text_of(said + '<img src="//b.example/y.jpg"></p>' + "<p>words</p>" * 1000)
    assert "https://a.example/x" in told
    assert "https://b.example/y.jpg" in told
