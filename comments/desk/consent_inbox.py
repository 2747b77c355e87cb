"""What editors are told of readers' questions: in their inbox, and before an article with one goes public."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from articles import asking, editing, revising
from articles.checklist import Item
from articles.content import Content
from articles.inbox import MOST, Entry, Part
from comments.models import Consent
from comments.models.consent import Answer, ConsentQuerySet


def parts(user: User) -> Iterable[Part]:
    """For editors alone. A consent that was taken back stays here until the question is out of the text."""
    if not editing.is_editor(user):
        return []
    lost = [consent for consent in _with_article(Consent.objects.lost()) if _stands(consent)]
    agreed = _with_article(Consent.objects.to_be_used())
    return [
        Part("lost", _("Consent taken back: take the question out"), [_entry(consent) for consent in lost]),
        Part("agreed", _("Readers who agreed to a question"), [_entry(consent) for consent in agreed]),
    ]


def _with_article(consents: ConsentQuerySet) -> Iterable[Consent]:
    return consents.select_related("comment__article__section").order_by("answered_at", "pk")[:MOST]


def _stands(consent: Consent) -> bool:
    """In what readers have, or will have."""
    article = consent.comment.article
    texts = (article.body, revising.working_content(article)["body"])
    return any(consent.pk in asking.numbers(text) for text in texts)


def _entry(consent: Consent) -> Entry:
    article = consent.comment.article
    about = f"{article.section.name} · {consent.text or _('The question of a reader')}"
    return Entry(article.headline, reverse("desk_questions", args=[article.pk]), about)


def unagreed(content: Content) -> Iterable[Item]:
    """Nothing of a reader is printed against their will."""
    numbers = asking.numbers(content["body"])
    if not numbers:
        return
    agreed = set(Consent.objects.filter(pk__in=numbers, answer=Answer.AGREED).values_list("pk", flat=True))
    for _number in sorted(set(numbers) - agreed):
        sentence = _("Take out the question of a reader whose consent is not there, or was taken back.")
        yield Item("consent", sentence, blocks=True)
