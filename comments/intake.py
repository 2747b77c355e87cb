"""
The one way in. Whoever gets a comment back from here may be told so: it is in the database, and so is its next step.

Nothing here waits for another machine. A form that is sent twice becomes one comment and gets the same answer.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.limits import LimitReached
from accounts.models import User
from accounts.network import client_address
from accounts.second_factor.demand import missing_step
from articles.models import Article
from comments import alike, allowance, evidence, markup, nudging, origin, refusals, restrictions, search, tokens
from comments.evidence import Writer
from comments.forms import CommentForm, EditForm
from comments.identity import reserved
from comments.letters import wishes
from comments.models import (
    ArticleTerms,
    Batch,
    Comment,
    DecisionRefused,
    DiscussionSettings,
    Restriction,
    StaleDecision,
    Status,
    Submission,
)
from comments.models.comment import CHECK_JOB, OWN_APPROVAL
from comments.own.seen import mark_of
from comments.refusals import Refused
from comments.tokens import Token
from comments.writers import badge_of, kept_as, of_earlier, owner_of, publishes_at_once, writer_of
from database import statements
from outbox import jobs

type Store = Callable[[], Comment]


def submit(request: HttpRequest, article: Article, form: CommentForm, batch: Batch | None = None) -> Comment:
    """The comment that this form became, now or earlier. Raises Refused; then nothing has been written.

    The article is a public one; `form` is bound to what `forms.posted` returns; `batch`: of staff's own approval.
    """
    token = _read_token(form, article)
    earlier = _posted_with(token, article)
    return earlier or _submit(request, article, form, token, batch)


def preview(request: HttpRequest, article: Article, form: CommentForm) -> None:
    """Raises Refused for what `submit` would refuse whenever it came; writes nothing and spends no token."""
    _refuse_unfit(article, form)
    find_parent(article, form.cleaned_data["parent"])
    origin.check(request)
    writer = writer_of(form)
    _refuse_taken_name(writer)
    _refuse_restricted(request, writer)


def edit(request: HttpRequest, comment: Comment, form: EditForm, seen: str | None = None) -> Comment:
    """A new text by the comment's author, who has proved to be that by the status link. Raises Refused.

    `seen`: the mark of what they had before them (comments/own/seen.py), if that was not this very comment.
    """
    token = _read_token(form, comment.article)
    earlier = _posted_with(token, comment.article)
    return earlier or _edit(request, comment, form, token, seen)


def may_edit(comment: Comment) -> bool:
    return timezone.now() <= edit_ends(comment)


def edit_ends(comment: Comment) -> datetime:
    return comment.created_at + timedelta(minutes=DiscussionSettings.load().edit_minutes)


def find_parent(article: Article, number: str) -> Comment | None:
    """The comment to be answered; None for an empty number. Raises Refused unless it is public, and here."""
    if not number:
        return None
    known = number.isascii() and number.isdecimal() and len(number) < 19
    parent = statements.first(Comment, pk=int(number), article_id=article.pk) if known else None
    if parent is None or parent.status != Status.APPROVED:
        raise refusals.parent_hidden()
    return parent


def _submit(request: HttpRequest, article: Article, form: CommentForm, token: Token, batch: Batch | None) -> Comment:
    _refuse_stale(token)
    _refuse_unfit(article, form)
    parent = find_parent(article, form.cleaned_data["parent"])
    origin.check(request)
    writer = writer_of(form)
    _refuse_taken_name(writer)
    _refuse_restricted(request, writer)
    nudging.check(form, writer)
    now, before = evidence.fingerprints(article, parent, writer, form.cleaned_data["comment"])
    slow = ArticleTerms.of(article.pk).slow_minutes

    def store() -> Comment:
        if statements.rows(Submission, ("comment_id",), fingerprint=[now, before]):
            raise refusals.duplicate()
        allowance.take(request, article, writer)
        if slow:
            allowance.take_slowly(request, article, writer, slow)
        comment = _create(article, parent, form, writer)
        statements.insert(evidence.record(request, form, token, comment, writer, now))
        if form.cleaned_data.get("replies") and not form.trapped:  # what ticks every box must not have others mailed
            wishes.wish_replies(request, comment, writer.email)
        return _send_on(comment, writer, batch)

    return _store_once(store, token, article, now)


def _edit(request: HttpRequest, comment: Comment, form: EditForm, token: Token, seen: str | None) -> Comment:
    _refuse_stale(token)
    _refuse_unfit(comment.article, form)
    if not may_edit(comment):
        raise refusals.window_over()
    if seen not in (None, mark_of(comment)):
        raise refusals.changed_meanwhile()
    origin.check(request)
    writer = of_earlier(request, comment)
    _refuse_restricted(request, writer._replace(user=writer.user or owner_of(comment)))

    def store() -> Comment:
        allowance.take(request, comment.article, writer)
        comment.edit(form.cleaned_data["comment"], form.html, markup.MARKUP)
        alike.note(comment)
        search.reworded([comment.pk])
        fingerprint = evidence.fingerprint_of_edit(comment)
        statements.insert(evidence.record(request, form, token, comment, writer, fingerprint))
        return _send_on(comment, writer)

    return _store_once(store, token, comment.article, "")


def _read_token(form: CommentForm, article: Article) -> Token:
    try:
        return tokens.read(form.typed.get("token", ""), article)
    except tokens.TokenForged as error:
        raise refusals.forged() from error


def _posted_with(token: Token, article: Article) -> Comment | None:
    posted = statements.first(Submission, ("comment_id",), token=token.number)
    return statements.first(Comment, pk=posted.comment_id, article_id=article.pk) if posted else None


def _refuse_stale(token: Token) -> None:
    if token.is_stale:
        raise refusals.stale()


def _refuse_unfit(article: Article, form: CommentForm) -> None:
    if not article.accepts_comments():
        raise refusals.closed(article)
    if not form.is_valid():
        raise refusals.invalid()


def _refuse_taken_name(writer: Writer) -> None:
    if reserved.is_taken(writer):
        raise refusals.reserved_name()


def restriction_of(request: HttpRequest, user: User | None, email: str) -> Restriction | None:
    """What keeps this person from posting, as far as they are known by now."""
    return None if publishes_at_once(user) else restrictions.of_writer(user, email, client_address(request))


def _refuse_restricted(request: HttpRequest, writer: Writer) -> None:
    """Read before the transaction that stores: who is restricted just meanwhile is held by the policy."""
    if writer.user and missing_step(request):
        raise refusals.second_factor()
    if found := restriction_of(request, writer.user, writer.email):
        raise refusals.restricted(found)


def _store_once(store: Store, token: Token, article: Article, fingerprint: str) -> Comment:
    """Of several who come with the same token one is stored, and all of them get that one, whoever was refused how."""
    try:
        with transaction.atomic():
            return store()
    except (Refused, LimitReached, IntegrityError, DecisionRefused, StaleDecision) as error:
        stored = _posted_with(token, article)
        if stored is None:
            raise _refusal_for(error, fingerprint) from error
        return stored


def _refusal_for(error: Exception, fingerprint: str) -> Exception:
    if isinstance(error, LimitReached):
        return refusals.too_fast(error.retry_after)
    if isinstance(error, StaleDecision):
        return refusals.changed_meanwhile()
    if isinstance(error, DecisionRefused):
        return refusals.parent_hidden() if error.code == "parent_hidden" else refusals.window_over()
    if isinstance(error, IntegrityError) and Submission.objects.filter(fingerprint=fingerprint).exists():
        return refusals.duplicate()
    return error


def _create(article: Article, parent: Comment | None, form: CommentForm, writer: Writer) -> Comment:
    comment = Comment(
        article=article,
        section=article.section_id,
        parent=parent,
        root_id=(parent.root_id or parent.pk) if parent else None,
        depth=parent.depth + 1 if parent else 0,
        commenter=kept_as(writer),
        badge=badge_of(article, writer.user),
        name=writer.name,
        website=writer.website,
        text=form.cleaned_data["comment"],
        html=form.html,
        markup=markup.MARKUP,
    )
    statements.insert(comment)
    alike.note(comment)
    return comment


def _send_on(comment: Comment, writer: Writer, batch: Batch | None = None) -> Comment:
    """To the spam check; what staff write is their own approval."""
    if writer.user and publishes_at_once(writer.user):
        comment.approve(by=writer.user, reason=OWN_APPROVAL, batch=batch)
    else:
        jobs.enqueue(CHECK_JOB, comment.pk)
    return comment
