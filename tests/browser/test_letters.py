"""An address that its reader confirms by a mailed link, wherever that is opened; what is mailed then, and its end."""

import re
from datetime import timedelta
from typing import Protocol

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from comments.letters import sending, watching, wishes
from comments.models import Comment, Follow
from tests.browser.profiles import NewProfile
from tests.comments.identity import typed_comment
from tests.comments.letters import leave, start_clock
from tests.factories import make_article, make_comment, make_moderator

pytestmark = [
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize(
        ("scripts", "width"), [(True, 1280), (False, 390)], ids=["scripts", "telephone-no-scripts"]
    ),
]
EMAIL = "ada@example.org"
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Visit(Protocol):
    def __call__(self) -> Page: ...


@pytest.fixture
def visit(new_profile: NewProfile, live_server: LiveServer, scripts: bool, width: int) -> Visit:
    """Opens a page in a browser of its own."""
    return lambda: new_profile(live_server.url, scripts=scripts, width=width).new_page()


@pytest.fixture(autouse=True)
def ground(settings: Settings, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was decided is told at once: nobody undoes it here."""
    settings.MAIL_IS_CONFIGURED, settings.SITE_URL = True, live_server.url
    for module in (watching, sending):
        monkeypatch.setattr(module, "delay", lambda: timedelta())
    start_clock()


def latest_letter() -> EmailMultiAlternatives:
    leave()
    letter = mail.outbox[-1]
    assert isinstance(letter, EmailMultiAlternatives)
    assert letter.to == [EMAIL]
    return letter


def link_in(letter: EmailMultiAlternatives, path: str) -> str:
    found = re.search(rf"\S+{path}\S+", str(letter.body))
    assert found, letter.body
    return found[0]


def test_a_comments_reader_confirms_in_another_browser_is_mailed_the_reply_and_ends_it(visit: Visit) -> None:
    article, page = make_article("Bridge Reopens"), visit()
    page.goto(f"{article.get_absolute_url()}comment/")
    page.get_by_label("Name").fill("Ada Reader")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Comment", exact=True).fill("I was there.")
    page.get_by_label("Mail me the decision and replies").check()
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator(".status")).to_be_visible()
    comment = Comment.objects.get()
    comment.approve(by=make_moderator())
    elsewhere = visit()
    elsewhere.goto(link_in(latest_letter(), "/comments/confirm/"))
    expect(elsewhere.locator("main")).to_contain_text("I was there.")
    assert elsewhere.evaluate(WIDER) <= 0
    elsewhere.get_by_role("button", name="It is my address and my comment").click()
    expect(elsewhere.locator(".state-title")).to_have_text("Published")
    page.goto("/comments/identity/")
    expect(page.locator("main")).not_to_contain_text(EMAIL)
    make_comment(parent=Comment.objects.get(), name="Ben Replier").approve(by=make_moderator("second"))
    letter = latest_letter()
    assert "Ben Replier replied to you" in str(letter.body)
    page.goto(link_in(letter, "/comments/letters/"))
    expect(page.locator("main")).to_contain_text("The decision on your comment on Bridge Reopens")
    page.get_by_role("button", name="End all mails").click()
    expect(page.locator("main")).to_contain_text("You get no mails from us.")
    assert not Follow.objects.exists()


def test_a_reader_follows_an_article_and_a_thread_and_sorts_out_what_others_typed(visit: Visit) -> None:
    article, page = make_article("Bridge Reopens"), visit()
    first = make_comment(article, status="approved", name="Kim", html="<p>First.</p>")
    stranger = typed_comment()
    page.goto(article.get_absolute_url())
    page.get_by_role("link", name="Follow by e-mail").click()
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("once a day, in the morning").check()
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Look into your mailbox.")
    wishes.let_wait(Follow.objects.get().commenter, {"kind": "article", "article": make_article("Not Hers")})
    page.goto(link_in(latest_letter(), "/comments/confirm/"))
    expect(page.get_by_label("New comments on “Bridge Reopens”")).to_be_checked()
    expect(page.get_by_label("New comments on “Not Hers”")).not_to_be_checked()
    assert page.evaluate(WIDER) <= 0
    page.get_by_role("button", name="Yes, this is my address").click()
    expect(page.get_by_role("status")).to_contain_text("You follow this: mails come once a day, in the morning.")
    page.goto(f"{article.get_absolute_url()}?comment={first.pk}")
    page.get_by_role("link", name="Follow this thread by e-mail").click()
    page.get_by_role("button", name="Follow", exact=True).click()
    followed = page.locator(".letters-one")
    expect(followed).to_have_count(2)
    followed.first.get_by_role("combobox").select_option("at most once an hour")
    followed.first.get_by_role("button", name="Change").click()
    expect(followed.first.get_by_role("combobox")).to_have_value("hourly")
    followed.last.get_by_role("button", name="End").click()
    expect(followed).to_have_count(1)
    assert list(Follow.objects.values_list("kind", "often")) == [("article", "hourly")]
    page.goto("/comments/mine/")
    assert page.evaluate(WIDER) <= 0
    page.get_by_role("button", name="Not mine: remove my address").click()
    expect(page.get_by_role("heading", name="Written under your address")).to_have_count(0)
    assert Comment.objects.get(pk=stranger.pk).commenter is None
