from articles.models.address import ArticleAddress, SectionAddress
from articles.models.article import Article, Label, Status
from articles.models.author import Author
from articles.models.byline import Byline
from articles.models.section import FirstSegment, Section
from articles.models.version import ShownOnPages, SiteVersion

__all__ = [
    "Article",
    "ArticleAddress",
    "Author",
    "Byline",
    "FirstSegment",
    "Label",
    "Section",
    "SectionAddress",
    "ShownOnPages",
    "SiteVersion",
    "Status",
]
