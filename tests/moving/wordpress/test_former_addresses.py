"""Where addresses of the former site lead: links to them are all over the web."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from moving.imports.taking_back import TakingBack
from tests.factories import make_article
from tests.moving.wordpress.conftest import Import, Imported
from tests.moving.wordpress.exports import author, category, post, tag

pytestmark = pytest.mark.django_db
FILED = {"harbor": "category", "%d9%85%d9%82": "category", "fish": "post_tag"}


@pytest.fixture
def moved_in(take_in: Import) -> Imported:
    heads = author("Ada.Last", "Ada L."), category("town"), category("harbor", "Harbor", "town")
    pages = (
        post(20, "Team", kind="page", slug="team", link="https://port.example/about/team/"),
        post(21, "Über", kind="page", slug="ueber", link="https://port.example/%C3%BCber/"),
        post(22, "Far", kind="page", slug="far", link=f"https://port.example/{'deep/' * 20}far/"),
        post(23, "Not yet", kind="page", slug="not-yet", status="draft"),
    )
    article = post(17, "Ships", slug="ships", filed=FILED, creator="Ada.Last")
    other = category("%d9%85%d9%82", "مق"), tag("fish", "Fish")
    return take_in(*heads, *other, article, post(18, "Secret", status="draft", slug="secret"), *pages)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/?p=17", "/harbor/ships/"),
        ("/?page_id=17", "/harbor/ships/"),
        ("/?utm=x&p=17", "/harbor/ships/"),
        ("/blog/?p=17", "/harbor/ships/"),
        ("/?page_id=20", "/team/"),
        ("/?p=20", "/team/"),
        ("/about/team/", "/team/"),
        ("/about/team", "/team/"),
        ("/%C3%BCber/", "/ueber/"),
        ("/category/town/", "/town/"),
        ("/category/town/harbor/", "/harbor/"),
        ("/index.php/category/harbor/", "/harbor/"),
        ("/blog/category/harbor/", "/harbor/"),
        ("/category/%D9%85%D9%82/", None),
        ("/tag/fish/", "/tags/fish/"),
        ("/author/ada-last/", "/authors/ada-l/"),
        ("/author/ADA.LAST/", "/authors/ada-l/"),
    ],
)
def test_an_old_address_leads_to_its_new_place(client: Client, moved_in: Imported, old: str, new: str | None) -> None:
    response = client.get(old)
    assert response.status_code == 301
    assert new in (response["Location"], None)
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/?p=18", "/?p=99", "/?p=0", "/?p=x", "/?p=" + "9" * 40, "/?p=١٧", "/?page_id=23"],
)
def test_a_number_that_was_not_public_is_the_front_page(client: Client, moved_in: Imported, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/category/nothing/",
        "/tag/",
        "/author/nobody/",
        "/a/b/c/d/e/category/harbor/",
        "/news/ships/?p=17",
        "/team/about/",
    ],
)
def test_what_was_no_address_is_none_now(client: Client, moved_in: Imported, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_article_that_was_taken_down_says_so(client: Client, moved_in: Imported) -> None:
    Article.objects.get(slug="ships").unpublish()
    response = client.get("/?p=17", follow=True)
    assert response.status_code == 410


def test_a_batch_that_is_taken_back_leaves_no_address(client: Client, moved_in: Imported) -> None:
    assert moved_in.run.ledger.batch
    TakingBack(moved_in.run.ledger.batch.pk, lambda line: None).go()
    assert client.get("/?p=17").status_code == 200
    assert client.get("/about/team/").status_code == 404
    assert client.get("/category/harbor/").status_code == 404


def test_what_is_too_long_to_be_kept_is_told(moved_in: Imported) -> None:
    assert moved_in.told("page_path_too_long") == 1


def test_other_requests_pay_nothing_for_it(client: Client) -> None:
    make_article()
    costs = []
    for address in ("/", "/?utm_source=letter&p="):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        costs.append(len(asked))
    assert costs[0] == costs[1]


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/nothing/", 404)])
def test_a_question_of_more_fields_than_anybody_asks_is_passed_by(client: Client, path: str, status: int) -> None:
    assert client.get(f"{path}?{'&' * 4_000}p=17").status_code == status
