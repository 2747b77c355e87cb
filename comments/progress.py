"""What the author of a comment is told about it, in plain words."""

from datetime import datetime
from statistics import median
from typing import NamedTuple

from django.core.cache import cache
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments import intake, links, reasons, restrictions
from comments.checking import is_late
from comments.models import Appeal, AuthorWords, Comment, ModerationAction, Plea, Status
from comments.restrictions import words
from comments.terms import SPAM_TEXT_AFTER_DECISION

CHECKING, WAITING, DECIDED = 1, 2, 3
RECENT = 50
REMEMBER_FOR = 60  # seconds


class Acts(NamedTuple):
    """What its author may do with a comment as it stands."""

    edit_until: datetime | None
    withdraw: bool
    appeal: bool


class State(NamedTuple):
    key: str
    step: int
    title: str
    explanation: str
    ask_again: int = 0  # seconds until the page looks anew; 0 when nothing more is to come
    permalink: str = ""
    clause: str = ""  # of the guideline, which it goes against
    words: str = ""  # of the moderator, to its author
    appeal: str = ""  # what has become of the author's wish that somebody look again
    answer: str = ""  # the sentence with which that was denied

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Each step's name, and "done", "here" or "ahead"."""
        last = self.title if self.step == DECIDED else _("Published")
        names = [_("Spam check"), _("Moderator"), last]
        return [(name, self._place(number)) for number, name in enumerate(names, start=1)]

    def _place(self, number: int) -> str:
        return "done" if number < self.step else "here" if number == self.step else "ahead"


def state_of(comment: Comment) -> State:
    return _STATES[Status(comment.status)](comment)


def title_of(comment: Comment) -> str:
    """The state in a word or two, for lists."""
    titles = {
        Status.UNCHECKED: _("Checking for spam"),
        Status.PENDING: _("Waiting for a moderator"),
        Status.APPROVED: _("Published"),
        Status.WITHDRAWN: _("Erased") if comment.emptied_at else _("Withdrawn"),
    }
    return titles.get(Status(comment.status), _("Not published"))


def acts_of(comment: Comment) -> Acts:
    is_over = comment.status in (Status.SPAM, Status.WITHDRAWN)
    ends = None if is_over or not comment.article.accepts_comments() else intake.edit_ends(comment)
    until = ends if ends and ends >= timezone.now() else None
    return Acts(until, withdraw=not is_over, appeal=_is_appealable(comment))


def _is_appealable(comment: Comment) -> bool:
    """What came with an import was decided elsewhere: here is nobody who could look at it again."""
    if comment.status not in (Status.REJECTED, Status.SPAM) or comment.emptied_at:
        return False
    return ModerationAction.objects.about(comment.pk).exists() and Appeal.about_the_standing(comment) is None


def restriction_of(comment: Comment) -> str:
    """What keeps its author from posting, with the end and the reason; empty when nothing does."""
    last = comment.submissions.order_by("-version").first()
    found = restrictions.of_author(comment.commenter, last)
    return words.told(found) if found else ""


def _unchecked(comment: Comment) -> State:
    if is_late(comment):
        late = _(
            "Your comment is safe, and will be checked as soon as the spam check answers. You need not do anything."
        )
        return State("late", CHECKING, _("Waiting; the spam check is late"), late, ask_again=15)
    return State("checking", CHECKING, _("Checking for spam"), _("This takes a few seconds as a rule."), ask_again=2)


def _pending(comment: Comment) -> State:
    return State("waiting", WAITING, _("Waiting for a moderator"), _usually(), ask_again=10)


def _approved(comment: Comment) -> State:
    public = links.permalink(comment) if comment.article.is_public else ""
    state = State("published", DECIDED, _("Published"), _("Everybody can read it now."), permalink=public)
    return _with_granted(state, comment)


def rejected(reason: str, words: str) -> State:
    """Also of a rejection that is not sent yet: the desk previews it by this."""
    clause = reasons.clause_of(reason)
    told = _("Guideline: %(clause)s") % {"clause": clause} if clause else ""
    return State("rejected", DECIDED, _("Not published"), reasons.sentence_of(reason), clause=told, words=words)


def _rejected(comment: Comment) -> State:
    return _with_appeal(rejected(comment.reason, AuthorWords.standing(comment.pk)), comment)


def _spam(comment: Comment) -> State:
    told = " ".join([_("It was taken for spam."), _what_went(comment)])
    return _with_appeal(State("spam", DECIDED, _("Not published"), told), comment)


def _with_appeal(state: State, comment: Comment) -> State:
    """What was said of an appeal that was granted is nothing to somebody whose comment was rejected anew."""
    appeal = Appeal.about_the_standing(comment)
    if appeal is None:
        return state
    if appeal.outcome == Plea.OPEN:
        return state._replace(appeal=_("You have asked for another look at this. A moderator will take it."))
    told = _("You have asked for another look at this. The decision stands.")
    return state._replace(appeal=" ".join([told, *_by_whom(appeal)]), answer=AuthorWords.of(appeal.decided_by))


def _with_granted(state: State, comment: Comment) -> State:
    appeal = Appeal.granted_by_the_standing(comment)
    if appeal is None:
        return state
    told = _("You had asked for another look at this. A moderator has changed the decision.")
    return state._replace(appeal=" ".join([told, *_by_whom(appeal)]))


def _by_whom(appeal: Appeal) -> list[str]:
    same = _("It was the same moderator as before, since there was nobody else.")
    return [same] if appeal.by_same_person else []


def _what_went(comment: Comment) -> str:
    days = SPAM_TEXT_AFTER_DECISION.days
    if comment.emptied_at is None:
        return _("Your name, website and text are deleted after %(days)s days.") % {"days": days}
    told = {"days": days, "date": date_format(localtime(comment.emptied_at), "DATE_FORMAT")}
    return _("Your name, website and text were deleted on %(date)s; that is done after %(days)s days.") % told


def _withdrawn(comment: Comment) -> State:
    if comment.emptied_at:
        told = {"date": date_format(localtime(comment.emptied_at), "DATE_FORMAT")}
        return State("withdrawn", DECIDED, _("Erased"), _("You had its words erased on %(date)s.") % told)
    told_all = _("You have withdrawn it. Nobody but moderators can read it.")
    return State("withdrawn", DECIDED, _("Withdrawn"), told_all)


_STATES = {
    Status.UNCHECKED: _unchecked,
    Status.PENDING: _pending,
    Status.APPROVED: _approved,
    Status.REJECTED: _rejected,
    Status.SPAM: _spam,
    Status.WITHDRAWN: _withdrawn,
}


def _usually() -> str:
    seconds = _remembered_wait()
    if not seconds:
        return _("Every comment here is read by a person before it is published.")
    return _("Usually this takes %(time)s.") % {"time": in_words(seconds)}


def _remembered_wait() -> float:
    """A cache that is out of order costs a figure, never the page."""
    try:
        return float(cache.get_or_set("comments.usual_wait", usual_wait, REMEMBER_FOR) or 0)
    except Exception:  # whatever a cache client raises; /readyz says so
        return 0.0


def usual_wait() -> float:
    """Median of what the comments decided last had waited, in seconds; 0 when there are none."""
    decided = ModerationAction.objects.filter(
        actor__isnull=False, undoes=None, from_status=Status.PENDING, to_status__in=[Status.APPROVED, Status.REJECTED]
    )
    times = {pk: at for pk, at in decided.order_by("-pk").values_list("comment", "at")[:RECENT] if pk}
    asked = Comment.objects.filter(pk__in=list(times)).values_list("pk", "asked_at")
    waited = [(times[pk] - asked_at).total_seconds() for pk, asked_at in asked]
    return median(waited) if waited else 0.0


def in_words(seconds: float) -> str:
    minutes, hours = round(seconds / 60), round(seconds / 3600)
    if minutes < 1:
        return _("less than a minute")
    if minutes < 90:
        return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
    if hours < 48:
        return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
    return ngettext("%(number)d day", "%(number)d days", hours // 24) % {"number": hours // 24}
