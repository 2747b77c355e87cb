"""The newspaper in the admin, one file per thing."""

from articles.admin import article, author, correction, front, page, picture, section, settings, tag

__all__ = ["article", "author", "correction", "front", "page", "picture", "section", "settings", "tag"]
