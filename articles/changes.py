"""Whoever keeps something of an article beside it is told of a change by a job."""

WORDS_CHANGED = "articles.words"  # a name by which an article is found; its ref is the article's number
ARTICLE_MOVED = "articles.moved"  # to another section; its ref is the article's number
