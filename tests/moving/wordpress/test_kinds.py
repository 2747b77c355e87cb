"""Kinds of items and of terms that other sites have: the mapping says what becomes of them, and each is told once."""

from pathlib import Path

import pytest

from moving.imports.mapping import Mapping
from moving.imports.values import Article, Author, Bases, Finding, Section, Surveyed, Tag, Told
from moving.wordpress import kinds
from moving.wordpress.reader import WordPress
from tests.moving.wordpress.exports import author, category, comment, data, element, export, post, written

pytestmark = pytest.mark.once


class Read:
    def __init__(self, folder: Path, *parts: str, who: Mapping | None = None) -> None:
        self.reader = WordPress([written(folder, export(*parts))], who)
        self.surveyed: list[Surveyed] = list(self.reader.survey())
        self.told: list[Told] = list(self.reader.read())

    @property
    def articles(self) -> list[Article]:
        return [each for each in self.told if isinstance(each, Article)]

    @property
    def findings(self) -> list[tuple[str, str]]:
        return [(each.why, each.detail) for each in self.told if isinstance(each, Finding)]

    @property
    def bases(self) -> dict[str, str]:
        return {base: kind for each in self.told if isinstance(each, Bases) for base, kind in each.kinds.items()}


def term(domain: str, slug: str, name: str) -> str:
    told = element("wp:term_taxonomy", domain) + element("wp:term_slug", slug)
    return f"<wp:term>{told}{element('wp:term_name', name)}</wp:term>\n"


def filed(domain: str, slug: str, name: str) -> str:
    return f'<category domain="{domain}" nicename="{slug}">{data(name)}</category>\n'


RECIPES = post(7, "Soup", kind="recipe"), post(8, "Bread", comment(1), kind="recipe")


def test_a_kind_that_nobody_knows_is_told_with_the_line_that_brings_it_in(tmp_path: Path) -> None:
    read = Read(tmp_path, *RECIPES)
    assert read.articles == []
    assert ("kind_left_out", '2; [types] "recipe" = "article"') in read.findings
    assert ("other_kind", "recipe: Soup") in read.findings


@pytest.mark.parametrize(("word", "articles", "pages"), [("article", 2, 0), ("page", 0, 2), ("", 0, 0)])
def test_the_mapping_says_what_becomes_of_a_kind(tmp_path: Path, word: str, articles: int, pages: int) -> None:
    read = Read(tmp_path, *RECIPES, who=Mapping(types={"recipe": word}))
    assert [each.is_page for each in read.articles] == [False] * articles + [True] * pages
    assert not {"kind_left_out", "other_kind"} & {why for why, _detail in read.findings}
    assert read.reader.tally.seen["recipe"] == 2


def test_of_a_kind_with_many_items_only_some_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "MOST_NAMED", 3)
    read = Read(tmp_path, *(post(number, kind="log") for number in range(1, 9)))
    assert [why for why, _detail in read.findings] == ["other_kind"] * 3 + ["kind_left_out"]


@pytest.mark.parametrize("kind", ["nav_menu_item", "revision", "shop_order", "acf-field", "wp_global_styles"])
def test_what_programs_keep_for_themselves_is_counted_alone(tmp_path: Path, kind: str) -> None:
    read = Read(tmp_path, post(7, kind=kind))
    assert (read.told, read.reader.tally.seen[kind]) == ([], 1)


def test_terms_of_other_taxonomies_are_told_and_become_tags_or_sections_when_the_mapping_says_so(
    tmp_path: Path,
) -> None:
    item = post(
        7, inside=filed("genre", "noir", "Noir") + filed("series", "harbor", "Harbor") + filed("language", "en", "en")
    )
    parts = term("genre", "noir", "Film noir"), term("series", "harbor", "The harbor"), item
    assert Read(tmp_path, *parts).findings == [
        ("filing_left_out", '1; [taxonomies] "genre" = "tag"'),
        ("filing_left_out", '1; [taxonomies] "series" = "tag"'),
    ]
    read = Read(tmp_path, *parts, who=Mapping(taxonomies={"genre": "tag", "series": "section"}))
    assert (read.articles[0].tags, read.articles[0].sections, read.findings) == (("noir",), ("harbor",), [])
    assert Tag("noir", "Film noir", 10) in read.surveyed
    assert any(isinstance(each, Section) and each.name == "The harbor" for each in read.surveyed)
    assert read.bases == {"genre": "tag", "series": "section"}


def test_an_export_of_posts_alone_names_its_sections_and_tags_by_them(tmp_path: Path) -> None:
    read = Read(
        tmp_path, post(7, inside=filed("category", "city-hall", "City Hall &amp; more") + filed("post_tag", "x", "X"))
    )
    assert [(each.key, each.name) for each in read.surveyed if isinstance(each, Section)] == [
        ("city-hall", "City Hall & more")
    ]
    assert [(each.key, each.name) for each in read.surveyed if isinstance(each, Tag)] == [("x", "X")]


# Several authors

GUEST = post(
    9,
    "Eve G.",
    kind="guest-author",
    slug="cap-eve",
    meta={"cap-display_name": "Eve Guest", "cap-user_login": "eve", "cap-description": "Writes at times."},
)


def by(*terms: tuple[str, str], creator: str = "Ada.Last") -> str:
    return post(7, creator=creator, inside="".join(filed("author", slug, name) for slug, name in terms))


def test_an_article_by_several_has_all_of_them_whoever_typed_it_in_first(tmp_path: Path) -> None:
    read = Read(tmp_path, author("Ada.Last"), by(("cap-eve", "eve"), ("cap-ada-last", "Ada.Last")), GUEST)
    assert read.articles[0].authors == ("Ada.Last", "eve")
    guest = next(each for each in read.surveyed if isinstance(each, Author) and each.key == "eve")
    assert (guest.name, guest.bio) == ("Eve Guest", "Writes at times.")
    assert [why for why, _detail in read.findings] == []


def test_who_typed_it_in_is_no_author_of_what_others_wrote(tmp_path: Path) -> None:
    read = Read(tmp_path, author("Ada.Last"), by(("zoe-f", "Zoë F.")))
    assert read.articles[0].authors == ("zoe-f",)
    assert Author("zoe-f", "Zoë F.") in read.surveyed


def test_an_article_without_such_terms_is_by_whoever_it_belongs_to(tmp_path: Path) -> None:
    assert Read(tmp_path, author("Ada.Last"), by()).articles[0].authors == ("Ada.Last",)


# Bases of addresses

CITY = category("city"), category("harbor", parent="city")


def texts(*paths: str) -> str:
    links = "".join(f'<a href="https://www.port.example{path}">x</a>' for path in paths)
    return post(7, body=f"<p>{links}</p>", link="https://port.example/city/ships/")


@pytest.mark.parametrize(
    ("paths", "bases"),
    [
        (["/topics/harbor/"], {"topics": "section"}),
        (["/topics/city/harbor/", "/topics/no/"], {}),
        (["/topics/city/harbor/", "/topics/city/", "/topics/no/"], {"topics": "section"}),
        (["/category/harbor/", "/city/ships/", "/city/harbor/"], {}),
        (["/people/ada/"], {"people": "author"}),
        (["/topics/", "/topics"], {}),
    ],
)
def test_links_in_texts_tell_how_addresses_began(tmp_path: Path, paths: list[str], bases: dict[str, str]) -> None:
    assert Read(tmp_path, author("ada"), *CITY, texts(*paths)).bases == bases


def test_menus_tell_it_too(tmp_path: Path) -> None:
    menu = post(8, kind="nav_menu_item", meta={"_menu_item_url": "http://port.example/topics/city/"})
    read = Read(tmp_path, *CITY, menu)
    assert (read.bases, read.findings) == ({"topics": "section"}, [("base_found", "")])


def test_what_the_mapping_says_of_them_holds(tmp_path: Path) -> None:
    who = Mapping(addresses={"category": "/themen/stadt/", "tag": "thema"})
    assert Read(tmp_path, *CITY, texts("/topics/city/"), who=who).bases == {"themen/stadt": "section", "thema": "tag"}
