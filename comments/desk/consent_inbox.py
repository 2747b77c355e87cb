"""What editors are told of readers' questions: in their inbox, and before an article with one goes public."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from articles import asking, editing, revising
from articles.checklist import Item
from articles.content import Content
from articles.inbox import MOST, Entry, Part
from articles.models import Article
from comments.models import Consent
from comments.models.consent import GONE, Answer, ConsentQuerySet

TOLD_FOR = timedelta(days=14)
JUDGED = ("answer", "comment__status")


def parts(user: User) -> Iterable[Part]:
    """For editors alone. A consent that was taken back stays here until the question is out of the text."""
    if not editing.is_editor(user):
        return []
    used = _used()
    return [
        Part("lost", _("Consent taken back: take the question out"), _entries(used["lost"])),
        Part("stranded", _("Printed as a question, and the comment is public no more"), _entries(used["stranded"])),
        Part("agreed", _("Readers who agreed to a question"), _entries(_with_article(Consent.objects.to_be_used()))),
        Part("erased", _("Questions that went with what a reader had erased"), _entries(used["erased"]), False),
    ]


def _used() -> dict[str, list[Consent]]:
    """By what editors are told of them, in one query: what stands and has to go, and what went by itself."""
    consents, told = Consent.objects, timezone.now() - TOLD_FOR
    found: dict[str, list[Consent]] = {"lost": [], "stranded": [], "erased": []}
    for consent in _with_article(consents.lost() | consents.stranded() | consents.erased_since(told)):
        if not consent.text:
            found["erased"].append(consent)
        elif _stands(consent):
            found["lost" if consent.answer == Answer.WITHDRAWN else "stranded"].append(consent)
    return found


def _entries(consents: Iterable[Consent]) -> list[Entry]:
    return [_entry(consent) for consent in consents]


def _with_article(consents: ConsentQuerySet) -> Iterable[Consent]:
    return consents.select_related("comment__article__section").order_by("answered_at", "pk")[:MOST]


def _stands(consent: Consent) -> bool:
    """In what readers have, or will have."""
    article = consent.comment.article
    texts = (article.body, revising.working_content(article)["body"])
    return any(consent.pk in asking.numbers(text) for text in texts)


def has_to_go(article: Article) -> bool:
    """Whether a question stands in it that must be taken out."""
    numbers = {*asking.numbers(article.body), *asking.numbers(revising.opened(article)["body"])}
    standing = Consent.objects.filter(pk__in=numbers)
    return bool(numbers) and (standing.lost() | standing.stranded()).exists()


def _entry(consent: Consent) -> Entry:
    article = consent.comment.article
    about = f"{article.section.name} · {consent.text or _('The question of a reader')}"
    return Entry(article.headline, reverse("desk_questions", args=[article.pk]), about)


def unagreed(content: Content) -> Iterable[Item]:
    """Nothing of a reader is printed against their will."""
    numbers = asking.numbers(content["body"])
    if not numbers:
        return
    agreed = Consent.objects.filter(pk__in=numbers, answer=Answer.AGREED).select_related("comment").only(*JUDGED)
    statuses = {consent.pk: consent.comment.status for consent in agreed}
    for number in sorted(set(numbers)):
        if number not in statuses:
            sentence = _("Take out the question of a reader whose consent is not there, or was taken back.")
            yield Item("consent", sentence, blocks=True)
        elif statuses[number] in GONE:
            yield Item("consent", _("Take out the question of a reader whose comment is public no more."), blocks=True)
