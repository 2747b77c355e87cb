"""Who may change which article, and the verbs that an editor finds as buttons: one place for rule, button and act."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles import corrections, revising, states
from articles.models import Article, Status
from articles.models.article import ArticleQuerySet

type Visitor = AbstractBaseUser | AnonymousUser

PUBLISH = "articles.publish_article"
LONGEST_TEXT = 2_000
FASTER = _("Somebody was faster: the article has moved meanwhile.")


@dataclass(frozen=True)
class Handling:
    """What came with a verb: who does it, when it is to happen, and what is said to whom."""

    by: User
    at: datetime | None = None
    to: User | None = None
    text: str = ""
    correction: str = ""


@dataclass(frozen=True)
class Verb:
    """`asks` names what it needs besides the button: a "time", a "reason", whom it is for ("person"), or
    what readers are told ("correction")."""

    name: str
    label: Promise
    done: Promise
    act: Callable[[Article, Handling], bool]
    suits: Callable[[Article], bool]
    needs_editor: bool = True
    asks: str = ""
    goes_public: bool = False
    idle: Promise = FASTER

    def is_open_to(self, user: Visitor, article: Article) -> bool:
        return self.suits(article) and may_change(user, article) and (is_editor(user) or not self.needs_editor)


def _submit(article: Article, how: Handling) -> bool:
    return article.submit_for_review(by=how.by, to=how.to, text=how.text)


def _send_back(article: Article, how: Handling) -> bool:
    return article.send_back(by=how.by, text=how.text)


def _publish(article: Article, how: Handling) -> bool:
    """With the changes that waited beside a scheduled article: it appears as its editor has just seen it."""
    with transaction.atomic():
        revising.publish_changes(article)
        return article.publish(at=how.at)


def _publish_changes(article: Article, how: Handling) -> bool:
    """A correction alone is a change, too: of a text that was mended before without saying so."""
    with transaction.atomic():
        corrected = article.is_public and corrections.correct(article, how.correction, by=how.by)
        return revising.publish_changes(article) or bool(corrected)


def _unpublish(article: Article, how: Handling) -> bool:
    return article.unpublish()


def _is_aside(article: Article) -> bool:
    return article.status in {Status.DRAFT, Status.UNPUBLISHED}


def _is_in_review(article: Article) -> bool:
    return article.status == Status.IN_REVIEW


def _is_promised(article: Article) -> bool:
    return article.status == Status.PUBLISHED


VERBS = (
    Verb(
        "submit",
        _("Save and submit for review"),
        _("“%s” is submitted for review."),
        _submit,
        _is_aside,
        needs_editor=False,
        asks="person",
    ),
    Verb("send_back", _("Save and send back"), _("“%s” is sent back."), _send_back, _is_in_review, asks="reason"),
    Verb(
        "publish",
        _("Save and publish now"),
        _("“%s” is published."),
        _publish,
        lambda article: not article.is_public,
        goes_public=True,
    ),
    Verb(
        "schedule",
        _("Save and schedule"),
        _("“%s” is scheduled."),
        _publish,
        lambda article: not article.is_public,
        asks="time",
        goes_public=True,
    ),
    Verb(
        "publish_changes",
        _("Save and publish changes"),
        _("The changes of “%s” are published."),
        _publish_changes,
        _is_promised,
        asks="correction",
        goes_public=True,
        idle=_("Nothing waits: readers have this text already."),
    ),
    Verb("unpublish", _("Unpublish"), _("“%s” is no longer published."), _unpublish, _is_promised),
)


def is_editor(user: Visitor) -> bool:
    return isinstance(user, AbstractBaseUser) and user.is_active and user.has_perm(PUBLISH)  # type: ignore[attr-defined]


def editors() -> QuerySet[User]:
    """Whom an article may be given for review."""
    granted = Q(is_superuser=True) | Q(groups__permissions__codename="publish_article")
    granted |= Q(user_permissions__codename="publish_article")
    return User.objects.filter(granted, is_active=True, is_staff=True).distinct().order_by("username")


def within_reach(user: Visitor, articles: ArticleQuerySet) -> ArticleQuerySet:
    """Editors see all; an author the author's own."""
    return articles if is_editor(user) else articles.filter(bylines__author__user=user.pk)


def may_change(user: Visitor, article: Article | None) -> bool:
    """Editors everything; authors their own, until it is published or scheduled."""
    if article is None or article.pk is None or is_editor(user):
        return True
    return article.status != Status.PUBLISHED and article.bylines.filter(author__user=user.pk).exists()


def open_verbs(user: Visitor, article: Article) -> list[Verb]:
    return [verb for verb in VERBS if verb.is_open_to(user, article)]


class HandlingForm(forms.Form):
    """What stands beside the buttons, under names that no field of an article has."""

    at = forms.DateTimeField(
        label=_("Publish at"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    to = forms.ModelChoiceField(User.objects.none(), label=_("For"), required=False, empty_label=_("the desk"))
    text = forms.CharField(
        label=_("Note"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2})
    )

    correction = forms.CharField(
        label=_("Correction, for readers"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What was wrong and what is right. Empty for what misled nobody, such as a slip of the keyboard."),
    )

    prefix = "handling"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = editors()  # type: ignore[attr-defined]


def handling(verb: Verb, form: HandlingForm, by: User) -> Handling:
    """ValidationError says in a sentence what is missing."""
    form.full_clean()
    given = getattr(form, "cleaned_data", {})
    if verb.asks == "time":
        _refuse_unless_ahead(given.get("at"))
        return Handling(by, at=given["at"])
    if verb.asks == "correction":
        return Handling(by, correction=given.get("correction", ""))
    text = str(given.get("text", ""))
    if verb.asks == "reason" and not text.strip():
        raise ValidationError(_("Not sent back: say what is to be done."), "no_reason")
    return Handling(by, to=given.get("to"), text=text)


def promise(typed: str) -> str:
    """What a schedule for the time that is typed would do; empty while it is no time yet."""
    form = HandlingForm({"handling-at": typed})
    moment = form.cleaned_data.get("at") if form.is_valid() else None
    if moment is None:
        return ""
    try:
        _refuse_unless_ahead(moment)
    except ValidationError as error:
        return str(error.message)
    return states.announcement(moment)


def _refuse_unless_ahead(moment: datetime | None) -> None:
    if moment is None:
        raise ValidationError(_("Not scheduled: say on which day and at what time."), "no_time")
    if moment <= timezone.now():
        raise ValidationError(_("Not scheduled: that time has passed. Choose one ahead, or publish now."), "past")
