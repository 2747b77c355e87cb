"""What waits for the newsroom: to be reviewed, mended, published; each kind of it is a source of its own."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import NamedTuple

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from articles import editing, states
from articles.models import Act, Article, MistakeReport, Note, Status
from articles.models.article import ArticleQuerySet

MOST = 100  # of each part; the list of articles has the rest
MOST_HANDLED = 10
LATELY = timedelta(days=1)
SHOWN_OF_MISTAKES = (
    *("quote", "text", "email", "at", "handled_at", "article__headline", "article__section__name"),
    *(f"handled_by__{name}" for name in ("username", "first_name", "last_name", "public_name")),
)
SHOWN = ("headline", "status", "published_at", "updated_at", "working_copy", "section__name")


class Entry(NamedTuple):
    title: str
    address: str
    about: str
    said: Note | None = None
    mistake: MistakeReport | None = None


class Part(NamedTuple):
    """`is_waiting`: that somebody here has to do something, not only to know."""

    name: str
    title: str
    entries: list[Entry]
    is_waiting: bool = True


type Source = Callable[[User], Iterable[Part]]


def parts(user: User) -> list[Part]:
    """Those that hold something."""
    return [part for source in SOURCES for part in source(user) if part.entries]


def _in_review(user: User) -> Iterable[Part]:
    """For whoever is asked, for the desk, and, to know of it, for others."""
    found = list(_with_note(_mine(user).filter(status=Status.IN_REVIEW), Act.SUBMITTED))
    if not editing.is_editor(user):
        return [Part("yours", _("Yours, in review"), [_entry(*each) for each in found], is_waiting=False)]
    groups: dict[str, list[Entry]] = {"me": [], "desk": [], "others": []}
    for article, said in found:
        groups[_whom(said, user)].append(_entry(article, said))
    return [
        Part("me", _("In review, for you"), groups["me"]),
        Part("desk", _("In review, for the desk"), groups["desk"]),
        Part("others", _("In review, for others"), groups["others"], is_waiting=False),
    ]


def _whom(said: Note | None, user: User) -> str:
    if said is None or said.to_id is None:
        return "desk"
    return "me" if said.to_id == user.pk else "others"


def _sent_back(user: User) -> Iterable[Part]:
    """To this person, who has not submitted it again."""
    drafts = _with_note(_mine(user).filter(status=Status.DRAFT), Act.SENT_BACK, to=user)
    entries = [_entry(article, said) for article, said in drafts if said]
    return [Part("back", _("Sent back to you"), entries)]


def _changes(user: User) -> Iterable[Part]:
    """Working copies that nobody has published yet."""
    waiting = _mine(user).filter(status=Status.PUBLISHED, working_copy__isnull=False).order_by("-pk")
    return [Part("changes", _("Changes that wait to be published"), [_entry(article) for article in waiting[:MOST]])]


def _scheduled(user: User) -> Iterable[Part]:
    ahead = _mine(user).scheduled().order_by("published_at", "pk")[:MOST]
    return [Part("scheduled", _("Scheduled"), [_entry(article) for article in ahead], is_waiting=False)]


def _mistakes(user: User) -> Iterable[Part]:
    """What readers say is wrong, for editors alone, and what has just been dealt with, to take that back."""
    if not editing.is_editor(user):
        return []
    told = MistakeReport.objects.select_related("article__section", "handled_by").only(*SHOWN_OF_MISTAKES)
    lately = told.handled_since(timezone.now() - LATELY)[:MOST_HANDLED]
    return [
        Part("mistakes", _("Mistakes that readers found"), [_reported(each) for each in told.open()[:MOST]]),
        Part("dealt", _("Mistakes dealt with lately"), [_reported(each) for each in lately], is_waiting=False),
    ]


SOURCES: list[Source] = [_in_review, _sent_back, _changes, _mistakes, _scheduled]


def _mine(user: User) -> ArticleQuerySet:
    return editing.within_reach(user, Article.objects.select_related("section").only(*SHOWN))


def _with_note(articles: ArticleQuerySet, act: Act, **about: object) -> Iterable[tuple[Article, Note | None]]:
    """Oldest first, each with what was said last."""
    last = Note.objects.filter(article=OuterRef("pk"), act=act, **about).latest_first().values("pk")[:1]
    found = list(articles.annotate(said_last=Subquery(last)).order_by("said_last", "pk")[:MOST])
    said = Note.objects.select_related("by", "to").in_bulk([pk for pk in (_said(each) for each in found) if pk])
    return [(article, said.get(_said(article) or 0)) for article in found]


def _said(article: Article) -> int | None:
    found: int | None = vars(article)["said_last"]
    return found


def _entry(article: Article, said: Note | None = None) -> Entry:
    address = reverse("admin:articles_article_change", args=[article.pk])
    return Entry(article.headline, address, f"{article.section.name} · {states.sentence(article)}", said)


def _reported(mistake: MistakeReport) -> Entry:
    article = mistake.article
    address = reverse("admin:articles_article_change", args=[article.pk])
    return Entry(article.headline, address, article.section.name, mistake=mistake)
