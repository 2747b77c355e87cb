"""The ways to what stands on no list any more: by words and by days."""

from django.urls import URLPattern, path
from django.urls.converters import register_converter

from articles import archive
from articles.discussion import Discussion
from articles.search.views import show_search


class TwoDigits:
    regex = "[0-9]{2}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:02}"


class FourDigits(TwoDigits):
    regex = "[0-9]{4}"

    def to_url(self, value: int) -> str:
        return f"{value:04}"


register_converter(TwoDigits, "dd")
register_converter(FourDigits, "yyyy")


def addresses(discussion: Discussion) -> list[URLPattern]:
    """A day, like a month, has one address: its digits are all written."""
    day = "archive/<yyyy:year>/<dd:month>/<dd:day>/"
    return [
        path("search/", show_search, name="search"),
        path("archive/", archive.show_archive, name="archive"),
        path("archive/<yyyy:year>/<dd:month>/", archive.show_month, name="archive_month"),
        path(day, archive.show_day, {"discussion": discussion}, name="archive_day"),
    ]
