"""Who may change which article, and the verbs that an editor finds as buttons: one place for rule, button and act."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Status

type Visitor = AbstractBaseUser | AnonymousUser

PUBLISH = "articles.publish_article"
NOT_PUBLISHED = {Status.DRAFT, Status.IN_REVIEW, Status.UNPUBLISHED}


@dataclass(frozen=True)
class Verb:
    name: str
    label: Promise
    done: Promise
    act: Callable[..., bool]
    states: set[Status]
    needs_editor: bool = True
    asks_when: bool = False

    def is_open_to(self, user: Visitor, article: Article) -> bool:
        suits = article.status in self.states or (article.is_scheduled and self.name in {"publish", "schedule"})
        return suits and may_change(user, article) and (is_editor(user) or not self.needs_editor)


VERBS = (
    Verb(
        "submit",
        _("Save and submit for review"),
        _("“%s” is submitted for review."),
        Article.submit_for_review,
        {Status.DRAFT, Status.UNPUBLISHED},
        needs_editor=False,
    ),
    Verb("send_back", _("Save and send back"), _("“%s” is a draft again."), Article.send_back, {Status.IN_REVIEW}),
    Verb("publish", _("Save and publish now"), _("“%s” is published."), Article.publish, NOT_PUBLISHED),
    Verb(
        "schedule",
        _("Save and schedule"),
        _("“%s” is scheduled."),
        Article.publish,
        NOT_PUBLISHED,
        asks_when=True,
    ),
    Verb("unpublish", _("Unpublish"), _("“%s” is no longer published."), Article.unpublish, {Status.PUBLISHED}),
)


def is_editor(user: Visitor) -> bool:
    return isinstance(user, AbstractBaseUser) and user.is_active and user.has_perm(PUBLISH)  # type: ignore[attr-defined]


def may_change(user: Visitor, article: Article | None) -> bool:
    """Editors everything; authors their own, until it is published or scheduled."""
    if article is None or article.pk is None or is_editor(user):
        return True
    return article.status != Status.PUBLISHED and article.bylines.filter(author__user=user.pk).exists()


def open_verbs(user: Visitor, article: Article) -> list[Verb]:
    return [verb for verb in VERBS if verb.is_open_to(user, article)]


def moment_ahead(text: str) -> datetime:
    """The time that a schedule needs, in the site's time zone. ValidationError says in a sentence why it won't do."""
    try:
        moment: datetime = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]).clean(text)
    except ValidationError as error:
        raise ValidationError(_("Not scheduled: say on which day and at what time."), "no_time") from error
    if moment <= timezone.now():
        raise ValidationError(_("Not scheduled: that time has passed. Choose one ahead, or publish now."), "past")
    return moment
