"""Which comments hold given words: postings for ranges of comments, made by the worker, and a look into the rest."""

from comments.search.asking import Matching, matching
from comments.search.segments import reworded

__all__ = ["Matching", "matching", "reworded"]
