"""The demo newspaper's articles and pictures hold what its README promises, before any loader reads them."""

import re
from collections import Counter

import pytest
from PIL import Image

from newsroom.demo.art.canvas import Canvas
from newsroom.demo.art.people import STAFF
from newsroom.demo.draw import pictures
from tests.newsroom.demo_content import DEMO, Article, Outline, articles, discussions, named, newest, read

pytestmark = pytest.mark.once

RESERVED = frozenset(
    {"accounts", "admin", "api", "archive", "authors", "comment-data", "comments", "corrections", "feeds", "healthz"}
    | {"media", "pages", "preview", "readyz", "search", "static", "tags"}
)
CALLOUTS = {"key-takeaway", "expert-insight", "did-you-know", "pro-tip"}
PLAIN = ("p", "h2", "h3", "ul", "ol", "li", "blockquote", "strong", "em", "table", "thead", "tbody", "tr", "th", "td")
ATTRIBUTES: dict[str, set[str]] = {tag: set() for tag in (*PLAIN, "figure", "figcaption", "summary")} | {
    "a": {"href"},
    "img": {"src", "alt"},
    "aside": {"data-kind"},
    "section": {"data-kind"},
    "details": {"open"},
}

each_article = pytest.mark.parametrize("article", articles(), ids=lambda article: article.file)


def test_sections_have_free_slugs_and_known_parents() -> None:
    sections = read("sections.json")
    slugs = named(sections)
    assert len(slugs) == len(sections) >= 8
    assert not slugs & RESERVED
    parents = [entry["parent"] for entry in sections if entry["parent"]]
    assert len(parents) >= 2
    assert set(parents) <= slugs


def test_every_author_has_what_a_byline_needs_and_some_have_no_portrait() -> None:
    authors = read("authors.json")
    assert len(named(authors)) == len(authors) >= 9
    assert all(entry["name"] and entry["bio"] for entry in authors)
    assert any(not entry["job_title"] for entry in authors)
    assert any(not entry["portrait"] for entry in authors)


def test_the_paper_has_articles_in_every_state() -> None:
    scheduled = [a for a in articles() if a.meta["days_ago"] < 0]
    states = Counter(a.meta["status"] for a in articles() if a.meta["days_ago"] >= 0)
    assert states["published"] >= 26
    assert (states["draft"], states["in_review"], states["unpublished"]) == (2, 1, 1)
    assert [a.meta["status"] for a in scheduled] == ["published", "published"]
    assert len({a.slug for a in articles()}) == len(articles())


def test_the_archive_reaches_from_an_hour_ago_to_last_year_and_old_discussions_are_closed() -> None:
    ages = [a.meta["days_ago"] for a in articles() if a.is_public]
    assert min(ages) == 0.05
    assert {60, 200, 400} <= set(ages)
    assert all(a.meta["comments"] == "closed" for a in articles() if a.meta["days_ago"] >= 60)


def test_the_ten_newest_take_comments_and_have_fewer_than_fifteen_threads() -> None:
    for article in newest(10):
        assert article.meta["comments"] == "open", article.file
        assert len(discussions().get(article.slug, [])) < 15, article.file


@each_article
def test_front_matter_refers_only_to_what_exists(article: Article) -> None:
    meta = article.meta
    assert article.file.endswith(f"-{article.slug}")
    assert meta["headline"]
    assert meta["standfirst"]
    assert "<" not in meta["headline"] + meta["standfirst"]
    assert meta["label"] in {"news", "analysis", "opinion", "sponsored"}
    assert meta["comments"] in {"open", "closed"}
    assert meta["section"] in named(read("sections.json"))
    assert meta["authors"]
    assert 1 <= len(set(meta["tags"])) == len(meta["tags"]) <= 5
    assert {slug for slug, _ in meta["authors"]} <= named(read("authors.json"))
    assert set(meta.get("related", [])) <= {a.slug for a in articles() if a.is_public} - {article.slug}


@each_article
def test_a_picture_comes_with_its_words_or_not_at_all(article: Article) -> None:
    words = [article.meta[key] for key in ("picture_alt", "caption", "credit")]
    assert all(words) if article.meta["picture"] else not any(words)


@each_article
def test_a_body_uses_only_the_allowed_markup(article: Article) -> None:
    outline = Outline(article.body)
    assert set(outline.tags) <= set(ATTRIBUTES)
    assert all(name in ATTRIBUTES[tag] for tag, name in outline.used)
    kinds = {value for name, value in outline.values if name == "data-kind"}
    assert kinds <= CALLOUTS | {"questions"}


@each_article
def test_links_lead_to_published_articles_or_to_example_org(article: Article) -> None:
    public = {a.address for a in articles() if a.is_public}
    for name, value in Outline(article.body).values:
        assert name != "href" or value in public or value.startswith("https://example.org/"), value


@each_article
def test_quotation_marks_are_typographic(article: Article) -> None:
    text = re.sub(r"<[^>]+>", "", article.body) + article.meta["headline"] + article.meta["standfirst"]
    assert '"' not in text
    assert "'" not in text
    assert text.count("“") == text.count("”")


def test_callouts_of_all_kinds_and_questions_appear() -> None:
    bodies = [a.body for a in articles() if a.is_public]
    assert sum("<aside" in body for body in bodies) >= 5
    assert all(any(f'<aside data-kind="{kind}"' in body for body in bodies) for kind in CALLOUTS)
    asked = [body for body in bodies if '<section data-kind="questions">' in body]
    assert len(asked) >= 3
    assert all(body.count("<summary>") == 4 and body.rstrip().endswith("</p>") for body in asked)


def test_opinion_pieces_with_a_bare_byline_have_neither_headings_nor_pictures() -> None:
    bare = [a for a in articles() if a.meta["label"] == "opinion" and a.meta["authors"][0][1] == ""]
    assert len(bare) == 2
    assert all(len(a.meta["authors"]) == 1 and "<h" not in a.body and not a.meta["picture"] for a in bare)


def test_headlines_and_lengths_span_what_pages_must_bear() -> None:
    public = [a for a in articles() if a.is_public]
    lengths = [len(a.meta["headline"]) for a in public]
    assert 110 <= max(lengths) <= 120
    assert any(len(a.meta["headline"].split()) == 2 for a in public)
    assert sum(a.meta["label"] == "sponsored" for a in public) == 1
    assert min(a.words for a in public) < 140
    assert all(880 <= a.words <= 1400 for a in public if a.meta["label"] == "analysis")


def test_the_articles_are_written_in_several_scripts() -> None:
    text = " ".join(a.body + a.meta["headline"] for a in articles() if a.is_public)
    assert "Málaga" in text
    assert re.search(r"[\u0600-\u06ff]{3}", text)
    assert re.search(r"[\u4e00-\u9fff]{2}", text)


def test_no_sentence_of_any_length_appears_twice() -> None:
    text = "\n".join(re.sub(r"<[^>]+>", "\n", a.body) for a in articles())
    sentences = [s.strip() for s in re.split(r"(?<=[.!?])\s+|\n", text)]
    assert [s for s, count in Counter(s for s in sentences if len(s) > 40).items() if count > 1] == []


def test_every_picture_named_is_there_and_every_picture_there_is_named() -> None:
    leads = {a.meta["picture"] for a in articles()} - {""}
    portraits = {author["portrait"] for author in read("authors.json")} - {""}
    files = {path.name: path for path in (DEMO / "pictures").iterdir()}
    assert leads | portraits == set(files)
    assert sum(path.stat().st_size for path in files.values()) < 1_500_000
    assert {Image.open(files[name]).size for name in portraits} == {(480, 480)}
    assert {Image.open(files[name]).size for name in leads} == {(1600, 900), (900, 1200)}


def test_the_program_draws_exactly_these_pictures_and_the_same_ones_every_time() -> None:
    assert {f"{name}.webp" for name, _, _ in pictures()} == {path.name for path in (DEMO / "pictures").iterdir()}
    first, second = (portrait(7) for _ in range(2))
    assert first.tobytes() == second.tobytes()
    assert first.tobytes() != portrait(8).tobytes()


def portrait(seed: int) -> Image.Image:
    canvas = Canvas(480, 480, seed)
    STAFF["helen-strand"].draw(canvas)
    return canvas.finish()
