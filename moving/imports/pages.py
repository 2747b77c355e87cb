"""Pages of the export as standing pages. One with comments becomes an article: here only those have any."""

from articles.models import FormerSegment, StandingPage, Status
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
        position=value.columns.get("position", 0),
        role=value.columns.get("role"),
    )


def write(articles: Articles, value: values.Article, page: StandingPage) -> None:
    """In a transaction."""
    slug = slug_of(LONGEST_SLUG, value.slug, value.headline) or f"page-{value.key}"
    page.slug = free_segment(slug, LONGEST_SLUG)
    if page.slug != slug:
        articles.report.add(Finding(value.line, f"page {value.key}", "other_address", f"/{page.slug}/"))
    if page.role and StandingPage.objects.filter(role=page.role).exists():
        page.role = None
        articles.report.add(Finding(value.line, f"page {value.key}", "role_taken"))
    page.save()
    _lead_on(articles, value, page)
    articles.ledger.note(Kind.PAGE, [Entry(value.key, page.pk, page.role or value.status)])


def _lead_on(articles: Articles, value: values.Article, page: StandingPage) -> None:
    """From where it was to be had, unless that leads elsewhere."""
    paths = {path.strip("/") for path in value.paths} - {page.slug, ""}
    taken = FormerSegment.objects.filter(slug__in=paths).values_list("slug", flat=True)
    for path in sorted(paths - set(taken)):
        if len(path) <= LONGEST_SLUG:
            FormerSegment.objects.keep(path, page)
        else:
            articles.report.add(Finding(value.line, f"page {value.key}", "page_path_too_long", path))
