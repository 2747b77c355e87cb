"""Whatever an author, the spam check and moderators do in whatever order: no words are public that nobody cleared."""

from collections.abc import Callable
from contextlib import suppress
from unittest.mock import patch

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import settings as property_settings
from hypothesis import strategies as st
from pytest_django import Settings

from accounts.models import User
from comments import intake, spam, tokens, undoing
from comments.forms import EditForm
from comments.models import Comment, Commenter, DecisionRefused, DiscussionSettings, ModerationAction, StaleDecision
from comments.own.seen import mark_of
from comments.refusals import Refused
from comments.spam import Answer, Verdict
from tests.factories import make_moderator, make_user
from tests.faults.waiting import make_waiting, work

pytestmark = pytest.mark.django_db
EVERYDAY = 10  # of the suite's examples: each is a history of its own
EXAMPLES = property_settings().max_examples if property_settings().max_examples >= 1_000 else EVERYDAY

type Step = tuple[str, str]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["edit", "edit by link", "edit of what was"]), st.sampled_from(["One.", "Two."])),
        st.tuples(st.just("check"), st.sampled_from([Verdict.HAM, Verdict.SPAM])),
        st.tuples(st.sampled_from(["approve", "reject", "undo", "withdraw"]), st.just("")),
    ),
    max_size=8,
)


@pytest.fixture(autouse=True)
def _with_a_key(settings: Settings) -> None:
    settings.AKISMET_API_KEY = "c0ffee123456"
    settings.COMMENT_LIMITS = "off"


class History:
    """One comment by somebody who is published as soon as the check says ham, and what of it was cleared."""

    def __init__(self) -> None:
        DiscussionSettings.objects.create(pk=1, publish_after=0)
        self.author, self.moderator = make_user(), make_moderator()
        self.number = make_waiting(commenter=Commenter.objects.create(user=self.author)).pk
        self.cleared: set[tuple[int, str]] = set()
        self.seen = self.seen_before = mark_of(self.now())
        self.acts: dict[str, Callable[[str], object]] = {
            "edit": lambda text: self.edit(text, self.seen, self.author),
            "edit by link": lambda text: self.edit(text, self.seen, None),
            "edit of what was": lambda text: self.edit(text, self.seen_before, self.author),
            "check": self.check,
            "approve": lambda _: self.clear(self.now().approve(by=self.moderator)),
            "reject": lambda _: self.now().reject(by=self.moderator, reason="insult"),
            "undo": lambda _: self.undo(),
            "withdraw": lambda _: self.now().withdraw(),
        }

    def now(self) -> Comment:
        return Comment.objects.select_related("article__section", "commenter__user").get(pk=self.number)

    def take(self, step: Step) -> None:
        act, said = step
        with suppress(Refused, DecisionRefused, StaleDecision):
            self.acts[act](said)
        self.seen_before, self.seen = self.seen, mark_of(self.now())

    def edit(self, text: str, seen: str, by: User | None) -> None:
        """`seen` may be what stood there before somebody else acted."""
        comment = self.now()
        intake.edit(request_of(by), comment, EditForm({"comment": text, "token": tokens.issue(comment.article)}), seen)

    def check(self, verdict: str) -> None:
        comment = self.now()
        with patch.object(spam, "check", lambda payload: Answer(Verdict(verdict))):
            work()
        if verdict == Verdict.HAM:
            self.cleared.add((comment.version, comment.text))

    def clear(self, action: ModerationAction) -> None:
        self.cleared.add((action.version, self.now().text))

    def undo(self) -> None:
        last = ModerationAction.objects.filter(comment=self.number).latest("pk")
        undoing.undo(last, by=self.moderator)


def request_of(user: User | None) -> HttpRequest:
    request = RequestFactory().post("/", REMOTE_ADDR="198.51.100.7")
    request.user = user or AnonymousUser()
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    return request


@property_settings(max_examples=EXAMPLES)
@given(STEPS)
def test_a_clean_comment_is_not_edited_into_one_that_nobody_checked(steps: list[Step]) -> None:
    assert django_settings.COMMENT_LIMITS == "off"
    with transaction.atomic():
        history = History()
        for step in steps:
            history.take(step)
            comment = history.now()
            assert comment.status != "approved" or (comment.version, comment.text) in history.cleared, steps
            assert comment.on_page == (comment.status == "approved")
        transaction.set_rollback(True)


def test_the_property_finds_what_it_looks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """An edit that left a comment where it stands would be found."""

    def edit(comment: Comment, text: str, html: str, markup: int) -> None:
        Comment.objects.filter(pk=comment.pk).update(text=text, html=html, version=comment.version + 1)
        comment.refresh_from_db()

    history = History()
    history.take(("approve", ""))
    assert history.now().status == "approved"
    monkeypatch.setattr(Comment, "edit", edit)
    history.take(("edit", "One."))
    comment = history.now()
    assert (comment.status, comment.text) == ("approved", "One.")
    assert (comment.version, comment.text) not in history.cleared
