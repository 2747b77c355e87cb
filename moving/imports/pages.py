"""Pages of the export as standing pages. One with comments becomes an article: here only those have any."""

from articles.models import StandingPage, Status
from moving.imports import values
from moving.imports.articles import Articles
from moving.imports.cutting import cut, slug_of
from moving.imports.ledger import Entry
from moving.imports.sections import free_segment
from moving.imports.values import Finding
from moving.models import Kind

LONGEST_TITLE, LONGEST_DESCRIPTION, LONGEST_SLUG = 80, 300, 60


def make(articles: Articles, value: values.Article) -> StandingPage:
    made = articles.make(value).row
    return StandingPage(
        title=cut(made.headline, LONGEST_TITLE),
        description=cut(value.standfirst, LONGEST_DESCRIPTION),
        body=made.body,
        is_public=value.status == Status.PUBLISHED and made.published_at is not None,
        public_since=made.published_at if value.status in (Status.PUBLISHED, Status.UNPUBLISHED) else None,
        updated_at=made.updated_at,
    )


def write(articles: Articles, value: values.Article, page: StandingPage) -> None:
    """In a transaction."""
    slug = slug_of(LONGEST_SLUG, value.slug, value.headline) or f"page-{value.key}"
    page.slug = free_segment(slug, LONGEST_SLUG)
    if page.slug != slug:
        articles.report.add(Finding(value.line, f"page {value.key}", "other_address", f"/{page.slug}/"))
    page.save()
    articles.ledger.note(Kind.PAGE, [Entry(value.key, page.pk, value.status)])
