"""What is stored beside a comment's text and has become old: HTML of an older markup, an account's name and badge."""

from functools import partial

from accounts.changes import ACCOUNT_CHANGED
from accounts.models import User
from articles.models import Article
from comments import markup, writers
from comments.models import Comment, Discussion
from outbox.jobs import Done, Later, Outcome, handles, recurs
from outbox.models import Job

BATCH = 200  # then other jobs have their turn

type Fresh = list[tuple[Comment, str]]


@recurs("comments.renew", every=3_600)
def renew_older(job: Job) -> Outcome:
    """Pages that meet an older markup render it anew each time; this writes it once. Only a release makes any older."""
    older = Comment.objects.filter(markup__lt=markup.MARKUP).order_by("markup", "pk").only("text", "version")[:BATCH]
    fresh = [(comment, markup.render(comment.text)) for comment in older]
    write = partial(_write, fresh)
    return Later(0, write) if len(fresh) == BATCH else Done(write)


def _write(fresh: Fresh) -> None:
    """Not over a text that was edited or deleted meanwhile. Pages show the same as before, so no version changes."""
    for comment, html in fresh:
        as_read = {"pk": comment.pk, "version": comment.version, "text": comment.text}
        seen = Comment.objects.filter(**as_read, markup__lt=markup.MARKUP)
        seen.update(html=html, markup=markup.MARKUP)


@handles(ACCOUNT_CHANGED)
def renew_signature(job: Job) -> Outcome:
    return Done(partial(_sign_anew, job.ref))


def _sign_anew(account: int) -> None:
    """All that a person wrote while signed in has the name and badge that a comment of today would have."""
    user = User.objects.get(pk=account)
    theirs = Comment.objects.filter(commenter__user=user, emptied_at=None)
    for article in Article.objects.filter(pk__in=theirs.values("article")).order_by("pk"):
        discussion = Discussion.lock(article.pk)
        signature = {"name": writers.name_of(user), "badge": writers.badge_of(article, user)}
        if theirs.filter(article=article).exclude(**signature).update(**signature):
            discussion.recount()
