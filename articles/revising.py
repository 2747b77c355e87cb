"""The only way in which the text of an article changes in the admin: every save is a revision.

What is not public yet is saved at once. What is published or scheduled is what readers were promised: it stays, and the
latest revision stands beside it as the working copy (`Article.working_copy`), until somebody publishes the changes or
discards them.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from accounts.models import User
from articles import content
from articles.content import Content
from articles.models.article import Article, Status
from articles.models.desk import UnsavedText
from articles.models.revision import Revision

type Change = Callable[[str], str]

LONGEST_NOTE = 200


def working_content(article: Article) -> Content:
    """What an editor works on: the working copy, or else what readers get."""
    if article.working_copy is not None:
        return article.revisions.get(number=article.working_copy).content
    return content.of_row(article)


def opened(article: Article) -> Content:
    """The same, as it was when it was first asked for of this object: a form shows it, and compares with it."""
    known = vars(article)
    if "_opened" not in known:
        known["_opened"] = working_content(article)
    found: Content = known["_opened"]
    return found


def begin(article: Article, typed: Content, *, by: User | None, note: str = "") -> Revision:
    """The first revision of an article that has just been made."""
    with transaction.atomic():
        content.write(article, content.cleaned(typed))
        kept = content.of_row(article)
        return Revision.objects.create(article=article, number=1, by=by, note=note[:LONGEST_NOTE], content=kept)


def keep(article: Article, typed: Content, *, by: User | None, note: str = "") -> Revision | None:
    """None where it says what the article says already. Locks the article for the caller's transaction."""
    with transaction.atomic():
        held, after = _hold(article), content.cleaned(typed)
        _keep_the_first(held)
        revision = _add(held, after, by, note)
        number = revision.number if revision else held.working_copy
        if number is not None:
            _settle(held, after, number)
    article.refresh_from_db(fields=["working_copy", "revision"])
    return revision


def rewrite(article: Article, change: Change, *, by: User | None, note: str = "") -> None:
    """The body, at once in what readers have and in what waits beside it: for what must wait for nobody's press."""
    with transaction.atomic():
        held = _hold(article)
        live, waiting = content.of_row(held), working_content(held)
        after = content.cleaned(waiting | {"body": change(waiting["body"])})
        _keep_the_first(held)
        revision = _add(held, after, by, note)
        if change(live["body"]) != live["body"]:
            content.write(held, live | {"body": change(live["body"])})
        waits = held.working_copy is not None and content.differing(content.of_row(held), after)
        number = (revision.number if revision else held.working_copy) if waits else None
        Article.objects.filter(pk=held.pk).update(working_copy=number)
    article.refresh_from_db()


def rewrite_history(article: Article, change: Change) -> None:
    """The bodies of all revisions, and of what somebody typed and did not save: for words that may be kept nowhere."""
    for revision in article.revisions.iterator(chunk_size=50):
        before = revision.content.get("body", "")
        if (after := change(before)) != before:
            article.revisions.filter(pk=revision.pk).update(content=revision.content | {"body": after})
    for slot in UnsavedText.objects.filter(article=article):
        typed = slot.fields.get("body", [])
        if (kept := [change(body) for body in typed]) != typed:
            UnsavedText.objects.filter(pk=slot.pk).update(fields=slot.fields | {"body": kept})


def publish_changes(article: Article, *, seen: int | None = None) -> bool:
    """Readers get the working copy; False when there is none, or another than was `seen`."""
    with transaction.atomic():
        held = _hold(article)
        waits = held.working_copy is not None and seen in (None, held.working_copy)
        if waits:
            content.write(held, working_content(held))
            Article.objects.filter(pk=held.pk).update(working_copy=None)
    article.refresh_from_db()
    return waits


def discard(article: Article, *, seen: int) -> bool:
    """Forgets the working copy; its revisions stay in the history."""
    moved = Article.objects.filter(pk=article.pk, working_copy=seen).update(working_copy=None)
    article.refresh_from_db(fields=["working_copy"])
    return bool(moved)


def restore(article: Article, number: int, *, by: User | None) -> Revision | None:
    """An old text is a new revision; the story is never rewritten. None where nothing would change."""
    old: Content = article.revisions.get(number=number).content
    note = gettext("Restored revision %(number)d.") % {"number": number}
    return keep(article, working_content(article) | old, by=by, note=note)


def _hold(article: Article) -> Article:
    return Article.objects.select_for_update(no_key=True).get(pk=article.pk)


def _keep_the_first(article: Article) -> None:
    """Of an article that came without a history: what it was before its first revision."""
    if not article.revisions.exists():
        Revision.objects.create(article=article, number=1, at=article.updated_at, content=content.of_row(article))


def _add(article: Article, after: Content, by: User | None, note: str) -> Revision | None:
    changed = content.differing(working_content(article), after)
    if not changed:
        return None
    last = article.revisions.latest_first().values_list("number", flat=True)[0]
    values: dict[str, Any] = {"by": by, "note": note[:LONGEST_NOTE], "changed": changed}
    return Revision.objects.create(article=article, number=last + 1, content=after, **values)


def _settle(article: Article, after: Content, number: int) -> None:
    """To readers, or beside what readers have; a copy that says what they have already is none."""
    if article.status != Status.PUBLISHED:
        content.write(article, after)
    waits = bool(content.differing(content.of_row(article), after))
    Article.objects.filter(pk=article.pk).update(working_copy=number if waits else None)
