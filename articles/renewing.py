"""Stored HTML of texts that has become old: of an older markup, or with pictures that have changed since."""

from collections.abc import Iterable
from functools import partial

from articles import body, figures
from articles.models import Article, Picture, SiteVersion, StandingPage
from articles.models.picture import FIGURE_CHANGED
from outbox.jobs import Done, Later, Outcome, handles, recurs
from outbox.models import Job

BATCH = 100  # then other jobs have their turn

type Text = Article | StandingPage
type Fresh = list[tuple[Text, body.Rendered, list[Picture]]]


@handles(FIGURE_CHANGED, lease=300)
def renew_figures(job: Job) -> Outcome:
    picture = Picture.objects.filter(pk=job.ref).first()
    texts: list[Text] = [*picture.shown_in_articles.all(), *picture.shown_on_pages.all()] if picture else []
    return Done(partial(_write, _rendered(texts)))


@recurs("articles.renew", every=3_600)
def renew_older(job: Job) -> Outcome:
    """Pages that meet an older markup render it anew each time; this writes it once. Only a release makes any older."""
    models = (Article, StandingPage)
    older = [text for model in models for text in model.objects.filter(body_markup__lt=body.MARKUP)[:BATCH]]
    write = partial(_write, _rendered(older))
    return Later(0, write) if len(older) >= BATCH else Done(write)


def _rendered(texts: Iterable[Text]) -> Fresh:
    return [(text, *figures.render(text.body)) for text in texts]


def _write(fresh: Fresh) -> None:
    """Not over a text that was changed or deleted meanwhile; nobody's form becomes stale by it."""
    for text, rendered, shown in fresh:
        as_read = type(text)._default_manager.filter(pk=text.pk, body=text.body)
        if as_read.update(body_html=rendered.html, body_markup=rendered.markup):
            text.figures.set(shown)
    if fresh:
        SiteVersion.advance()
