"""A page has a new ETag exactly when another page is shown: nobody keeps what is no longer public."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import product

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from comments import markup
from comments.models import Comment, DecisionRefused, ModerationAction, StaleDecision, Status
from tests.comments.posting import post
from tests.factories import make_article, make_comment, make_moderator, make_section
from tests.newsroom.matrix import make_marked

pytestmark = pytest.mark.django_db
LISTS = ("/", "/harbor/")

type Act = Callable[[Comment, User], object]


def undo(comment: Comment, by: User) -> object:
    last = ModerationAction.objects.about(comment.pk).first()
    return comment.undo(last, by=by) if last else None


def settle(to: Status) -> Act:
    """As the policy does after the spam check."""
    return lambda comment, by: comment.settle(to, "akismet", seen=comment.seen)


ACTS: dict[str, Act] = {
    "approve": lambda comment, by: comment.approve(by=by),
    "reject": lambda comment, by: comment.reject(by=by, reason="insult"),
    "spam": lambda comment, by: comment.mark_spam(by=by),
    "not spam": lambda comment, by: comment.mark_not_spam(by=by),
    "check again": lambda comment, by: comment.check_again(by=by),
    "put off": lambda comment, by: comment.defer(by=by, until=timezone.now() + timedelta(hours=1)),
    "withdraw": lambda comment, by: comment.withdraw(),
    "edit": lambda comment, by: comment.edit(f"{comment.text} Edited.", "<p>Edited.</p>", markup.MARKUP),
    "settle as pending": settle(Status.PENDING),
    "settle as spam": settle(Status.SPAM),
    "undo": undo,
}
UNSEEN = [
    ("pending", ["reject"]),
    ("pending", ["spam"]),
    ("pending", ["put off"]),
    ("pending", ["check again", "settle as pending"]),
    ("pending", ["check again", "settle as spam"]),
    ("pending", ["withdraw"]),
    ("pending", ["edit", "settle as pending"]),
    ("pending", ["reject", "undo"]),
    ("pending", ["spam", "not spam"]),
    ("rejected", ["spam"]),
    ("rejected", ["withdraw"]),
    ("unchecked", ["settle as spam"]),
    ("spam", ["reject"]),
]
SEEN = [
    ("pending", "approve"),
    ("unchecked", "approve"),
    ("rejected", "approve"),
    ("spam", "approve"),
    ("approved", "reject"),
    ("approved", "spam"),
    ("approved", "not spam"),
    ("approved", "withdraw"),
    ("approved", "edit"),
]


def act(name: str, comment: Comment, by: User) -> None:
    ACTS[name](Comment.objects.get(pk=comment.pk), by)


class Kept:
    """A page as a reader or a cache has it."""

    def __init__(self, address: str) -> None:
        self.address = address
        response = Client().get(address)
        self.etag, self.content = response.headers["ETag"], response.content

    def is_current(self) -> bool:
        """What the site says of it; that this is true is asserted."""
        asked = {"if-none-match": self.etag}
        answers = [ask(self.address, headers=asked) for ask in (Client().get, Client().head)]
        current = [answer.status_code == 304 for answer in answers]
        assert current[0] == current[1]
        assert answers[0].headers["ETag"] == answers[1].headers["ETag"]
        assert not current[0] or rendered_now(self.address) == self.content, "kept, and no longer true"
        return current[0]


def rendered_now(address: str) -> bytes:
    cache.clear()
    return Client().get(address).content


@pytest.fixture
def root() -> Comment:
    article = make_article(section=make_section("harbor"))
    return make_comment(article, status="approved")


def pages_with(comment: Comment) -> list[Kept]:
    page = comment.article.get_absolute_url()
    return [Kept(address) for address in (page, f"{page}?comment={comment.pk}", f"{page}?thread={comment.pk}", *LISTS)]


@pytest.mark.parametrize(("status", "acts"), UNSEEN)
def test_what_happens_out_of_sight_leaves_every_page_as_it_was(status: str, acts: list[str], root: Comment) -> None:
    comment, moderator = make_comment(root.article, parent=root, status=status), make_moderator()
    kept = pages_with(root)
    for name in acts:
        act(name, comment, moderator)
        assert all(page.is_current() for page in kept), name


@pytest.mark.parametrize(("status", "name"), SEEN)
def test_what_becomes_public_or_stops_being_public_makes_new_pages(status: str, name: str, root: Comment) -> None:
    comment, moderator = make_comment(root.article, parent=root, status=status), make_moderator()
    before = pages_with(root)
    act(name, comment, moderator)
    assert [page.address for page in before if page.is_current()] == []
    after = pages_with(root)
    act("undo", comment, moderator)
    assert [page.address for page in (*before, *after) if page.is_current() and page in after] == []


def test_a_comment_that_arrives_leaves_every_page_as_it_was(root: Comment) -> None:
    kept = pages_with(root)
    assert post(root.article, parent=str(root.pk)).status_code == 303
    assert all(page.is_current() for page in kept)


def test_another_articles_page_stays_as_it_was(root: Comment) -> None:
    other = make_comment(make_article(), status="approved")
    page = Kept(other.article.get_absolute_url())
    act("reject", root, make_moderator())
    assert page.is_current()


@pytest.mark.parametrize("acts", [["withdraw"], ["undo", "edit", "settle as spam"], ["undo", "edit", "reject"]])
def test_a_tombstone_that_says_something_else_makes_a_new_page(acts: list[str], root: Comment) -> None:
    make_comment(root.article, parent=root, status="approved")
    moderator = make_moderator()
    act("reject", root, moderator)
    for name in acts:
        page = Kept(root.article.get_absolute_url())
        act(name, root, moderator)
        assert not page.is_current(), name


@pytest.mark.once
@pytest.mark.parametrize("first", ACTS)
def test_after_any_two_acts_no_page_is_kept_that_is_no_longer_true(first: str) -> None:
    """The first on a comment with a public reply, the second on the same comment or on the reply."""
    moderator = make_moderator()
    for second, on_reply in product(ACTS, (False, True)):
        root = make_marked(make_article())[1]
        act("approve", root, moderator)
        reply = make_marked(root.article, root)[1]
        act("approve", reply, moderator)
        for name, comment in ((first, root), (second, reply if on_reply else root)):
            page, public = Kept(root.article.get_absolute_url()), approved_on(root.article_id)
            with suppress(DecisionRefused, StaleDecision):
                act(name, comment, moderator)
            assert page.is_current() <= (approved_on(root.article_id) == public), (first, second, on_reply)


def approved_on(article: int) -> list[int]:
    return list(Comment.objects.approved().filter(article=article).order_by("pk").values_list("pk", flat=True))
