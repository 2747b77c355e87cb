"""Threads and posts, kept in a file while an import runs: exports have posts of all threads mixed, by their dates.
The file has no name, and is gone with the process."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from moving.disqus.posts import Post

MADE = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE thread (key TEXT PRIMARY KEY, ident TEXT, line INTEGER, link TEXT, title TEXT, at TEXT, deleted INTEGER,
    posts INTEGER NOT NULL DEFAULT 0, article INTEGER);
CREATE TABLE post (number INTEGER PRIMARY KEY, line INTEGER, key TEXT, ident TEXT, thread TEXT, thread_ident TEXT,
    parent TEXT, parent_ident TEXT, status TEXT, at TEXT, name TEXT, username TEXT, email TEXT, address TEXT,
    message TEXT);
"""
# Whoever is named by the site's own name alone gets Disqus's number.
SORTED = """
CREATE INDEX thread_ident ON thread (ident);
CREATE INDEX post_ident ON post (ident);
UPDATE post SET thread = (SELECT key FROM thread WHERE ident = thread_ident LIMIT 1)
    WHERE thread = '' AND thread_ident > '';
UPDATE post SET parent = COALESCE((SELECT p.key FROM post p WHERE p.ident = post.parent_ident LIMIT 1), parent_ident)
    WHERE parent = '' AND parent_ident > '';
CREATE INDEX post_thread ON post (thread, number);
CREATE INDEX thread_article ON thread (article);
UPDATE thread SET posts = (SELECT COUNT(*) FROM post WHERE thread = thread.key);
"""
ADD_THREAD = "INSERT OR IGNORE INTO thread (key, ident, line, link, title, at, deleted) VALUES (?, ?, ?, ?, ?, ?, ?)"
ADD_POST = "INSERT INTO post VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
THREADS = "SELECT key, ident, line, link, title, at, deleted, posts FROM thread WHERE posts > 0 ORDER BY line, key"
PLACE = "UPDATE thread SET article = ? WHERE key = ?"
ARTICLES = "SELECT DISTINCT article FROM thread WHERE article > 0 ORDER BY article"
POSTS = """
SELECT p.*, t.key, t.ident, t.line, t.link, t.title, t.at, t.deleted FROM thread t
CROSS JOIN post p ON p.thread = t.key WHERE t.article = ? ORDER BY p.number
"""
ORPHANS = "SELECT * FROM post WHERE thread IS NULL OR thread NOT IN (SELECT key FROM thread) ORDER BY number"
OF_POST = len(Post._fields) + 1


class Thread(NamedTuple):
    key: str
    ident: str
    line: int
    link: str
    title: str
    at: str
    is_deleted: bool
    posts: int = 0


class Spool:
    def __init__(self) -> None:
        self.database = sqlite3.connect("", isolation_level=None)
        self.database.executescript(MADE)

    def add_thread(self, thread: Thread) -> bool:
        """False when it has been there before."""
        return self.database.execute(ADD_THREAD, thread[:-1]).rowcount == 1

    def add_post(self, post: Post) -> None:
        self.database.execute(ADD_POST, post)

    def sort(self) -> None:
        """Once everything is there."""
        self.database.executescript(SORTED)

    def threads(self) -> Iterator[Thread]:
        """Those with posts: many a thread is of somebody who looked at a page alone."""
        yield from (Thread(*row) for row in self.database.execute(THREADS))

    def place(self, found: Iterable[tuple[int, str]]) -> None:
        """Articles and their threads, by the keys of these."""
        self.database.executemany(PLACE, found)

    def articles(self) -> list[int]:
        return [row for (row,) in self.database.execute(ARTICLES)]

    def posts_of(self, article: int) -> Iterator[tuple[Post, Thread]]:
        for row in self.database.execute(POSTS, [article]):
            yield Post(*row[1:OF_POST]), Thread(*row[OF_POST:])

    def orphans(self) -> Iterator[Post]:
        yield from (Post(*row[1:]) for row in self.database.execute(ORPHANS))
