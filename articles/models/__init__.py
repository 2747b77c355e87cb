from articles.models.address import ArticleAddress
from articles.models.article import Article, Byline, Label, Status
from articles.models.author import Author
from articles.models.section import FirstSegment, Section
from articles.models.version import SiteVersion

__all__ = [
    "Article",
    "ArticleAddress",
    "Author",
    "Byline",
    "FirstSegment",
    "Label",
    "Section",
    "SiteVersion",
    "Status",
]
