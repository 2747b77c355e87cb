"""Exports of Disqus as plain values. They are read once, and kept beside until each thread's turn has come."""

from collections.abc import Callable, Iterator, Sequence
from itertools import batched
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from articles.models import Article
from comments.models import Status
from moving.disqus import posts
from moving.disqus.matching import Match, Matching
from moving.disqus.posts import Post
from moving.disqus.spool import Spool, Thread
from moving.disqus.stream import Parts, number_of, said
from moving.disqus.twins import Twin, Twins, as_noted
from moving.disqus.twins import of_articles as twins_of
from moving.imports import mapping
from moving.imports.ledger import AT_A_TIME
from moving.imports.values import Comment, EndOfArticle, Finding, Known, Surveyed, Tally, Told
from moving.refused import Refused
from moving.xml.files import opened
from moving.xml.mending import Mending
from moving.xml.plain import line_of
from moving.xml.stream import Element, Event

LONGEST_KEY = 200


class Disqus:
    system = "disqus"

    def __init__(self, paths: Sequence[Path], who: mapping.Mapping | None = None) -> None:
        self.paths = paths
        self.who = who or mapping.Mapping()
        self.matching = Matching(self.who.articles)
        self.now = timezone.now()
        self.site = ""
        self.tally = Tally()
        self.spool = Spool()
        self.on_match: Callable[[Match], None] = lambda match: None
        self.found: list[Finding] = []  # by the survey
        self.told = 0

    @property
    def done(self) -> float:
        return self.told / (self.tally.seen.get("post", 0) or 1)

    def survey(self) -> Iterator[Surveyed]:
        for path in self.paths:
            for event in self._events(path):
                self._keep(event)
        self.spool.sort()
        yield from ()

    def read(self) -> Iterator[Told]:
        yield from self.found
        yield from self._matched()
        for post in self.spool.orphans():
            self.tally.add("post without a thread")
            yield Finding(post.line, f"comment {post.key}", "thread_missing", post.thread or post.thread_ident)
        for rows in batched(self.spool.articles(), AT_A_TIME):
            there = Article.objects.select_related("section").prefetch_related("authors__user").in_bulk(rows)
            for row, twins in zip(rows, twins_of(rows), strict=True):
                yield from _Discussion(self, there[row], twins).read()

    def _events(self, path: Path) -> Iterator[Event]:
        with opened(path) as stream:
            mending = Mending(stream)
            for event in Parts().events(mending.pieces()):
                if isinstance(event, Finding) and event.why == "no_disqus":
                    told = {"name": path.name, "begins": event.detail}
                    raise Refused(_("%(name)s is no export of Disqus: it begins with '%(begins)s'."), **told)
                yield event
            yield from mending.findings

    def _keep(self, event: Event) -> None:
        if isinstance(event, Finding):
            self.found.append(event)
        elif isinstance(event, Element):
            self.site = self.site or event.child("forum")
            if event.name == "thread":
                self._keep_thread(event)
            elif event.name == "post":
                self._keep_post(event)

    def _keep_thread(self, element: Element) -> None:
        self.tally.add("thread")
        link, title, at = (element.child(name) for name in ("link", "title", "createdAt"))
        thread = Thread(
            _key(element), element.child("id"), element.line, link, title, at, said(element, "isDeleted") is True
        )
        if not thread.key or not self.spool.add_thread(thread):
            self.found.append(Finding(element.line, f"thread {thread.key}", "twice" if thread.key else "no_number"))

    def _keep_post(self, element: Element) -> None:
        self.tally.add("post")
        key = _key(element)
        if any(child.is_too_long for child in element.children):
            self.found.append(Finding(element.line, f"comment {key}", "text_too_long"))
        if key:
            self.spool.add_post(posts.read(element)._replace(key=key))
        else:
            self.found.append(Finding(element.line, "comment", "no_number"))

    def _matched(self) -> Iterator[Finding]:
        """Threads find their articles; why the others don't."""
        for threads in batched(self.spool.threads(), AT_A_TIME):
            matches = list(self.matching.of(threads))
            for match in matches:
                self.on_match(match)
            self.spool.place((match.article, match.thread.key) for match in matches)
            yield from (self._left_out(match) for match in matches if match.why)
        for name in self.matching.unused():
            yield Finding(0, f"mapping {name}", "mapped_nowhere")

    def _left_out(self, match: Match) -> Finding:
        thread = match.thread
        self.tally.add("thread without an article")
        self.tally.add("post of such a thread", thread.posts)
        posts_told = f"{thread.posts} posts, " if thread.posts > 1 else "1 post, "
        named = line_of(thread.link or thread.ident or thread.title)
        return Finding(thread.line, f"thread {thread.key}", match.why, f"{posts_told}{named}")


class _Discussion:
    """All that was written about one article, in however many threads."""

    def __init__(self, reader: Disqus, article: Article, twins: Twins) -> None:
        self.reader, self.article, self.twins = reader, article, twins
        self.key = f"{article.pk} {article.get_absolute_url()}"[:LONGEST_KEY]

    def read(self) -> Iterator[Told]:
        yield Known(self.key, self.article.pk, self.article.status, self._authors())
        for some in batched(self.reader.spool.posts_of(self.article.pk), AT_A_TIME):
            twins = {post.key: twin for post, _thread in some if (twin := self.twins.of(post))}
            noted = as_noted(self.reader.site, list(twins)) if twins else {}
            for post, thread in some:
                self.reader.told += 1
                if twin := twins.get(post.key):
                    yield self._twin(post, twin, noted.get(post.key, twin.status))
                else:
                    yield from self._post(post, thread)
        yield EndOfArticle(self.key)

    def _authors(self) -> tuple[str, ...]:
        """Under the names that they had there."""
        here = {author.user.username for author in self.article.authors.all() if author.user}
        return tuple(login for login, account in self.reader.who.accounts.items() if account in here)

    def _post(self, post: Post, thread: Thread) -> Iterator[Told]:
        written = posts.moment(post.at)
        if written is None or written > self.reader.now:
            yield Finding(post.line, f"comment {post.key}", "comment_of_the_future" if written else "comment_undated")
        at = min(written or posts.moment(thread.at) or self.reader.now, self.reader.now)
        yield posts.comment_of(post, self.key, _status(post, thread), at)

    def _twin(self, post: Post, twin: Twin, status: str) -> Comment:
        self.reader.tally.add("post that came with WordPress")
        at = posts.moment(post.at) or self.reader.now
        return Comment(post.key, self.key, status, post.name, "", at, here=twin.row, line=post.line)


def _status(post: Post, thread: Thread) -> str:
    """What stood in a thread that was deleted as a whole was to be seen by nobody; moderators may bring it back."""
    hidden = thread.is_deleted and post.status in (Status.APPROVED, Status.PENDING)
    return Status.REJECTED if hidden else post.status


def _key(element: Element) -> str:
    """Disqus's number, else what the site has called it."""
    ident = element.child("id")
    key = number_of(element) or (f"id {ident}" if ident else "")
    return key if len(key) <= LONGEST_KEY else ""
