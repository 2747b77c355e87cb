"""Every page of the desk, narrow and light, wide and dark: axe finds nothing, and none is wider than its window."""

import json
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page

from accounts.models import User
from comments.models import Check, Claim, Comment, Commenter
from tests.browser.desk import QUEUE, OpenDesk, card, keys, look_again
from tests.factories import make_article, make_comment, make_moderator, make_submission, make_user
from tests.newsroom.test_admin_roles import admin_addresses, examples, filled  # noqa: F401  # a fixture among them

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]
CONTRAST = {"runOnly": ["color-contrast"]}  # all else is the same in another look
LOOKS: tuple[tuple[Literal["light", "dark"], int, dict[str, Any]], ...] = (
    ("light", 320, {"rules": {"target-size": {"enabled": True}}}),
    ("dark", 1280, CONTRAST),
)
SETTLED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
STOCK = ("/add/", "/delete/", "/history/", "<path:object_id>/")  # pages as Django has them
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OPEN_ALL = "for (const fold of document.querySelectorAll('#content details')) fold.open = true"


@pytest.fixture
def comments() -> list[Comment]:
    """Of every kind that cards show."""
    article, person = make_article(), Commenter.objects.create(email_key="known", rejected_count=2)
    parent = make_comment(article, status="approved")
    made = [
        make_comment(article, name="Reader one", commenter=person),
        make_comment(article, name="Reader two", website="https://example.org/"),
        make_comment(name="Reader three", parent=parent, html="<p>Long words. </p>" * 80),
        make_comment(article, name="Reader four"),
    ]
    make_submission(made[0])
    Check.objects.create(comment=made[0], version=1, verdict="ham", trace=[{"check": "links", "result": "pass"}])
    return made


def pages(chief: User, known: dict[str, int]) -> Iterator[str]:
    """Whatever of the desk's addresses is a page."""
    client = Client()
    client.force_login(chief)
    for pattern in admin_addresses():
        ours = pattern.startswith("admin/comments/") and not pattern.endswith(STOCK)
        answer = client.get(filled(pattern, known)) if ours else None
        if answer and answer.status_code == 200 and not answer.streaming and b"</html>" in answer.content:
            yield filled(pattern, known)
    yield from (f"{QUEUE}?tab=approved", f"{QUEUE}?tab=removed")


def faults(page: Page, place: str) -> list[Any]:
    found: list[Any] = []
    page.evaluate(Axe().axe_script)
    for scheme, width, rules in LOOKS:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(SETTLED)
        violations = page.evaluate(f"axe.run({json.dumps(rules)}).then((told) => told.violations)")
        for each in violations:
            found.append((place, scheme, width, each["id"], [node["html"][:200] for node in each["nodes"][:3]]))
        if page.evaluate(WIDER) > 0:
            found.append((place, scheme, width, "wider than its window"))
    return found


def test_axe_finds_nothing_on_any_page_of_the_desk(
    open_desk: OpenDesk, comments: list[Comment], request: pytest.FixtureRequest
) -> None:
    Claim.objects.take(comments[1].pk, make_moderator(first_name="Ann"))
    known = request.getfixturevalue("examples")
    chief = make_user("chief", staff=True, is_superuser=True)
    desk, found = open_desk(chief), []
    for address in list(pages(chief, known)):
        desk.goto(address)
        desk.evaluate(OPEN_ALL)
        found += faults(desk, address)
    assert found == []


def test_axe_finds_nothing_while_somebody_works(open_desk: OpenDesk, comments: list[Comment]) -> None:
    """A folded card, a claimed one, one that a colleague has decided; the keys; one card at a time."""
    desk = open_desk()
    comments[3].reject(by=make_moderator(first_name="Ann"), reason="insult")
    keys(desk, "j", "a", "c")
    look_again(desk)
    card(desk, comments[3]).locator("[data-off]").wait_for()
    found = faults(desk, "at work")
    keys(desk, "?")
    found += faults(desk, "the keys")
    keys(desk, "Escape", ".")
    found += faults(desk, "one card")
    assert found == []
