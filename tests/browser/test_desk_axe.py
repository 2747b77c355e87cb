"""Every page of the desk, narrow and light, wide and dark: axe finds nothing, and none is wider than its window."""

import json
from collections.abc import Iterator, Sequence
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
QUICK = {"resultTypes": ["violations"], "preload": False}  # axe needs half the time for what nobody reads here
CONTRAST = QUICK | {"runOnly": ["color-contrast"]}  # all else is the same in another look
LOOKS: tuple[tuple[Literal["light", "dark"], int, dict[str, Any]], ...] = (
    ("light", 320, QUICK | {"rules": {"target-size": {"enabled": True}}}),
    ("dark", 1280, CONTRAST),
)
FRAME = {"exclude": ["#header", ".desk-nav"]}  # the same on every page: the first one answers for it
NAMES = ("queue", "people", "rules", "mode", "moderationaction", "numbers", "alarms", "mail", "spam-service")
MUST_BE = tuple(f"/admin/comments/{name}/" for name in NAMES)
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
        make_comment(article, name="Reader two", website="https://example.org/", commenter=person),
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
    yield from (f"{QUEUE}?tab=approved", f"{QUEUE}?tab=removed", "/admin/comments/rules/words_hold/")
    yield f"/admin/articles/article/{known['articles/article']}/change/"
    yield from ("/accounts/second-factor/", "/accounts/second-factor/set-up/", "/accounts/passkeys/")


def with_axe(page: Page, address: str) -> Page:
    """On this page and whatever it leads to; the profile is the same."""
    page.context.add_init_script(Axe().axe_script)
    page.goto(address)
    return page


def faults(page: Page, place: str, looks: Sequence[Any] = LOOKS, frame: Any = FRAME) -> list[Any]:
    found: list[Any] = []
    for scheme, width, rules in looks:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(SETTLED)
        asked = f"axe.run({json.dumps(frame)}, {json.dumps(rules)}).then((told) => told.violations)"
        violations = page.evaluate(asked)
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
    addresses = list(dict.fromkeys(pages(chief, known)))
    assert set(MUST_BE) <= set(addresses)
    desk = with_axe(open_desk(chief, path="about:blank"), QUEUE)
    found = faults(desk, "the frame", frame={"include": ["html"]})
    looks = list(LOOKS)
    for address in addresses:
        desk.goto(address)
        desk.evaluate(OPEN_ALL)
        looks.reverse()  # begins with the look in which the page before has ended
        found += faults(desk, address, looks)
    assert found == []


def test_axe_finds_nothing_while_somebody_works(open_desk: OpenDesk, comments: list[Comment]) -> None:
    """A folded card, a claimed one, one that a colleague has decided; the keys; one card at a time; a person."""
    desk = with_axe(open_desk(path="about:blank"), QUEUE)
    comments[3].reject(by=make_moderator(first_name="Ann"), reason="insult")
    keys(desk, "j", "a", "c")
    look_again(desk)
    card(desk, comments[3]).locator("[data-off]").wait_for()
    found = faults(desk, "at work")
    keys(desk, "?")
    found += faults(desk, "the keys")
    keys(desk, "Escape", ".")
    found += faults(desk, "one card")
    keys(desk, "p")
    desk.get_by_role("dialog", name="Person").get_by_role("heading", level=1).wait_for()
    found += faults(desk, "the drawer")
    assert found == []
