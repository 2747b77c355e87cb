"""What the page of an article shows. Its queries are written by hand: composing them costs ten times their running."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS

from articles.caching import now_in_sql
from articles.models import Article, Author, Correction, Picture, Section, Tag
from articles.models.article import Status
from articles.models.picture import SHOWN_OF_PICTURES

ALSO_LIKED = 3
LATEST = 200  # articles of a tag that are looked at
READ_OF_PICTURES = [f"its_{column}" for column in SHOWN_OF_PICTURES]
PICTURE_COLUMNS = ", ".join(f"i.{column} AS its_{column}" for column in SHOWN_OF_PICTURES)

ARTICLE_QUERY = """
SELECT a.id, a.headline, a.slug, a.standfirst, a.body_html, a.body_markup, a.body_words, a.section_id, a.label,
    a.status, a.published_at, a.updated_at, a.picture_id, a.picture_alt, a.caption, a.credit, a.takes_comments,
    a.comments_close_at, a.revision, f.slug AS section_slug, s.name AS section_name, s.parent_id, p.name AS parent_name,
    pf.slug AS parent_slug, {of_picture},
    (SELECT adblock_note FROM articles_newspapersettings WHERE id = 1) AS adblock_note,
    EXISTS (SELECT 1 FROM articles_correction k WHERE k.article_id = a.id) AS is_corrected
FROM articles_article a
JOIN articles_firstsegment f ON f.id = a.section_id
JOIN articles_section s ON s.firstsegment_ptr_id = a.section_id
LEFT JOIN articles_firstsegment pf ON pf.id = s.parent_id
LEFT JOIN articles_section p ON p.firstsegment_ptr_id = s.parent_id
LEFT JOIN articles_picture i ON i.id = a.picture_id
WHERE f.slug = %(section)s AND a.slug = %(slug)s AND a.status = %(published)s AND a.published_at <= %(now)s
""".replace("{of_picture}", PICTURE_COLUMNS)

AUTHORS_QUERY = """
SELECT u.id, u.name, u.slug, u.bio, u.portrait_id, b.job_title AS byline_title, {of_picture}
FROM articles_byline b JOIN articles_author u ON u.id = b.author_id
LEFT JOIN articles_picture i ON i.id = u.portrait_id
WHERE b.article_id = %(article)s ORDER BY b.position, b.id
""".replace("{of_picture}", PICTURE_COLUMNS)

TAGS_QUERY = """
SELECT t.id, t.name, t.slug FROM articles_tagging m JOIN articles_tag t ON t.id = m.tag_id
WHERE m.article_id = %(article)s ORDER BY m.position, m.id
"""

# Of each of its tags, what was written last: a tag that half of the paper has must not cost what half of it costs.
# CROSS JOIN tells SQLite in which order to read; it would else begin with all articles, for the sake of their order.
LIKED_QUERY = """
SELECT a.id, a.headline, a.slug, a.standfirst, a.section_id, a.label, a.published_at, a.picture_id,
    f.slug AS section_slug, s.name AS section_name, s.parent_id, {of_picture}
FROM (
    SELECT id, place, shared FROM (
        SELECT o.id, 1 AS place, 0 AS shared
        FROM articles_article_related r CROSS JOIN articles_article o
        WHERE r.from_article_id = %(article)s AND o.id = r.to_article_id AND o.id <> %(article)s
            AND o.status = %(published)s AND o.published_at <= %(now)s
        ORDER BY o.published_at DESC, o.id DESC LIMIT %(most)s
    ) AS picked UNION ALL SELECT id, place, shared FROM (
        SELECT o.id, 2 AS place, COUNT(*) AS shared
        FROM articles_tagging m CROSS JOIN articles_tagging t CROSS JOIN articles_article o
        WHERE m.article_id = %(article)s AND t.tag_id = m.tag_id AND t.article_id >= COALESCE((
                SELECT l.article_id FROM articles_tagging l WHERE l.tag_id = m.tag_id
                ORDER BY l.article_id DESC LIMIT 1 OFFSET %(latest)s
            ), 0) AND o.id = t.article_id AND o.id <> %(article)s
            AND o.status = %(published)s AND o.published_at <= %(now)s
        GROUP BY o.id, o.published_at
        ORDER BY shared DESC, o.published_at DESC, o.id DESC LIMIT %(most)s
    ) AS alike UNION ALL SELECT id, place, shared FROM (
        SELECT o.id, 3 AS place, 0 AS shared FROM articles_article o
        WHERE o.section_id = %(section)s AND o.id <> %(article)s
            AND o.status = %(published)s AND o.published_at <= %(now)s
        ORDER BY o.published_at DESC, o.id DESC LIMIT %(most)s
    ) AS newest
) AS liked
JOIN articles_article a ON a.id = liked.id
JOIN articles_firstsegment f ON f.id = a.section_id
JOIN articles_section s ON s.firstsegment_ptr_id = a.section_id
LEFT JOIN articles_picture i ON i.id = a.picture_id
ORDER BY liked.place, liked.shared DESC, a.published_at DESC, a.id DESC
""".replace("{of_picture}", PICTURE_COLUMNS)


def find_published(section: str, slug: str) -> Article | None:
    """With its section and the one above; the source of the body stays where it is."""
    found = Article.objects.raw(ARTICLE_QUERY, _public(section=section, slug=slug))
    return next((_complete(article) for article in found), None)


def authors_of(article: Article) -> list[Author]:
    """In the order of the byline; `byline_title` is what each was when the article was published."""
    authors = list(Author.objects.raw(AUTHORS_QUERY, {"article": article.pk}))
    for author in authors:
        author.portrait = _picture(author.portrait_id, vars(author))
    return authors


def corrections_of(article: Article) -> list[Correction]:
    """Oldest first; read once per page, and only if there are any: this instance lives as long as the request."""
    if not hasattr(article, "_corrections"):
        known = vars(article).get("is_corrected", True)
        found = list(Correction.objects.filter(article=article).order_by("pk")) if known else []
        article._corrections = found  # type: ignore[attr-defined]
    corrections: list[Correction] = article._corrections  # type: ignore[attr-defined]
    return corrections


def tags_of(article: Article) -> list[Tag]:
    """In the order of choice. Each has a page, as it has this article, which is public."""
    return list(Tag.objects.raw(TAGS_QUERY, {"article": article.pk}))


def also_liked(article: Article) -> list[Article]:
    """Picked by hand first, then what shares the most tags, then the section's; of each kind the newest."""
    asked = _public(article=article.pk, section=article.section_id, most=ALSO_LIKED, latest=LATEST)
    found = {other.pk: other for other in Article.objects.raw(LIKED_QUERY, asked)}
    return [_complete(other) for other in found.values()][:ALSO_LIKED]


def _public(**asked: object) -> dict[str, Any]:
    return asked | {"published": Status.PUBLISHED, "now": now_in_sql()}


def _complete(article: Article) -> Article:
    """From what the query has read beside the article's own columns."""
    read = vars(article)
    parent = read["parent_id"]
    article.section = _section(article.section_id, read["section_slug"], read["section_name"], parent)
    article.picture = _picture(article.picture_id, read)
    if parent and "parent_name" in read:
        article.section.parent = _section(parent, read["parent_slug"], read["parent_name"], None)
    return article


def _section(pk: int, slug: str, name: str, parent: int | None) -> Section:
    """Anything else of it is looked up if somebody asks."""
    columns = ("id", "slug", "firstsegment_ptr_id", "name", "parent_id")
    return Section.from_db(DEFAULT_DB_ALIAS, columns, [pk, slug, pk, name, parent])


def _picture(pk: int | None, read: dict[str, Any]) -> Picture | None:
    if pk is None:
        return None
    return Picture.from_db(DEFAULT_DB_ALIAS, ("id", *SHOWN_OF_PICTURES), [pk, *map(read.get, READ_OF_PICTURES)])
