"""Texts that are nearly the same have the same number, and it is there wherever a comment is."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from comments import alike, intake
from comments.forgetting import SPAM_TEXTS
from comments.models import Comment, Wording
from outbox.jobs import enqueue
from outbox.models import Job
from outbox.worker import Worker
from tests.comments.posting import post
from tests.comments.test_edit import form_for, sent
from tests.factories import make_article, make_comment

TEXT = "Cheap watches, visit us now!"


def number(comment: Comment) -> int | None:
    return Wording.objects.filter(comment=comment).values_list("number", flat=True).first()


@pytest.mark.parametrize(
    "text",
    [
        "CHEAP WATCHES: VISIT US NOW",
        "cheap   watches\nvisit\u00a0us now",
        "Cheap watches 4711, visit us now 24",
        "Chеаp wаtсhеs, vіsіt us nоw",  # Cyrillic а, е, і, о, с
        "Ｃｈｅａｐ watches, visit us now",
        "C.h.e.a.p w-a-t-c-h-e-s, v i s i t us now!!!",
        "Chéàp wätches, visit us now",
        "Che\u200bap watches, visit us\u2060 now",
    ],
)
def test_disguises_of_a_text_have_its_number(text: str) -> None:
    assert alike.number_of(text) == alike.number_of(TEXT) is not None


@pytest.mark.parametrize("text", ["Cheap watches, visit them now!", "Cheap watches", TEXT * 2])
def test_other_words_have_another_number(text: str) -> None:
    assert alike.number_of(text) != alike.number_of(TEXT)


@pytest.mark.parametrize("text", ["", "Thanks!", "+1", "12345 67890", "\u200b" * 20, "!" * 20])
def test_what_says_too_little_has_none(text: str) -> None:
    assert alike.number_of(text) is None


def test_numbers_fit_into_the_column_and_do_not_give_the_text_away(settings: Settings) -> None:
    before = alike.number_of(TEXT)
    assert before is not None
    assert 0 <= before < 2**63
    settings.SECRET_KEY = "another key, which no test has but this one"
    assert alike.number_of(TEXT) != before


@pytest.mark.django_db
def test_a_changed_text_has_a_number_of_its_own_and_a_short_one_none() -> None:
    comment = make_comment(text=TEXT)
    alike.note(comment)
    assert number(comment) == alike.number_of(TEXT)
    comment.text, comment.version = "Something quite different.", 2
    alike.note(comment)
    assert number(comment) == alike.number_of("Something quite different.")
    comment.text, comment.version = "No.", 3
    alike.note(comment)
    assert number(comment) is None


@pytest.mark.django_db
def test_the_worker_numbers_what_came_in_without_intake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike, "PORTION", 2)
    noted = make_comment(text=TEXT)
    Wording.objects.create(comment=noted, number=7)  # as of an edit meanwhile
    others = [make_comment(text=f"Text number {word}, and more") for word in ("one", "two", "three")]
    short = make_comment(text="No.")
    enqueue(alike.NOTE_JOB, 0)
    Worker().drain()
    assert number(noted) == 7
    assert [number(comment) for comment in others] == [alike.number_of(comment.text) for comment in others]
    assert number(short) is None
    assert not Job.objects.open().filter(kind=alike.NOTE_JOB).exists()


@pytest.mark.django_db
def test_the_number_goes_with_the_text_of_spam() -> None:
    spam = make_comment(status="spam", text=TEXT, decided_at=timezone.now() - timedelta(days=31))
    kept = make_comment(status="rejected", text=TEXT, decided_at=timezone.now() - timedelta(days=31))
    for comment in (spam, kept):
        alike.note(comment)
    SPAM_TEXTS.forget([spam.pk, kept.pk], timezone.now())
    assert number(spam) is None
    assert number(kept) == alike.number_of(TEXT)


@pytest.mark.django_db
def test_what_readers_post_and_change_has_the_number_of_its_words() -> None:
    post(make_article(), comment=TEXT)
    comment = Comment.objects.get()
    assert number(comment) == alike.number_of(TEXT)
    intake.edit(sent(), comment, form_for(comment, "Something quite different."))
    assert number(comment) == alike.number_of("Something quite different.")
