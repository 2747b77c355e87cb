"""The newspaper in the admin, one file per thing."""

from articles.admin import article, author, page, section

__all__ = ["article", "author", "page", "section"]
