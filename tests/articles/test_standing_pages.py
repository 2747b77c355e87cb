"""About, imprint, privacy, contact, comment guidelines: at addresses that sections could have."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.models import FormerSegment, Section, StandingPage
from tests.factories import make_article, make_section, make_user

pytestmark = pytest.mark.django_db


def make_page(slug: str = "about", **columns: object) -> StandingPage:
    columns = {"title": "About us", "body": "<p>We print.</p>", "is_public": True} | columns
    return StandingPage.objects.create(slug=slug, **columns)


def test_it_is_shown_at_its_own_address_with_a_clean_body(client: Client) -> None:
    make_page(body='<p onclick="x()">We print.<script>alert(1)</script></p>')
    page = client.get("/about/")
    html = page.content.decode()
    assert page.status_code == 200
    assert "<p>We print.</p>" in html
    assert "alert(1)" not in html
    assert not page.cookies


def test_every_page_leads_to_it_in_the_order_of_the_editors(client: Client) -> None:
    make_page("imprint", title="Imprint", position=2)
    make_page("about", title="About us", position=1)
    make_page("soon", title="Not yet", is_public=False)
    html = client.get("/").content.decode()
    assert html.index('<a href="/about/">About us</a>') < html.index('<a href="/imprint/">Imprint</a>')
    assert "/soon/" not in html
    assert '<a href="/about/" aria-current="page">' in client.get("/about/").content.decode()


def test_nobody_sees_it_before_it_is_public_and_afterwards_it_is_gone(client: Client) -> None:
    page = make_page(is_public=False)
    assert client.get("/about/").status_code == 404
    page.is_public = True
    page.save()
    assert client.get("/about/").status_code == 200
    page.is_public = False
    page.save()
    gone = client.get("/about/")
    assert gone.status_code == 410
    assert "This page is no longer published" in gone.content.decode()


def test_a_change_is_another_version_of_every_page(client: Client) -> None:
    page = make_page()
    before = client.get("/about/").headers["ETag"]
    page.title = "Who we are"
    page.save()
    assert client.get("/about/", headers={"If-None-Match": before}).status_code == 200


def test_the_day_of_the_last_change_is_that_of_its_words() -> None:
    page = make_page()
    then = page.updated_at
    page.position = 9
    page.save()
    assert page.updated_at == then
    page.body = "<p>We also draw.</p>"
    page.save()
    assert page.updated_at > then


def test_an_address_that_readers_know_leads_to_the_new_one(client: Client) -> None:
    page, hidden = make_page("about"), make_page("secret", is_public=False)
    page.slug, hidden.slug = "who-we-are", "still-secret"
    page.save()
    hidden.save()
    moved = client.get("/about/?x=1")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/who-we-are/?x=1")
    assert client.get("/secret/").status_code == 404


def test_whoever_takes_a_former_address_anew_goes_first(client: Client) -> None:
    page = make_page("about")
    page.slug = "who-we-are"
    page.save()
    section = make_section("about", name="About town")
    make_article("Ships", section=section)
    assert client.get("/about/").status_code == 200
    section.slug = "town"
    section.save()
    assert FormerSegment.objects.get(slug="about").segment_id == section.pk


@pytest.mark.parametrize("slug", ["admin", "search", "tags", "news"])
def test_it_takes_no_address_of_the_site_nor_of_a_section(slug: str) -> None:
    Section.objects.create(slug="news", name="News")
    with pytest.raises(ValidationError) as refused:
        StandingPage(slug=slug, title="X", body="<p>x</p>").full_clean()
    assert "slug" in refused.value.message_dict


def test_only_one_page_has_a_role_and_any_number_has_none() -> None:
    make_page("a", role="")
    make_page("b", role="")
    make_page("c", role="guidelines")
    with pytest.raises(ValidationError):
        StandingPage(slug="d", title="D", body="<p>d</p>", role="guidelines").full_clean()


def test_the_comment_form_leads_to_the_guidelines_wherever_they_stand(client: Client) -> None:
    article = make_article("Ships")
    form = f"{article.get_absolute_url()}comment/"
    assert "/rules/" not in client.get(form).content.decode()
    make_page("rules", title="House rules", role="guidelines")
    line = client.get(form).content.decode().partition('class="write-guideline"')[2].partition("</p>")[0]
    assert '<a href="/rules/">House rules</a>' in line


def test_it_costs_a_fixed_number_of_queries(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(9):
        make_page(f"page-{number}")
    with django_assert_num_queries(4):  # stamp, section, page, navigation
        client.get("/page-3/")


# In the admin


def test_an_editor_writes_one_and_an_author_does_not(client: Client) -> None:
    typed = {"title": "About", "slug": "about", "description": "", "body": "<p>We.</p>", "role": "", "position": "0"}
    for role, status in (("author", 403), ("editor", 302)):
        person = make_user(role, staff=True)
        person.groups.add(Group.objects.get(name=role))
        client.force_login(person)
        answer = client.post("/admin/articles/standingpage/add/", typed | {"is_public": "on"})
        assert answer.status_code == status
        assert StandingPage.objects.count() == (status == 302)
    assert client.get("/about/").status_code == 200


def test_a_bad_address_is_said_at_its_field_and_nothing_is_written(client: Client) -> None:
    editor = make_user("editor", staff=True)
    editor.groups.add(Group.objects.get(name="editor"))
    client.force_login(editor)
    typed = {"title": "A", "slug": "admin", "body": "<p>x</p>", "position": "0", "role": "", "description": ""}
    answer = client.post("/admin/articles/standingpage/add/", typed)
    assert "is an address of the site itself" in answer.content.decode()
    assert not StandingPage.objects.exists()
