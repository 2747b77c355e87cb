"""Where addresses of the former site lead: links to them are all over the web."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Picture
from moving.imports.mapping import Mapping
from moving.imports.taking_back import TakingBack
from tests.articles.pictures import picture_file
from tests.factories import make_article
from tests.moving.wordpress.conftest import Import, Imported
from tests.moving.wordpress.exports import attachment, author, category, post, tag

pytestmark = pytest.mark.django_db
FILED = {"harbor": "category", "%d9%85%d9%82": "category", "fish": "post_tag"}


UPLOADS = "https://port.example/wp-content/uploads"
LINKS = '<a href="https://port.example/topics/town/harbor/">x</a>'


@pytest.fixture
def moved_in(take_in: Import) -> Imported:
    heads = author("Ada.Last", "Ada L."), category("town"), category("harbor", "Harbor", "town")
    pages = (
        post(20, "Team", kind="page", slug="team", link="https://port.example/about/team/"),
        post(21, "Über", kind="page", slug="ueber", link="https://port.example/%C3%BCber/"),
        post(22, "Far", kind="page", slug="far", link=f"https://port.example/{'deep/' * 20}far/"),
        post(23, "Not yet", kind="page", slug="not-yet", status="draft"),
    )
    article = post(17, "Ships", slug="ships", filed=FILED, creator="Ada.Last", body=LINKS)
    other = category("%d9%85%d9%82", "مق"), tag("fish", "Fish")
    uploaded = (
        attachment(55, f"{UPLOADS}/2024/03/ships.jpg", parent=17, link="https://port.example/?attachment_id=55"),
        attachment(56, f"{UPLOADS}/2024/03/boats.jpg", parent=18, link="https://port.example/?attachment_id=56"),
    )
    hidden = post(18, "Secret", status="draft", slug="secret")
    mapping = Mapping(addresses={"tag": "thema/wort"})
    return take_in(*heads, *other, *uploaded, article, hidden, *pages, mapping=mapping)


def test_what_was_not_public_is_the_front_page(client: Client, moved_in: Imported) -> None:
    asked = (
        "/?p=18",
        "/?p=99",
        "/?p=0",
        "/?p=x",
        "/?attachment_id=56",
        "/?m=2024031",
        "/?m=160001",
        "/?feed=x",
        "/?tag=no",
        "/?p=" + "9" * 40,
        "/?p=١٧",
        "/?page_id=23",
    )
    assert {path: client.get(path).status_code for path in asked} == dict.fromkeys(asked, 200)


def test_what_was_no_address_is_none_now(client: Client, moved_in: Imported) -> None:
    paths = (
        "/category/nothing/",
        "/tag/",
        "/author/nobody/",
        "/a/b/c/d/e/category/harbor/",
        "/news/ships/?p=17",
        "/team/about/",
        "/harbor/ships/a-picture/",
        "/2024/03/secret/feed/",
        "/1600/01/",
        "/2024/02/",
        "/2024/13/",
        "/9999/01/",
        "/feed/feed/feed/feed/feed/feed/",
        "/comments/feed/",
        "/nothing/amp/",
        "/topics/nothing/",
    )
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)


def test_an_article_that_was_taken_down_says_so(client: Client, moved_in: Imported) -> None:
    Article.objects.get(slug="ships").unpublish()
    response = client.get("/?p=17", follow=True)
    assert response.status_code == 410


def test_a_batch_that_is_taken_back_leaves_no_address(client: Client, moved_in: Imported) -> None:
    assert moved_in.run.ledger.batch
    TakingBack(moved_in.run.ledger.batch.pk, lambda line: None).go()
    assert client.get("/?p=17").status_code == 200
    assert client.get("/about/team/").status_code == 404
    for path in ("/category/harbor/", "/topics/harbor/", "/feed/", "/2024/03/", "/2024/03/ships/amp/"):
        assert client.get(path).status_code == 404


def test_a_site_that_never_was_another_one_leads_nowhere(client: Client) -> None:
    article = make_article(published_at=datetime(2024, 3, 1, tzinfo=UTC))
    for path in ("/feed/", "/page/2/", f"{article.get_absolute_url()}amp/", "/2024/03/"):
        assert client.get(path).status_code == 404
    assert client.get("/?s=ships").status_code == 200


def test_what_is_asked_leads_to_no_other_site(client: Client, moved_in: Imported) -> None:
    for path in ("//evil.example/feed/", "/\\evil.example/amp/", "/?s=//evil.example", "/%2F%2Fevil.example/amp/"):
        place = client.get(f"http://testserver{path}").headers.get("Location", "/")
        assert place.startswith("/")
        assert not place.startswith(("//", "/\\"))


def test_pictures_lead_to_where_they_are_now(client: Client, take_in: Import, tmp_path: Path) -> None:
    folder = tmp_path / "uploads" / "2024" / "03"
    folder.mkdir(parents=True)
    (folder / "ships.jpg").write_bytes(picture_file().read())
    take_in(post(17, body=f'<img src="{UPLOADS}/2024/03/ships-300x200.jpg" alt="">'), uploads=tmp_path / "uploads")
    for name in ("ships.jpg", "ships-150x150.jpg"):
        assert client.get(f"/wp-content/uploads/2024/03/{name}")["Location"] == Picture.objects.get().url
    assert client.get("/wp-content/uploads/2024/03/boats.jpg").status_code == 404


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
