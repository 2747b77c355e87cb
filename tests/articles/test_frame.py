import pytest
from django.template.loader import render_to_string

from articles.models import Section
from tests.factories import make_section

pytestmark = pytest.mark.django_db


def rendered(**context: object) -> str:
    return render_to_string("base.html", {"site_name": "The Courier", **context})


def test_the_frame_names_the_paper_and_its_top_sections_in_their_order() -> None:
    make_section(name="Sports", slug="sports", position=2)
    city = make_section(name="City", slug="city", position=1)
    make_section(name="Harbor", slug="harbor", parent=city)
    html = rendered()
    assert "The Courier" in html
    assert html.index("/city/") < html.index("/sports/")
    assert "/harbor/" not in html


def test_the_section_of_the_page_is_marked_and_so_is_the_one_above_it() -> None:
    city: Section = make_section(slug="city")
    harbor = make_section(slug="harbor", parent=city)
    assert '<a href="/city/" aria-current="page">' in rendered(section=city)
    assert '<a href="/city/" aria-current="true">' in rendered(section=harbor)
    assert "aria-current" not in rendered()
