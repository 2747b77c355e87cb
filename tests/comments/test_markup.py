"""Text to HTML: the few things that are marked up, and that nothing else ever gets out."""

import hashlib
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments import markup
from comments.text import clean_text
from tests.comments.stopwatch import is_done_within

pytestmark = pytest.mark.once

LINK = '<a href="{0}" rel="nofollow ugc noopener">{0}</a>'


class Reader(HTMLParser):
    """Notes every element with its attributes, and how deep they nest."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.depth = self.deepest = 0
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.depth += tag != "br"
        self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1

    def handle_data(self, data: str) -> None:
        self.words += data


SIGNS = """* ** _ ` > < </p> <script> &amp; &#60; \\ [a]( ) ![ @ ' " x ä 漢 # \u202e
http:// https://a.example https://a.example/(b) javascript:"""
PIECES = st.sampled_from([*SIGNS.split(), " ", "\n", "\n\n", "```\n", "> "])
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join))


@given(TEXTS)
def test_nothing_leaves_but_the_few_elements_with_their_attributes(source: str) -> None:
    page = Reader(markup.render(clean_text(source)))
    for tag, attributes in page.elements:
        assert tag in markup.TAGS
        if tag == "a":
            assert attributes.pop("rel") == "nofollow ugc noopener"
            href = attributes.pop("href")
            assert href
            assert urlsplit(href).scheme.lower() in {"http", "https"}
        assert attributes in ({}, {"dir": "auto"})
    assert page.depth == 0
    assert page.deepest <= markup.QUOTES_DEEP + markup.EMPHASIS_DEEP + 3


@given(TEXTS)
def test_the_linkless_rendering_has_the_same_words(source: str) -> None:
    html = markup.render(clean_text(source))
    linkless = markup.without_links(html)
    assert Reader(linkless).words == Reader(html).words
    assert not any(tag == "a" for tag, _ in Reader(linkless).elements)


@given(st.text(st.characters(categories=["L", "N", "Zs"])))
def test_plain_words_come_out_as_they_went_in(source: str) -> None:
    source = clean_text(source)
    assert " ".join(Reader(markup.render(source)).words.split()) == " ".join(source.split())


@given(st.text(), st.text())
def test_the_text_of_a_link_is_where_it_leads(before: str, after: str) -> None:
    page = markup.render(clean_text(f"{before} https://example.org/a?b=c {after}"))
    for href, words in re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', page):
        assert href == words or href.startswith("http")
        assert "://" in words


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("one\ntwo\n\nthree", '<p dir="auto">one<br>\ntwo</p>\n<p dir="auto">three</p>'),
        ("*a* **b** `c<d`", '<p dir="auto"><em>a</em> <strong>b</strong> <code>c&lt;d</code></p>'),
        ("> said\n\nanswered", '<blockquote dir="auto">\n<p>said</p>\n</blockquote>\n<p dir="auto">answered</p>'),
        ("~~~ plain words ~~~ (#98)", '<pre dir="auto"><code>plain words ~~~ (#98)</code></pre>'),
        ("~~~words", '<pre dir="auto"><code>words</code></pre>'),
        ("~~~ two words\na < b", '<pre dir="auto"><code>two words\na &lt; b</code></pre>'),
        ("```js\nif (a<b)\n```", '<pre dir="auto"><code>if (a&lt;b)\n</code></pre>'),
        ("<b>x</b> &amp; \\*y\\*", '<p dir="auto">&lt;b&gt;x&lt;/b&gt; &amp;amp; *y*</p>'),
        ("# a\n\n- b\n- c\n\n1. d", '<p dir="auto"># a</p>\n<p dir="auto">- b<br>\n- c</p>\n<p dir="auto">1. d</p>'),
        ("    indented", '<p dir="auto">indented</p>'),
        ("---", '<p dir="auto">---</p>'),
    ],
)
def test_what_is_marked_up_and_what_is_not(source: str, html: str) -> None:
    assert markup.render(source) == html


@pytest.mark.parametrize(
    ("source", "linked"),
    [
        ("see https://example.org/a.", ["https://example.org/a"]),
        ("(https://example.org/a_(b))", ["https://example.org/a_(b)"]),
        ("<https://example.org/?a=1,>", ["https://example.org/?a=1,"]),
        ("[click](https://example.org)", ["https://example.org"]),
        ("请看https://example.org，谢谢", ["https://example.org"]),
        ("*https://example.org/a_b_c*", ["https://example.org/a_b_c"]),
        ("https://a.example, https://b.example", ["https://a.example", "https://b.example"]),
        ("`https://example.org`", []),
        ("xhttps://example.org www.example.org example.org", []),
        ("https://bank.example@evil.example/", []),
        ("https:// http://[ https://: http://%zz", []),
        ("javascript:alert(1) data:text/html,x ftp://a.example //a.example", []),
        ("https://example.org/" + "a" * 2_000, []),
    ],
)
def test_which_addresses_become_links(source: str, linked: list[str]) -> None:
    found = re.findall(r"<a href=[^>]*>([^<]*)</a>", markup.render(source))
    assert [address.replace("&amp;", "&") for address in found] == linked


def test_a_link_shows_the_address_as_it_was_typed_and_leads_to_its_ascii_form() -> None:
    html = markup.render("https://例子.测试/路径")
    assert 'href="https://xn--fsqu00a.xn--0zwm56d/%E8%B7%AF%E5%BE%84"' in html
    assert ">https://例子.测试/路径</a>" in html


@pytest.mark.parametrize("source", ["> ", "```\n```", ">\n>\n> >", "`` ` ``"[:2], "\u200b"])
def test_marks_around_nothing_are_blank(source: str) -> None:
    assert markup.is_blank(markup.render(source)) == (source != "``")


def test_deeper_quotations_keep_their_words() -> None:
    page = Reader(markup.render("> " * 30 + "deep"))
    assert [tag for tag, _ in page.elements].count("blockquote") == markup.QUOTES_DEEP
    assert "deep" in page.words


TIGHT = "< [ * _ ` > \\ & ( @ . a* `a http:// https://a) :// a_* *_ <http:// ![ é a@a@ ::"
LOOSE = ["> ", "*a ", "```\n", "\n> a", "\n\n", "- ", "https://x.org/* "]


@pytest.mark.parametrize("pattern", [*TIGHT.split(), *LOOSE])
def test_64_kilobytes_of_anything_are_rendered_in_under_a_second(pattern: str) -> None:
    source = clean_text(pattern * (64 * 1024 // len(pattern)))
    assert is_done_within(1, lambda: markup.render(source))


CORPUS = """Plain *emphasis* **strong** `code` https://example.org/a_(b)?c=d&e and <https://example.org>.
Second line. <b>no</b> [no](https://example.org) ![no](https://example.org/x.png)

> quoted *words*
> > deeper
>
> ```
> code in a quotation
> ```

# no heading

- no list

```python
print("<hello>")
```

هذا التعليق https://例子.测试/路径，谢谢 ***both*** \\*escaped\\* &amp; https://a@b.example

~~~ plain words ~~~ (#98)
"""


def test_the_markup_number_rises_whenever_the_rendering_changes() -> None:
    """When this fails: raise markup.MARKUP and put both figures here."""
    digest = hashlib.sha256(markup.render(clean_text(CORPUS)).encode()).hexdigest()[:16]
    assert (markup.MARKUP, digest) == (2, "94301cf8fc681b75")


@given(TEXTS)
def test_words_alone_are_rendered_as_the_parser_would(source: str) -> None:
    for text in (source, clean_text(source)):
        assert markup.render(text) == markup._rendered(text)
