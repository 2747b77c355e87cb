"""What an export says, as plain values: a reader makes them of its format, the engine makes rows of them.

Keys are the numbers or names that things have in the export, as text. Texts are clean of what no page should show, as
long as they are: the engine cuts what our columns have no room for, and tells.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol


class Finding(NamedTuple):
    """Something that is not as it was in the file, or not there at all."""

    line: int
    about: str  # as in "comment 17"
    why: str  # a code of `moving.imports.report.SENTENCES`
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    key: str
    name: str
    email: str = ""
    number: str = ""  # by which comments name an account
    line: int = 0
    slug: str = ""  # of their page; else it follows from the name
    job_title: str = ""
    bio: str = ""
    portrait: str = ""  # an attachment
    former: tuple[str, ...] = ()  # slugs of old
    is_wanted: bool = False  # also where no article is by them


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    name: str
    parent: str = ""
    description: str = ""
    line: int = 0
    position: int | None = None
    on_front: bool = True
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tag:
    key: str
    name: str
    line: int = 0
    former: tuple[str, ...] = ()
    is_wanted: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the former site; `address` is where it was to be had."""

    key: str
    address: str
    alt: str = ""
    caption: str = ""
    title: str = ""
    line: int = 0
    credit: str = ""
    focus: tuple[int, int] = (50, 50)  # in per cent, from the left and from the top
    is_wanted: bool = False


class Body(NamedTuple):
    """HTML of plain elements, pictures under the addresses that they had; what was found when it was made."""

    html: str
    findings: tuple[Finding, ...] = ()


type FindAttachments = Callable[[Iterable[str]], Mapping[str, Attachment]]


class Correction(NamedTuple):
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    key: str
    headline: str
    status: str  # of articles.models.Status
    write_body: Callable[[FindAttachments], Body]  # costly, so asked for only where the article is new
    is_page: bool = False
    slug: str = ""
    standfirst: str = ""
    created_at: datetime | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    authors: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()  # the first is the one in which it stands
    tags: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()  # under which it was to be had, the last first
    takes_comments: bool = True
    picture: str = ""  # an attachment
    line: int = 0
    job_titles: tuple[str, ...] = ()  # of the authors, as of publication
    corrections: tuple[Correction, ...] = ()
    columns: Mapping[str, Any] = field(default_factory=dict)  # others that are as they will be here


@dataclass(frozen=True, slots=True)
class Known:
    """An article that is here already, to take comments from elsewhere: it is never written."""

    key: str
    row: int
    status: str
    authors: tuple[str, ...] = ()  # logins whose comments are its authors'


@dataclass(frozen=True, slots=True)
class Verdict:
    """What Akismet said of a comment, and when."""

    at: datetime
    is_spam: bool


@dataclass(frozen=True, slots=True)
class Comment:
    key: str
    article: str
    status: str  # of comments.models.Status
    name: str
    text: str
    created_at: datetime
    parent: str = ""
    email: str = ""
    website: str = ""
    address: str = ""
    agent: str = ""
    account: str = ""  # the key or number of an author
    decided_at: datetime | None = None
    verdicts: tuple[Verdict, ...] = ()
    columns: Mapping[str, Any] = field(default_factory=dict)
    here: int = 0  # the row of a comment that came by another way: it is not written, answers find it
    line: int = 0


@dataclass(frozen=True, slots=True)
class EndOfArticle:
    """All comments of the article have been read."""

    key: str


@dataclass(frozen=True, slots=True)
class Bases:
    """With what addresses of sections, tags and authors began ("topics/harbor"), each with the kind that it is of."""

    kinds: Mapping[str, str]


type Surveyed = Author | Section | Tag | Attachment | Finding
type Told = Article | Known | Comment | EndOfArticle | Bases | Finding


@dataclass
class Tally:
    """What the file has, counted by the reader; kinds that are left out as such are counted here alone."""

    seen: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, count: int = 1) -> None:
        self.seen[kind] = self.seen.get(kind, 0) + count


class Reader(Protocol):
    system: str

    @property
    def site(self) -> str:
        """The address of the former site; known after the survey."""

    @property
    def tally(self) -> Tally: ...

    @property
    def done(self) -> float:
        """How much of what there is to read has been read, from 0 to 1."""

    def survey(self) -> Iterator[Surveyed]:
        """Everything that articles point at."""

    def read(self) -> Iterator[Told]:
        """Articles, each followed by its comments and its end."""
