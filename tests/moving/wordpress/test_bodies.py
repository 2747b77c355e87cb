"""What becomes of a post's text: block mark-up, the classic editor's, shortcodes, pictures with captions."""

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

import pytest

from articles import body
from moving.imports.values import Attachment
from moving.wordpress.content import LONGEST_REUSED, body_of
from moving.wordpress.shared import Shared, Site
from moving.xml.plain import comment_of, line_of

pytestmark = pytest.mark.once

SITE = "https://port.example"
PICTURE = Attachment("5", f"{SITE}/wp-content/uploads/2024/03/ships.jpg", "Ships", "Two ships")


class Uploads(Shared):
    """Pictures 5 and 6 were uploaded to post 7, in that order, and picture 8 to post 9."""

    def __init__(self, blocks: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.blocks = blocks or {}

    def gallery(self, post: str) -> Iterator[str]:
        return iter({"7": ("6", "5"), "9": ("5",)}.get(post, ()))

    def block(self, number: str) -> str | None:
        return self.blocks.get(number)


def made(source: str, blocks: Mapping[str, str] | None = None) -> str:
    """On one line, as the cleaner of all articles leaves it, with outside pictures where they stood."""
    there = lambda keys: {key: PICTURE for key in keys if key == "5"}  # noqa: E731
    html, _findings = body_of("7", 1, source, Site(SITE, Uploads(blocks)), there)
    return body.clean(html.replace(f'"{SITE}/wp-content/', '"/wp-content/')).replace("\n", "")


def left_out(source: str) -> list[str]:
    site = Site(SITE, Shared())
    return [finding.detail for finding in body_of("7", 1, source, site, lambda keys: {}).findings]


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("One\ntwo\n\nthree", "<p>One<br>two</p><p>three</p>"),
        ("One\n\n<h2>Head</h2>\ntwo", "<p>One</p><h2>Head</h2><p>two</p>"),
        ("<ul>\n<li>a</li>\n\n<li>b</li>\n</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<p><a>Button</a> <a href=''>one</a></p>", "<p>Button one</p>"),
        ("<pre>a\n\n  b</pre>", "<p><code>a<br><br>  b</code></p>"),
        ("<!-- wp:paragraph --><p>One</p><!-- /wp:paragraph -->", "<p>One</p>"),
        ('<!-- wp:heading {"level":3} --><h3 class="x" id="y">Head</h3><!-- /wp:heading -->', "<h2>Head</h2>"),
        ("Classic\n\n<!-- wp:paragraph -->\n<p>Block</p>\n<!-- /wp:paragraph -->", "<p>Classic</p><p>Block</p>"),
        ("<!-- wp:quote --><blockquote><p>Q</p><cite>Ada</cite></blockquote><!-- /wp:quote -->",
         "<blockquote><p>Q</p><p>Ada</p></blockquote>"),
        ("<!-- wp:code --><pre class='c'><code>a\nb</code></pre><!-- /wp:code -->", "<p><code>a<br>b</code></p>"),
        ('<figure class="wp-block-pullquote"><blockquote><p>Q</p><cite>Ada</cite></blockquote></figure>',
         "<blockquote><p>Q</p><p>Ada</p></blockquote>"),
        ("<dl><dt>Bow</dt><dd>In front.</dd></dl>", "<p><strong>Bow</strong></p><p>In front.</p>"),
        ("<h5>Five</h5>\n\n<h6>Six</h6>", "<p><strong>Five</strong></p><p><strong>Six</strong></p>"),
        ("<!-- wp:separator --><hr class='x'/><!-- /wp:separator -->", "<hr>"),
        ("<p>Safe<script>alert(1)</script><img src=x onerror=alert(1)></p>", "<p>Safe</p>"),
        ('<p><a href="javascript:alert(1)" onclick="x()">a</a></p>', "<p><a>a</a></p>"),
    ],
)  # fmt: skip
def test_text_becomes_plain_elements(source: str, html: str) -> None:
    assert made(source) == html


@pytest.mark.parametrize(
    ("target", "link"),
    [
        ("https://port.example/2024/03/ships/?x=1#c", "/2024/03/ships/?x=1#c"),
        ("http://www.port.example/ships/", "/ships/"),
        ("https://other.example/ships/", "https://other.example/ships/"),
        ("https://port.example", "/"),
    ],
)
def test_links_to_the_former_site_are_links_within_this_one(target: str, link: str) -> None:
    assert made(f'<p><a href="{target}">x</a></p>') == f'<p><a href="{link}">x</a></p>'


FIGURE = (
    '<figure><img src="/wp-content/uploads/2024/03/ships.jpg" alt="Ships"><figcaption>Two ships</figcaption></figure>'
)


@pytest.mark.parametrize(
    "source",
    [
        (
            '[caption id="attachment_5" width="300"]<a href="/x"><img class="wp-image-5" alt="Ships"'
            f' src="{PICTURE.address}"/></a> Two ships[/caption]'
        ),
        f'[caption caption="Two ships"]<img alt="Ships" src="{PICTURE.address}">[/caption]',
        '[gallery ids="5,6"]',
        "[gallery]",
        '[gallery columns="2" exclude="6"]',
        '[gallery id="9"]',
        (
            f'<!-- wp:image {{"id":5}} --><figure class="wp-block-image"><img src="{PICTURE.address}" alt="Ships"/>'
            '<figcaption class="wp-element-caption">Two ships</figcaption></figure><!-- /wp:image -->'
        ),
        (
            '<!-- wp:gallery --><figure class="wp-block-gallery"><!-- wp:image --><figure><img data-src='
            f'"{PICTURE.address}" src="data:image/gif;base64,x" alt="Ships"><figcaption>Two ships</figcaption></figure>'
            "<!-- /wp:image --></figure><!-- /wp:gallery -->"
        ),
    ],
)
def test_captions_and_galleries_become_figures(source: str) -> None:
    assert FIGURE in made(source).replace('<a href="/x">', "").replace("</a>", "")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("He said [sic] that [1] is so.", "He said [sic] that [1] is so."),
        ("A [[gallery]] mark", "A [gallery] mark"),
        ('Before [button color="red"]Press[/button] after', "Before Press after"),
        ("Before [contact-form-7 id=3] after", "Before  after"),
        ("[caption]no picture[/caption]", "no picture"),
        ("[caption never closed", "[caption never closed"),
    ],
)
def test_of_shortcodes_the_words_stay(source: str, words: str) -> None:
    assert line_of(made(source)) == " ".join(words.split())


def test_what_is_left_out_is_named() -> None:
    assert left_out('[slider id="3"] <!-- wp:latest-posts {"n":5} /-->') == ["slider", "core/latest-posts"]
    assert left_out('[gallery] <!-- wp:block {"ref":4} /-->') == ["gallery", "core/block"]


def test_files_that_stay_behind_are_named() -> None:
    links = "".join(f'<a href="{SITE}/wp-content/uploads/{name}">x</a>' for name in ("a.pdf", "a.pdf?x", "b.JPG", "c"))
    assert left_out(f"<p>{links}</p>") == ["/wp-content/uploads/a.pdf", "/wp-content/uploads/c"]


def test_reused_blocks_stand_where_they_are_used() -> None:
    blocks = {"3": "<!-- wp:paragraph --><p>Often.</p><!-- /wp:paragraph -->", "4": '<!-- wp:block {"ref":3} /-->'}
    assert made('<p>Once.</p><!-- wp:block {"ref":4} /--><!-- wp:block {"ref":3} /-->', blocks) == (
        "<p>Once.</p><p>Often.</p><p>Often.</p>"
    )


@pytest.mark.parametrize("other", ["<p>Often.</p>", "<p>Often.</p>" * 9_000])
def test_blocks_that_use_each_other_come_to_an_end(other: str) -> None:
    circle = '<!-- wp:block {"ref":3} /-->' * 2
    assert 1 <= made(circle, {"3": other + circle}).count("Often.") <= LONGEST_REUSED / 10


@pytest.mark.parametrize(
    "source",
    [
        "[embed]https://video.example/1[/embed]",
        '<iframe src="https://video.example/1"></iframe>',
        "https://video.example/1",
        '[video mp4="https://video.example/1"][/video]',
        (
            '<!-- wp:embed {"url":"https://video.example/1"} --><figure class="wp-block-embed"><div class='
            '"wp-block-embed__wrapper">\nhttps://video.example/1\n</div></figure><!-- /wp:embed -->'
        ),
        '<!-- wp:core-embed/youtube {"url":"https://video.example/1"} /-->',
    ],
)
def test_what_was_embedded_becomes_a_link(source: str) -> None:
    link = '<a href="https://video.example/1">https://video.example/1</a>'
    assert made(source).replace("<p></p>", "").replace(" ", "") == f"<p>{link}</p>".replace(" ", "")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("key-takeaways", "key-takeaway"),
        ("is-style-wide callout", "did-you-know"),
        ("pro-tip", "pro-tip"),
        ("expert-insight", "expert-insight"),
    ],
)
def test_boxes_become_callouts(name: str, kind: str) -> None:
    source = f'<!-- wp:group --><div class="wp-block-group {name}"><p>Words</p></div><!-- /wp:group -->'
    assert made(source) == f'<aside data-kind="{kind}"><p>Words</p></aside>'


QUESTION = "<details><summary>Why?</summary><p>Because.</p></details>"


@pytest.mark.parametrize(
    "source",
    [
        (
            '<!-- wp:yoast/faq-block {"questions":[]} --><div class="schema-faq wp-block-yoast-faq-block"><div class='
            '"schema-faq-section"><strong class="schema-faq-question">Why?</strong> <p class="schema-faq-answer">'
            "Because.</p> </div></div><!-- /wp:yoast/faq-block -->"
        ),
        (
            '<div class="rank-math-list"><div class="rank-math-list-item"><h3 class="rank-math-question">Why?</h3>'
            '<div class="rank-math-answer"><p>Because.</p></div></div></div>'
        ),
        (
            "<!-- wp:details --><details class='wp-block-details'><summary>Why?</summary><!-- wp:paragraph --><p>"
            "Because.</p><!-- /wp:paragraph --></details><!-- /wp:details -->"
        ),
    ],
)
def test_questions_and_answers_become_ours(source: str) -> None:
    assert made(source).replace(" ", "") == f'<section data-kind="questions">{QUESTION}</section>'.replace(" ", "")


@pytest.mark.parametrize(
    "source",
    [
        "<!-- wp:x {" * 20_000,
        "[caption]" * 20_000,
        "<div>" * 20_000,
        "<!--" * 50_000,
        "[a b=" * 20_000,
        "<details>" * 9_000,
        '<!-- wp:x {"a":' + "[" * 50_000 + "} /-->",
    ],
)
def test_nonsense_without_end_takes_no_longer_than_it_is_long(source: str) -> None:
    """A quadratic way would take minutes."""
    body_of("7", 1, source, Site(SITE, Shared()), lambda keys: {})


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain & simple < 3", "plain & simple < 3"),
        ("a &amp; b<br />c", "a & b\nc"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ('see <a href="https://x.example/a">this</a>', "see this (https://x.example/a)"),
        ('<a href="https://x.example/">x.example</a>', "https://x.example/"),
        ('<a href="https://x.example/a">https://x.example/a</a>', "https://x.example/a"),
        ('<a href="javascript:x">this</a>', "this"),
        ("<em>so</em> <strong>very</strong> <code>x()</code>", "*so* **very** `x()`"),
        ("<blockquote>said\nso</blockquote>and I", "> said\n> so\n\nand I"),
        ("<script>alert(1)</script>left", "left"),
    ],
)
def test_comments_become_what_people_type_here(html: str, text: str) -> None:
    assert comment_of(html) == text


def test_quotations_nested_by_the_thousand_cost_no_more_than_a_few() -> None:
    levels, lines = 300, 300
    html = "<blockquote>" * levels + "a\n" * lines + "</blockquote>" * levels
    assert len(comment_of(html)) <= len(html)


@pytest.mark.parametrize("begun", ["<!--", "<a ", "<a title='", "<![CDATA["])
def test_a_long_text_of_what_is_never_closed_is_read_at_once(begun: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = []
    feed = HTMLParser.feed

    def noted(parser: HTMLParser, html: str) -> None:
        parsed.append(html.count("<"))
        feed(parser, html)

    monkeypatch.setattr(HTMLParser, "feed", noted)
    assert comment_of("<p>said</p>" + begun * 2_000).startswith("said")
    assert line_of("<b>said</b>" + begun * 2_000).startswith("said")
    assert max(parsed) < 10


def test_what_is_long_says_the_same_as_what_is_short() -> None:
    html = (
        '<blockquote>a &amp; b</blockquote><ul><li>one</li></ul>see <a href="https://x.example/a">this</a>'
        " <b>so</b> 1 < 2<script>no</script><p>end</p>"
    )
    assert comment_of(f"{html}<i>{'-' * 5_000}</i>") == f"{comment_of(html)}\n\n*{'-' * 5_000}*"
