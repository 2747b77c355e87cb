"""The desk in a browser: moderators who are signed in, and what they do at its cards."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Protocol

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page, Route

from accounts.models import User
from comments.models import Comment

QUEUE = "/admin/comments/queue/"
WHAT_HAS_CHANGED = "**/queue/since/**"


class OpenDesk(Protocol):
    def __call__(
        self, user: User | None = None, *, scripts: bool = True, width: int = 1280, path: str = QUEUE
    ) -> Page: ...


def cookie_of(user: User, url: str) -> Any:
    client, name = Client(), settings.SESSION_COOKIE_NAME
    client.force_login(user)
    return {"name": name, "value": client.cookies[name].value, "url": url}


def card(page: Page, comment: Comment) -> Locator:
    return page.locator(f"#comment-{comment.pk}")


def box(page: Page, comment: Comment) -> Locator:
    return page.get_by_role("checkbox", name=f"Choose, {comment.name}", exact=True)


def said(page: Page) -> Locator:
    """What those hear who hear the page."""
    return page.locator("[data-said]")


def keys(page: Page, *names: str) -> None:
    """A page that came by a decision shows what it says before its scripts listen."""
    page.wait_for_load_state()
    for name in names:
        page.keyboard.press(name)


def status(comment: Comment) -> str:
    comment.refresh_from_db()
    return comment.status


def statuses(comments: list[Comment]) -> list[str]:
    now = dict(Comment.objects.values_list("pk", "status"))
    return [now[comment.pk] for comment in comments]


def still(context: BrowserContext) -> None:
    """Its pages are told of no change before a test has them `look_again`: they ask every 15 s and after decisions, and
    on a slow machine that would be between any two steps."""
    context.route(WHAT_HAS_CHANGED, lambda route: route.fulfill(status=204))


def look_again(page: Page) -> None:
    """As the page does from time to time: it asks what has changed."""
    page.context.unroute(WHAT_HAS_CHANGED)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@contextmanager
def answers_held(page: Page, pattern: str) -> Generator[list[Route]]:
    """No answer to such a request arrives before the end of the block."""
    held: list[Route] = []
    page.route(pattern, lambda route: held.append(route))
    yield held
    for route in held:
        route.continue_()
    page.unroute(pattern)
