"""The page of figures: who sees it, what it asks of the database, what a spreadsheet gets; its pictures and tables."""

from __future__ import annotations

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.desk import pictures, spreadsheets
from comments.models import Status
from comments.numbers import pace, reading
from comments.numbers.figure import Chart, Column, Figure
from comments.numbers.gathering import figures
from tests.factories import make_article, make_comment, make_moderator, make_section, make_user
from tests.plans import plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = "/admin/comments/numbers/"
SLUGS = ("waiting", "decisions", "waits", "spam", "rules", "sections")


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_moderator())
    return client


def settle(section: str, to: Status = Status.PENDING) -> None:
    comment = make_comment(make_article(section=make_section(name=section)), status=Status.UNCHECKED)
    comment.settle(to, "links", seen=comment.seen)


def test_each_figure_has_its_sentence_pictures_and_table(desk: Client) -> None:
    settle("City")
    page = desk.get(PAGE).content.decode()
    assert page.count('<section class="number"') == len(SLUGS) == page.count("<table>")
    assert "1 comment waits for a person." in page
    assert page.count('role="img"') == 10
    assert "style=" not in page.partition('<div class="numbers-all">')[2], "the policy takes no styles of elements"


def test_an_empty_desk_has_a_page(desk: Client) -> None:
    page = desk.get(PAGE).content.decode()
    assert "Nothing waits for a person." in page
    assert page.count("<table>") == len(SLUGS) - 2, "no rule and no section has anything to be compared"


def test_the_number_of_queries_does_not_grow(desk: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.get(PAGE)
        return len(captured)

    settle("City")
    before = queries()
    for number in range(5):
        settle(f"Section {number}")
    assert queries() == before


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}waiting.csv"])
def test_only_moderators_see_figures(client: Client, path: str) -> None:
    assert client.get(path).status_code == 302
    for user in (make_user(), make_user(staff=True)):
        client.force_login(user)
        assert client.get(path).status_code in {302, 403}


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}waiting.csv"])
def test_figures_are_only_read(desk: Client, path: str) -> None:
    assert desk.post(path).status_code == 405


def test_a_figure_that_there_is_not_is_not_found(desk: Client) -> None:
    assert desk.get(f"{PAGE}nothing.csv").status_code == 404


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("slug", SLUGS)
def test_each_figure_is_a_file_for_spreadsheets_with_bare_numbers(desk: Client, slug: str) -> None:
    settle("City")
    answer = desk.get(f"{PAGE}{slug}.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="numbers-{slug}-{timezone.localdate()}.csv"'
    heads, *lines = csv.reader(StringIO(answer.getvalue().decode("utf-8-sig")))
    figure = next(each for each in figures(timezone.now()) if each.slug == slug)
    assert heads == [figure.label, *(column.name for column in figure.columns)]
    assert lines == [
        [label, *("" if value is None else str(value) for value in values)] for label, values in figure.rows
    ]


HOSTILE = '=<script>alert("1")</script>&'


def test_names_are_text_in_pictures_tables_and_files(desk: Client) -> None:
    settle(HOSTILE)
    page = desk.get(PAGE).content.decode()
    assert HOSTILE not in page
    assert page.count("=&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;") == 3, "two pictures and a table"
    row = list(csv.reader(StringIO(desk.get(f"{PAGE}sections.csv").getvalue().decode("utf-8-sig"))))[1]
    assert row == [f"'{HOSTILE}", "1", "1.0", "0.0"]


@pytest.mark.parametrize("start", spreadsheets.FORMULA)
def test_no_cell_is_a_formula(start: str) -> None:
    assert spreadsheets.safe(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("cell", ["1+1", "", 0, -1, 0.5, None, "it's"])
def test_other_cells_stay_as_they_are(cell: object) -> None:
    assert spreadsheets.safe(cell) is cell


def drawn(*values: float | None, over_time: bool = True, unit: str = "") -> str:
    rows = [(f"row {n}", [value, 0]) for n, value in enumerate(values)]
    figure = Figure(
        "slug", "Title", "Sentence.", "Row", [Column("A", unit), Column("B")], rows, [Chart(0, 1)], over_time
    )
    return str(pictures.drawings(figure)[0].html)


def heights(svg: str) -> list[float]:
    return [float(height) for height in re.findall(r'<rect [^>]*height="([\d.]+)"', svg)]


def test_columns_stand_on_zero_and_the_highest_fills_the_picture() -> None:
    assert heights(drawn(0, 5, 10, None)) == [0, pictures.HEIGHT / 2, pictures.HEIGHT, 0]
    assert heights(drawn(0, 0)) == [0, 0]


def test_columns_name_both_ends_the_highest_and_the_latest() -> None:
    words = re.findall(r"<text [^>]*>([^<]*)</text>", drawn(1, 7_000, 2, 3))
    assert words == ["row 0", "row 3: 3", "7,000"]


def test_nothing_is_drawn_outside_the_picture() -> None:
    for count in (1, 2, 14, 48):
        svg = drawn(*range(count))
        ends = [float(x) + float(width) for x, width in re.findall(r'<rect x="([\d.]+)%"[^>]*width="([\d.]+)%"', svg)]
        assert len(ends) == count
        assert max(ends) <= 100


def test_bars_of_counts_are_compared_with_the_longest_and_shares_with_the_whole() -> None:
    wide = re.compile(r'<rect width="([\d.]+)%" height="14"/>')
    assert wide.findall(drawn(4, 1, over_time=False)) == ["100.00", "25.00"]
    assert wide.findall(drawn(0.5, 0.1, over_time=False, unit="%")) == ["50.00", "10.00"]
    assert drawn(over_time=False).count("<svg") == 0


def test_what_waits_is_counted_within_its_age_by_the_index() -> None:
    with CaptureQueriesContext(connection) as captured:
        reading.waiting(pace.ages(timezone.now()), timezone.now(), "TRUE")
    within = re.compile(r"Index Cond: .*created_at|comment_queue \(.*created_at>")
    found = plan(captured[0]["sql"])
    assert len(within.findall(found)) > len(pace.AGES), found


def test_acts_are_read_from_where_their_time_begins() -> None:
    with CaptureQueriesContext(connection) as captured:
        reading.decisions(timezone.now() - timedelta(days=14), "TRUE")
    found = plan(captured[-1]["sql"])
    assert re.search(r"rowid>|Index Cond: .*\bid >=", found), found
