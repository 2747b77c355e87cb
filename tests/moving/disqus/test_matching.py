"""Which article a thread is about, and why some have none."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, ArticleAddress
from comments.models import Comment
from moving.disqus import addresses
from moving.disqus.spool import Thread
from moving.imports.mapping import Mapping
from moving.models import Batch, Kind, Origin, Source
from tests.factories import make_article, make_comment, make_section
from tests.moving.disqus.conftest import Import
from tests.moving.disqus.exports import post, thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def ships() -> Article:
    article = make_article("Ships", slug="ships", section=make_section("news"))
    past = timezone.now() - timedelta(days=400)
    ArticleAddress.objects.create(path="/2014/05/ships.html", article=article, since=past)
    return article


def from_wordpress(article: Article, number: str, site: str = "https://port.example") -> Origin:
    source = Source.objects.get_or_create(system="wordpress", address=site)[0]
    batch = Batch.objects.get_or_create(source=source)[0]
    return Origin.objects.create(source=source, batch=batch, kind=Kind.ARTICLE, name=number, row=article.pk)


@pytest.mark.parametrize(
    ("link", "ident"),
    [
        ("https://port.example/news/ships/", ""),
        ("http://www.port.example/news/ships", "17"),
        ("https://port.example/news/ships/?utm_source=x&m=1#comments", ""),
        ("https://port.example/news/Ships/index.html", ""),
        ("https://port.example/news/ships/amp/", ""),
        ("//port.example/news/ships/", ""),
        ("https://port.example/news/sh%69ps/", ""),
        ("http://old.example/2014/05/ships.html", ""),
        ("", "/news/ships/"),
        ("https://port.example/?id=9", "https://port.example/2014/05/ships.html"),
    ],
)
def test_an_address_that_the_article_has_or_had_is_found(
    take_in: Import, ships: Article, link: str, ident: str
) -> None:
    take_in(thread(7, link, ident), post(1, 7))
    assert Comment.objects.get().article == ships


@pytest.mark.parametrize(
    ("link", "ident", "why"),
    [
        ("https://port.example/news/boats/", "", "thread_without_article"),
        ("https://port.example/", "", "thread_without_article"),
        ("https://[port.example/news/ships/", "", "thread_without_article"),
        ("", "", "thread_without_address"),
        ("http://localhost:8000/news/ships/", "", "thread_of_local_site"),
        ("http://192.168.1.7/news/ships/", "", "thread_of_local_site"),
        ("https://port.test/news/ships/", "", "thread_of_local_site"),
        ("https://port.example/news/gone/", "", "thread_of_gone_article"),
    ],
)
def test_a_thread_without_an_article_is_listed(
    take_in: Import, ships: Article, link: str, ident: str, why: str
) -> None:
    ArticleAddress.objects.create(path="/news/gone/", article=None, since=timezone.now() - timedelta(days=2))
    told = take_in(thread(7, link, ident), post(1, 7), post(2, 7))
    assert told.told(why) == 1
    assert not Comment.objects.exists()
    assert told.run.reader.tally.seen == {
        "thread": 1,
        "post": 2,
        "thread without an article": 1,
        "post of such a thread": 2,
    }


def test_the_list_says_how_much_is_left_out(take_in: Import) -> None:
    told = take_in(thread(7, "https://port.example/news/boats/"), post(1, 7), post(2, 7))
    [line] = told.lines
    assert line == (
        "line 8: thread 7: Left out with what was written there: no article here has or had its address. "
        "(2 posts, https://port.example/news/boats/)"
    )


def test_threads_in_which_nobody_wrote_are_not_listed(take_in: Import) -> None:
    assert take_in(thread(7, "https://port.example/news/boats/")).lines == []


def test_threads_of_one_article_are_one_discussion(take_in: Import, ships: Article) -> None:
    """Disqus makes one for every spelling of the address."""
    links = ("http://port.example/news/ships/", "https://www.port.example/news/ships/?m=1", "/2014/05/ships.html")
    threads = [thread(number, link) for number, link in enumerate(links)]
    take_in(*threads, *(post(9 - number, number, at=f"2024-03-0{number + 1}T09:00:00Z") for number in range(3)))
    assert Comment.objects.filter(article=ships, status="approved").count() == 3
    assert [each.created_at.day for each in Comment.objects.order_by("pk")] == [1, 2, 3]


def test_whoever_has_the_address_now_has_the_comments(take_in: Import, ships: Article) -> None:
    other = make_article("Ships again")
    ArticleAddress.objects.create(path="/2014/05/ships.html", article=other, since=timezone.now())
    take_in(thread(7, "/2014/05/ships.html"), post(1, 7))
    assert Comment.objects.get().article == other


def test_an_article_that_is_not_public_yet_is_found_where_it_stands(take_in: Import) -> None:
    draft = make_article(status="draft", published_at=None)
    take_in(thread(7, f"https://port.example{draft.get_absolute_url()}"), post(1, 7))
    assert Comment.objects.get().article == draft


# Numbers of WordPress


@pytest.mark.parametrize(
    ("link", "ident"),
    [
        ("https://port.example/2019/other/", "528 https://port.example/?p=528"),
        ("https://port.example/?p=528", ""),
        ("https://port.example/?page_id=528", "x"),
    ],
)
def test_the_number_in_wordpress_is_known(take_in: Import, ships: Article, link: str, ident: str) -> None:
    from_wordpress(ships, "528")
    take_in(thread(7, link, ident), post(1, 7))
    assert Comment.objects.get().article == ships


def test_of_two_sites_of_wordpress_that_of_the_thread_counts(take_in: Import, ships: Article) -> None:
    from_wordpress(ships, "528", "https://www.port.example")
    from_wordpress(make_article(), "528", "https://harbor.example")
    take_in(thread(7, "http://port.example/?p=528"), thread(8, "http://other.example/?p=528"), post(1, 7), post(2, 8))
    assert Comment.objects.get().article == ships


# What the plugin for WordPress had in both places


def test_what_came_with_wordpress_is_not_doubled(take_in: Import, ships: Article) -> None:
    origin = from_wordpress(ships, "528")
    both = {"source": origin.source, "batch": origin.batch, "kind": Kind.COMMENT}
    at = timezone.now().replace(microsecond=0) - timedelta(days=9)
    one, two = (make_comment(ships, status="approved", name=name, created_at=at) for name in ("Ann", "Zoë"))
    Origin.objects.bulk_create(Origin(name=f"{each.pk}", row=each.pk, **both) for each in (one, two))
    parts = (
        thread(7, "/news/ships/"),
        post(1, 7, ident=f"wp_id={one.pk}", name="Another", flags="deleted"),
        post(2, 7, name="ZOË", at=f"{at:%Y-%m-%dT%H:%M:%SZ}"),
        post(3, 7, parent=2),
        post(4, 7, name="Zoë", at="2020-01-01T00:00:00Z"),
    )
    told = take_in(*parts)
    assert told.new == 2
    assert told.run.reader.tally.seen["post that came with WordPress"] == 2
    assert Comment.objects.get(depth=1).parent == two
    one.withdraw()
    assert take_in(*parts).new == 0


# The operator's own word


@pytest.mark.parametrize(
    "name",
    [
        "7",
        "ships-1",
        "https://port.example/a/b/c.html",
        "http://www.port.example/a/b/c.html?x=1",
        "port.example/a/b/c.html",
        "/a/b/c.html",
    ],
)
def test_the_mapping_names_threads_by_number_name_or_address(take_in: Import, ships: Article, name: str) -> None:
    who = Mapping(articles={name: "https://new.example/news/ships/"})
    assert take_in(thread(7, "https://port.example/a/b/c.html?y=2", "ships-1"), post(1, 7), who=who).lines == []
    assert Comment.objects.get().article == ships


@pytest.mark.parametrize(
    ("target", "why"),
    [("", "thread_mapped_away"), ("/news/none/", "thread_mapped_wrong"), ("x", "thread_mapped_wrong")],
)
def test_the_mapping_holds_against_the_address(take_in: Import, ships: Article, target: str, why: str) -> None:
    told = take_in(thread(7, "/news/ships/"), post(1, 7), who=Mapping(articles={"7": target}))
    assert told.told(why) == 1
    assert not Comment.objects.exists()


def test_a_name_that_no_thread_has_is_told(take_in: Import, ships: Article) -> None:
    told = take_in(thread(7, "/news/ships/"), post(1, 7), who=Mapping(articles={"nobody": "/news/ships/"}))
    assert told.lines == ["mapping nobody: The mapping names it, the export does not."]


@pytest.mark.parametrize(
    ("link", "paths"),
    [
        ("https://port.example", []),
        ("https://[", []),
        ("/a", ["/a", "/a/"]),
        ("/A/amp", ["/A/amp", "/A/amp/", "/A/", "/A", "/a/amp", "/a/amp/", "/a/", "/a"]),
    ],
)
def test_the_likeliest_path_comes_first(link: str, paths: list[str]) -> None:
    assert addresses.paths_of(link) == paths


@pytest.mark.parametrize(
    "link",
    [
        "https://port.example//2014/05/ships/",
        "https://port.example/2014/05/ships/ ",
        "https://port.example/2014/05/ships/%20",
        "https://port.example/2014/05/ships/comment-page-2/",
        "https://port.example/2014/05/ships/&utm_source=x",
        "port.example/2014/05/ships/",
        "2014/05/ships",
        "https://port-example.cdn.ampproject.org/v/s/port.example/2014/05/ships/?amp_js_v=1",
        "https://translate.googleusercontent.com/translate_c?hl=de&u=https://port.example/2014/05/ships/&usg=x",
        "https://webcache.googleusercontent.com/search?q=cache:abc:https://port.example/2014/05/ships/+&cd=1",
        "https://web.archive.org/web/2014/http://port.example/2014/05/ships/",
    ],
)
def test_however_a_page_was_looked_at_it_is_the_same(link: str) -> None:
    assert "/2014/05/ships/" in addresses.paths_of(link)


@pytest.mark.parametrize(
    "link", ["https://port.example/about/?ref=https://port.example/2014/05/ships/", "https://web.archive.org/web/x/"]
)
def test_an_address_within_another_is_none_of_its_page(link: str) -> None:
    assert "/2014/05/ships/" not in addresses.paths_of(link)


def test_a_name_with_a_space_is_no_address() -> None:
    assert list(addresses.of_thread(Thread("1", "17 https://port.example/?p=17", 1, "", "", "", False))) == [""]
