"""HTML of an older markup: pages that meet it render it anew each time, the worker writes it anew once."""

from functools import partial

from comments import markup
from comments.models import Comment
from outbox.jobs import Done, Later, Outcome, recurs
from outbox.models import Job

BATCH = 200  # then other jobs have their turn

type Fresh = list[tuple[Comment, str]]


@recurs("comments.renew", every=3_600)
def renew_older(job: Job) -> Outcome:
    """Hourly, as only a new release makes any markup an older one."""
    older = Comment.objects.filter(markup__lt=markup.MARKUP).order_by("markup", "pk").only("text", "version")[:BATCH]
    fresh = [(comment, markup.render(comment.text)) for comment in older]
    write = partial(_write, fresh)
    return Later(0, write) if len(fresh) == BATCH else Done(write)


def _write(fresh: Fresh) -> None:
    """Not over a text that was edited meanwhile. Pages show the same as before, so no version changes."""
    for comment, html in fresh:
        seen = Comment.objects.filter(pk=comment.pk, version=comment.version, markup__lt=markup.MARKUP)
        seen.update(html=html, markup=markup.MARKUP)
