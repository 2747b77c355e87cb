"""Whoever keeps something of an article beside it is told of a change by a job."""

ARTICLE_MOVED = "articles.moved"  # to another section; its ref is the article's number
