"""Why a comment is not taken, in a sentence that says what to do. What was typed is kept in every case."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article
from comments.models import Restriction
from comments.restrictions import words

SHORT = 120  # seconds; a longer time is told in minutes


class Refused(Exception):
    """`status` is that of the answer; `code` names the rule; `retry_after` is in seconds, 0 when waiting is no help."""

    def __init__(self, status: int, code: str, sentence: str, retry_after: int = 0) -> None:
        super().__init__(sentence)
        self.status, self.code, self.sentence, self.retry_after = status, code, sentence, retry_after


def why_closed(article: Article) -> str:
    if article.comments_have_closed and article.comments_close_at:
        day = date_format(localtime(article.comments_close_at), "DATE_FORMAT")
        return _("Comments on this article closed on %(day)s.") % {"day": day}
    return _("This article takes no comments.")


def closed(article: Article) -> Refused:
    return Refused(403, "closed", why_closed(article))


def forged() -> Refused:
    return Refused(409, "token_forged", _("This form was not made for this article. Your text is kept: post it again."))


def stale() -> Refused:
    return Refused(409, "token_stale", _("This form is more than a day old. Your text is kept: post it again."))


def invalid() -> Refused:
    return Refused(422, "invalid", "")


def nudged() -> Refused:
    sentence = _(
        "This may go against our guideline, so a moderator would read it first. Change it, or send it to a moderator"
        " as it is."
    )
    return Refused(422, "nudge", sentence)


def parent_hidden() -> Refused:
    sentence = _(
        "The comment that you answer is no longer public. Your text is kept: posted now, it stands on its own"
        " under the article."
    )
    return Refused(409, "parent_hidden", sentence)


def reserved_name() -> Refused:
    sentence = _(
        "This name is that of somebody of this newspaper, or could be taken for it. Your text is kept: post it under"
        " another name. If it is your name as well, add something that tells you apart."
    )
    return Refused(422, "reserved_name", sentence)


def foreign_origin() -> Refused:
    sentence = _("Your browser says that this form was sent from another site. Your text is kept: post it from here.")
    return Refused(403, "foreign_origin", sentence)


def unproven_session() -> Refused:
    sentence = _("We could not see that it is you who posts. Your text is kept: post it again.")
    return Refused(403, "csrf", sentence)


def duplicate() -> Refused:
    return Refused(
        409, "duplicate", _("You have said this already. It is on its way: there is no need to post it again.")
    )


def too_fast(seconds: int) -> Refused:
    sentence = ngettext(
        "Too many comments at once. Your text is kept: post it again in %(seconds)d second.",
        "Too many comments at once. Your text is kept: post it again in %(seconds)d seconds.",
        seconds,
    ) % {"seconds": seconds}
    return Refused(429, "too_fast", sentence, retry_after=seconds)


def slow_mode(minutes: int) -> str:
    sentence = ngettext(
        "Slow mode: everybody can post once a minute here.",
        "Slow mode: everybody can post once in %(minutes)s minutes here.",
        minutes,
    )
    return sentence % {"minutes": minutes}


def too_soon(minutes: int, seconds: int) -> Refused:
    left = -(-seconds // 60)
    again = ngettext(
        "Your text is kept: post it again in %(seconds)s second.",
        "Your text is kept: post it again in %(seconds)s seconds.",
        seconds,
    ) % {"seconds": seconds}
    if seconds > SHORT:
        again = ngettext(
            "Your text is kept: post it again in %(minutes)s minute.",
            "Your text is kept: post it again in %(minutes)s minutes.",
            left,
        ) % {"minutes": left}
    return Refused(429, "too_soon", f"{slow_mode(minutes)} {again}", retry_after=seconds)


def window_over() -> Refused:
    return Refused(403, "window_over", _("The time in which this comment could be changed is over."))


def restricted(restriction: Restriction) -> Refused:
    return Refused(403, "restricted", " ".join([words.in_full(restriction), _("Your text is kept.")]))


def second_factor() -> Refused:
    """Of staff whose role asks for one, in a session that has shown none."""
    sentence = _("Your role asks for a second factor. Open the admin and show it, then post again. Your text is kept.")
    return Refused(403, "second_factor", sentence)


def changed_meanwhile() -> Refused:
    sentence = _(
        "This comment has changed since you opened this page: a moderator has acted on it, or you have from another"
        " page. Your text is kept: see how the comment stands now, then send it again."
    )
    return Refused(409, "changed_meanwhile", sentence)


def report_form_stale() -> Refused:
    sentence = _("This form is more than a day old, or was not made here. Your text is kept: send it again.")
    return Refused(409, "token_stale", sentence)


def too_many_reports(seconds: int) -> Refused:
    sentence = ngettext(
        "Too many reports at once. Your text is kept: send it again in %(seconds)d second.",
        "Too many reports at once. Your text is kept: send it again in %(seconds)d seconds.",
        seconds,
    ) % {"seconds": seconds}
    return Refused(429, "too_fast", sentence, retry_after=seconds)


def public_no_more() -> Refused:
    return Refused(409, "not_public", _("This comment is not public any more, so there is nothing left to report."))
