from articles.models.address import ArticleAddress, FormerSegment
from articles.models.article import Article, Label, Status
from articles.models.author import Author, AuthorAddress
from articles.models.byline import Byline
from articles.models.correction import Correction
from articles.models.desk import Presence, UnsavedText
from articles.models.mistake import MistakeReport
from articles.models.note import Act, Note
from articles.models.page import StandingPage
from articles.models.picture import Picture, Rendition
from articles.models.pin import Pin
from articles.models.preview import PreviewLink
from articles.models.revision import Revision
from articles.models.search_entry import SearchEntry
from articles.models.section import FirstSegment, Section
from articles.models.settings import NewspaperSettings
from articles.models.tag import Tag, TagAddress, Tagging
from articles.models.version import ShownOnPages, SiteVersion

__all__ = [
    "Act",
    "Article",
    "ArticleAddress",
    "Author",
    "AuthorAddress",
    "Byline",
    "Correction",
    "FirstSegment",
    "FormerSegment",
    "Label",
    "MistakeReport",
    "NewspaperSettings",
    "Note",
    "Picture",
    "Pin",
    "Presence",
    "PreviewLink",
    "Rendition",
    "Revision",
    "SearchEntry",
    "Section",
    "ShownOnPages",
    "SiteVersion",
    "StandingPage",
    "Status",
    "Tag",
    "TagAddress",
    "Tagging",
    "UnsavedText",
]
