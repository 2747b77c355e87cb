import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles import body
from articles.models import Article, Label, Status
from tests.factories import make_article, make_author, make_picture, make_section, make_tag

pytestmark = pytest.mark.django_db


def page(client: Client, article: Article, query: str = "") -> str:
    response = client.get(article.get_absolute_url() + query)
    assert response.status_code == 200
    return response.content.decode()


def test_it_shows_who_wrote_what_and_when(client: Client) -> None:
    author = make_author("Mary Bly", job_title="Editor", bio="Knows ships.")
    article = make_article("A Find", (author,), standfirst="Under the quay.", body="<h2>Why</h2><p>Because.</p>")
    author.job_title = "Publisher"
    author.save()
    html = page(client, article)
    assert "A Find</h1>" in html
    for words in ("Under the quay.", "Mary Bly", "Editor", "Knows ships.", '<h2 id="h-why">Why</h2>', "1 min read"):
        assert words in html
    assert "Publisher" not in html
    assert f'href="{author.get_absolute_url()}"' in html


def test_a_bare_byline_names_no_title(client: Client) -> None:
    html = page(client, make_article(authors=(make_author("Joe Moss", job_title=""),)))
    assert "Joe Moss" in html
    assert "byline-title" not in html


def test_the_breadcrumb_leads_home_over_both_sections_and_its_last_part_is_no_link(client: Client) -> None:
    city = make_section("city", name="City")
    article = make_article("Boats", section=make_section("harbor", name="Harbor", parent=city))
    crumbs = page(client, article).split("breadcrumb", 1)[1].split("</nav>")[0]
    assert crumbs.index(">Home<") < crumbs.index('href="/city/"') < crumbs.index('href="/harbor/"')
    assert 'aria-current="page"><span>Boats</span>' in crumbs


@pytest.mark.parametrize(("label", "shown"), [(Label.NEWS, False), (Label.SPONSORED, True)])
def test_a_label_is_shown_unless_it_is_news(client: Client, label: Label, shown: bool) -> None:
    assert ("article-kind" in page(client, make_article(label=label))) is shown


def test_a_label_that_repeats_the_section_is_left_out(client: Client) -> None:
    opinion = make_section("opinion", name="Opinion")
    assert "article-kind" not in page(client, make_article(section=opinion, label=Label.OPINION))


def test_a_text_changed_after_publication_says_when(client: Client) -> None:
    article = make_article()
    assert "Updated" not in page(client, article)
    article.body = "<p>Corrected.</p>"
    article.save()
    assert "Updated" in page(client, article)


def test_what_readers_do_not_see_is_no_update(client: Client) -> None:
    article = make_article()
    article.takes_comments = False
    article.save()
    assert "Updated" not in page(client, article)


def test_a_picture_has_its_words_and_its_size(client: Client) -> None:
    article = make_article(
        picture=make_picture(width=320, height=200), picture_alt="A boat", caption="At dawn", credit="Photo: Bly"
    )
    html = page(client, article)
    for words in ('alt="A boat"', 'width="320" height="200"', "At dawn", "Photo: Bly", 'property="og:image"'):
        assert words in html


def test_you_may_also_like_what_was_picked_then_the_newest_of_the_section(client: Client) -> None:
    article = make_article("Itself")
    make_article("Draft", section=article.section, status=Status.DRAFT, published_at=None)
    old = timezone.now() - timedelta(days=3)
    make_article("Fourth", section=article.section, published_at=old)
    for name in ("Third", "Second"):
        make_article(name, section=article.section, published_at=old + timedelta(hours=len(name)))
    article.related.add(make_article("Picked", published_at=old), make_article("Gone", status=Status.UNPUBLISHED))
    liked = page(client, article).split('id="also-liked"')[1].split("</section>")[0]
    assert liked.index("Picked") < liked.index("Second") < liked.index("Third")
    assert not {"Itself", "Draft", "Gone", "Fourth"} & {
        name for name in ("Itself", "Draft", "Gone", "Fourth") if name in liked
    }


def test_one_that_was_picked_and_is_among_the_newest_stands_there_once(client: Client) -> None:
    article = make_article("Itself")
    others = [make_article(f"Other {number}", section=article.section) for number in range(4)]
    article.related.add(others[-1], article)
    liked = page(client, article).split('id="also-liked"')[1]
    assert re.findall(r"(Itself|Other \d)</a>", liked) == ["Other 3", "Other 2", "Other 1"]


def test_an_article_of_its_own_kind_has_nothing_to_like_beside(client: Client) -> None:
    assert "also-liked" not in page(client, make_article()).split("</head>")[1]


@pytest.mark.urls("tests.articles.urls")
def test_the_discussion_is_handed_the_query_and_counted_at_the_top(client: Client) -> None:
    html = page(client, make_article(), "?page=2")
    assert '<section id="comments">page 2</section>' in html
    assert '<a href="#comments">' in html
    assert '<meta name="discussion">' in html.split("</head>")[0]


@pytest.mark.urls("tests.articles.quiet")
def test_without_a_discussion_nothing_points_to_one(client: Client) -> None:
    assert "#comments" not in page(client, make_article())


@pytest.mark.parametrize(
    "columns",
    [
        {"status": Status.DRAFT, "published_at": None},
        {"status": Status.IN_REVIEW, "published_at": None},
        {"status": Status.PUBLISHED, "published_at": timezone.now() + timedelta(days=1)},
    ],
)
def test_what_is_not_yet_public_does_not_exist_for_anybody(
    client: Client, admin_client: Client, columns: dict[str, Any]
) -> None:
    address = make_article("A Secret Headline", **columns).get_absolute_url()
    for visitor in (client, admin_client):
        response = visitor.get(address)
        assert response.status_code == 404
        assert b"Secret" not in response.content


def test_an_article_answers_under_its_own_section_only(client: Client) -> None:
    article = make_article()
    other = make_section()
    assert client.get(f"/{other.slug}/{article.slug}/").status_code == 404


def test_a_body_of_older_markup_is_rendered_anew_without_writing(client: Client) -> None:
    article = make_article(body="<h2>New</h2>")
    Article.objects.update(body_html="<p>Old</p>", body_markup=body.MARKUP - 1)
    assert '<h2 id="h-new">New</h2>' in page(client, article)
    assert Article.objects.get().body_html == "<p>Old</p>"


@pytest.mark.urls("tests.articles.quiet")
def test_it_costs_six_queries_however_much_it_shows(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    article = make_article(authors=(make_author(), make_author()))
    article.related.add(make_article(), article)
    for _ in range(5):
        make_article(section=article.section)
    for name in ("Ferries", "Harbor", "Fish"):
        make_tag(name, article)
    with django_assert_num_queries(6):  # stamp, article, authors, tags, liked, navigation
        page(client, article)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_can_only_be_read(client: Client, method: str) -> None:
    assert getattr(client, method)(make_article().get_absolute_url()).status_code == 405


def test_the_address_without_its_last_slash_leads_to_it(client: Client) -> None:
    address = make_article().get_absolute_url()
    response = client.get(address.rstrip("/"))
    assert (response.status_code, response.headers["Location"]) == (301, address)
