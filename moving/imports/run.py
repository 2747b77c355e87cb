"""One run of an import: reads everything once for what is pointed at, then articles and comments in portions.

Each portion is one transaction: whoever kills the run at any moment loses at most that, and the next run finds by the
origins what is there and goes on.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.db import transaction

from articles.models import Article as ArticleRow
from comments.models import Discussion
from moving.imports import comments as discussion
from moving.imports import pages, values, wanted
from moving.imports.articles import Articles, Made
from moving.imports.comments import Comments, Under
from moving.imports.cutting import fitting
from moving.imports.early import Early
from moving.imports.ledger import Entry, Ledger
from moving.imports.mapping import Mapping
from moving.imports.pictures import Pictures
from moving.imports.pointed import SECTION_AS_TAG, Authors, Tags
from moving.imports.reconciling import Expected
from moving.imports.report import Report
from moving.imports.sections import Sections
from moving.imports.surveying import survey
from moving.imports.values import Attachment, Comment, EndOfArticle, Finding, Reader
from moving.imports.writers import Writers
from moving.models import Kind

PORTION = 500  # comments, or articles at ten to one
WEIGHT = 10  # of an article, in comments

type Progress = Callable[[float, "Run"], None]


class Run:
    def __init__(
        self,
        reader: Reader,
        report: Report,
        *,
        mapping: Mapping | None = None,
        uploads: Path | None = None,
        dry: bool = False,
    ) -> None:
        """Raises Refused for what can't begin."""
        self.reader, self.report, self.dry = reader, report, dry
        self.mapping = mapping or Mapping()
        self.surveyed = survey(reader)
        self.ledger = Ledger(reader.system, reader.site)
        self.expected = Expected()
        self.new = {"articles": 0, "pages": 0, "comments": 0}
        self._prepare(uploads)
        self._begin_portion()
        self.early = Early(self.ledger)
        self.complete = ""  # the article of which nothing more will come
        self.page: values.Article | None = None  # that may have comments
        self.bases: dict[str, str] = {}
        self.authors: dict[str, tuple[str, ...]] = {}  # of the articles of the portion, and of the one that goes on

    def _prepare(self, uploads: Path | None) -> None:
        shared = (self.ledger, self.report, self.mapping)
        authors, tags = self.surveyed[values.Author], dict(self.surveyed[values.Tag])
        sections = self.surveyed[values.Section]
        tags |= {f"{SECTION_AS_TAG}{key}": values.Tag(key, each.name) for key, each in sections.items()}
        self.sections = Sections(sections, *shared)
        pictures = Pictures(uploads, self.ledger, self.report, dry=self.dry)
        pointed = self.sections, Authors(authors, *shared), Tags(tags, *shared), pictures
        self.articles = Articles(self.ledger, self.report, *pointed, self.surveyed[Attachment])
        writers = Writers(authors, self.mapping.accounts)
        for name in writers.unknown:
            self.report.add(Finding(0, f"account {name}", "account_unknown"))
        self.comments = Comments(self.ledger, self.report, writers)

    def _begin_portion(self) -> None:
        self.portion_articles: list[values.Article] = []
        self.portion_pages: list[values.Article] = []
        self.portion_known: list[values.Known] = []
        self.portion_comments: list[Comment] = []
        self.ended: list[str] = []

    def go(self, progress: Progress = lambda done, run: None) -> None:
        (self.sections.try_out if self.dry else self._write_surveyed)()
        for told in self.reader.read():
            self._take(told)
            if self._store_if_full():
                progress(self.reader.done, self)
        self._store()
        if not self.dry:
            with transaction.atomic():
                self.ledger.close(self.bases)

    def _store_if_full(self) -> bool:
        articles = len(self.portion_articles) + len(self.portion_pages) + len(self.portion_known)
        is_full = len(self.portion_comments) + WEIGHT * articles >= PORTION
        if is_full:
            self._store()
        return is_full

    def _write_surveyed(self) -> None:
        if missing := self.sections.missing():
            with transaction.atomic():
                for key in missing:
                    self.sections.take(key)
        wanted.write(self.articles, self.surveyed)

    def _take(self, told: values.Told) -> None:
        if isinstance(told, Finding):
            self.report.add(told)
        elif isinstance(told, Comment):
            self._take_comment(told)
        elif isinstance(told, EndOfArticle):
            self._end_article(told)
        elif isinstance(told, values.Known):
            self.expected.articles[told.key] = told.status
            self.authors[told.key] = told.authors
            self.portion_known.append(told)
        elif isinstance(told, values.Bases):
            self.bases |= told.kinds
        else:
            self._take_article(told)

    def _take_article(self, article: values.Article) -> None:
        """A page waits for whether a comment follows."""
        self.authors[article.key] = article.authors
        if not self.expected.article(article):
            self.report.add(Finding(article.line, f"post {article.key}", "twice"))
        elif article.is_page:
            self.page = article
        else:
            self.portion_articles.append(article)

    def _take_comment(self, comment: Comment) -> None:
        if self.page:
            self.report.add(Finding(self.page.line, f"page {self.page.key}", "page_with_comments"))
            self.portion_articles.append(self.page)
            self.page = None
        if not (comment.text or discussion.may_be_empty(comment)):
            self.report.add(Finding(comment.line, f"comment {comment.key}", "empty_comment"))
        elif not self.expected.comment(comment):
            self.report.add(Finding(comment.line, f"comment {comment.key}", "twice"))
        else:
            self.portion_comments.append(fitting(comment, self.report))

    def _end_article(self, end: EndOfArticle) -> None:
        if self.page:
            self.portion_pages.append(self.page)
            self.page = None
        self.complete = end.key
        for comment in self.early.let_go():
            self.portion_comments.append(comment)
            self._store_if_full()
        self.ended.append(end.key)

    def _store(self) -> None:
        self.portion_comments = self.early.hold_back(self.portion_comments, {*self.ended, self.complete})
        if self.dry:
            self._try_portion()
        else:
            self._write_portion()
        self.authors = dict(list(self.authors.items())[-1:])
        self._begin_portion()

    def _try_portion(self) -> None:
        """What would be written; bodies are made for what is found in them."""
        for kind, portion in self._new_articles().items():
            for value in portion:
                self.articles.make(value)
            self.new["pages" if kind == Kind.PAGE else "articles"] += len(portion)
        self.comments.try_out(comments := self._new_comments())
        self._count_comments(comments)

    def _write_portion(self) -> None:
        new, comments = self._new_articles(), self._new_comments()
        made = [self.articles.make(value) for value in new[Kind.ARTICLE]]
        self.articles.look_up(made)
        standing = [(value, pages.make(self.articles, value)) for value in new[Kind.PAGE]]
        met = self._newly_met()
        if not (made or standing or met or comments or self._unsettled()):
            return
        with transaction.atomic():
            self.ledger.hold()
            if met:
                self.ledger.note(Kind.ARTICLE, met)
            for value, page in standing:
                pages.write(self.articles, value, page)
            self._write_articles(made, comments)
        self.new["articles"] += len(made)
        self.new["pages"] += len(standing)
        self._count_comments(comments)

    def _count_comments(self, comments: Iterable[Comment]) -> None:
        self.new["comments"] += sum(not each.here for each in comments)

    def _new_articles(self) -> dict[Kind, list[values.Article]]:
        """What isn't here yet; a page that was an article stays one."""
        listed = [*self.portion_articles, *self.portion_pages]
        known: set[str] = set()
        for kind in (Kind.ARTICLE, Kind.PAGE):
            known |= self.ledger.known(kind, [each.key for each in listed]).keys()
        return {
            Kind.ARTICLE: [each for each in self.portion_articles if each.key not in known],
            Kind.PAGE: [each for each in self.portion_pages if each.key not in known],
        }

    def _newly_met(self) -> list[Entry]:
        known = self.ledger.known(Kind.ARTICLE, [each.key for each in self.portion_known])
        new = (each for each in self.portion_known if each.key not in known)
        return [Entry(each.key, each.row, each.status, is_ours=False) for each in new]

    def _new_comments(self) -> list[Comment]:
        known = self.ledger.known(Kind.COMMENT, [each.key for each in self.portion_comments])
        return [each for each in self.portion_comments if each.key not in known]

    def _unsettled(self) -> set[int]:
        """Articles that have ended here, and about which something was written since they were last settled."""
        origins = self.ledger.known(Kind.ARTICLE, self.ended)
        return {origin.row for origin in origins.values() if not origin.is_settled}

    def _write_articles(self, made: list[Made], comments: list[Comment]) -> None:
        written = self.articles.write(made) if made else {}
        under = dict(self._under(comments, written))
        there = [each for each in comments if each.article in under]
        for each in comments:
            if each.article not in under:
                self._leave_out(each)
        touched = {each.article.pk for each in under.values()}
        for article in sorted(touched):
            Discussion.lock(article)  # before comments and people, as everywhere: readers write beside this
        if there:
            self.comments.write(under, there)
        self.ledger.settle(touched, is_settled=False)
        unsettled = self._unsettled()
        discussion.settle(unsettled)
        self.ledger.settle(unsettled, is_settled=True)

    def _leave_out(self, comment: Comment) -> None:
        self.expected.leave_out(comment)
        self.report.add(Finding(comment.line, f"comment {comment.key}", "page_takes_none"))

    def _under(self, comments: list[Comment], written: dict[str, ArticleRow]) -> Iterator[tuple[str, Under]]:
        keys = {each.article for each in comments}
        known = self.ledger.known(Kind.ARTICLE, keys - written.keys())
        rows = ArticleRow.objects.select_related("section").in_bulk([origin.row for origin in known.values()])
        there = written | {key: rows[origin.row] for key, origin in known.items() if origin.row in rows}
        yield from ((key, Under(there[key], self.authors.get(key, ()))) for key in keys if key in there)
