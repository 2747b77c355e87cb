"""From a draft to readers: what is said on the way, what must be there, and when it happens."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from articles import checklist, content, states
from articles.models import Article, Note, Status
from tests.articles.desk import LIST, address, form, person, save, signed_in
from tests.factories import make_article, make_author, make_section, make_user

pytestmark = pytest.mark.django_db
INBOX = f"{LIST}inbox/"


@pytest.fixture
def mary() -> User:
    return person("author", "mary")


@pytest.fixture
def article(mary: User) -> Article:
    author = make_author("Mary Bly", user=mary)
    return make_article("A Find", (author,), standfirst="Gold", status=Status.DRAFT, published_at=None)


def stored(article: Article) -> Status:
    return Status(Article.objects.get(pk=article.pk).status)


def parts(client: Client) -> dict[str, list[str]]:
    """Titles by part of the inbox."""
    page = client.get(INBOX).content.decode()
    found = re.findall(r'<section class="inbox-part[^>]* id="([a-z]+)".*?</section>', page, re.DOTALL)
    bodies = re.findall(r'<section class="inbox-part.*?</section>', page, re.DOTALL)
    titles = [re.findall(r'class="inbox-title"[^>]*>([^<]+)<', body) for body in bodies]
    return dict(zip(found, titles, strict=True))


def test_an_article_goes_to_a_person_with_a_note(article: Article, ann: User, mary: User) -> None:
    said = {"handling-to": ann.pk, "handling-text": "Please look at the figures."}
    page = save(signed_in(mary), article, "_submit", **said)
    assert stored(article) == Status.IN_REVIEW
    note = Note.objects.get()
    assert (note.act, note.by, note.to, note.text) == ("submitted", mary, ann, "Please look at the figures.")
    assert "Submitted by mary to ann" in page
    assert "Please look at the figures." in page


def test_it_comes_back_with_a_reason(article: Article, editor: Client, ann: User, mary: User) -> None:
    article.submit_for_review(by=mary)
    save(editor, article, "_send_back", **{"handling-text": "Who says so?"})
    assert stored(article) == Status.DRAFT
    note = Note.objects.latest_first()[0]
    assert (note.act, note.by, note.to, note.text) == ("sent_back", ann, mary, "Who says so?")
    assert "Who says so?" in signed_in(mary).get(address(article)).content.decode()


def test_nothing_is_sent_back_without_a_reason(article: Article, editor: Client) -> None:
    article.submit_for_review()
    assert "say what is to be done" in save(editor, article, "_send_back", **{"handling-text": "  "})
    assert stored(article) == Status.IN_REVIEW
    assert Note.objects.count() == 1


def test_only_who_may_publish_is_asked_for_a_review(article: Article, ann: User, mary: User) -> None:
    reader = make_user("somebody")
    page = signed_in(mary).get(address(article)).content.decode()
    assert f'<option value="{ann.pk}">ann</option>' in page
    save(signed_in(mary), article, "_submit", **{"handling-to": reader.pk})
    assert Note.objects.get().to is None


def test_the_inbox_tells_for_whom_something_waits(article: Article, editor: Client, ann: User, mary: User) -> None:
    other = make_article("For Ben", status=Status.DRAFT, published_at=None)
    desk = make_article("For all", status=Status.DRAFT, published_at=None)
    later = make_article("Ahead", published_at=timezone.now() + timedelta(days=1))
    public = make_article("Public")
    article.submit_for_review(by=mary, to=ann)
    other.submit_for_review(by=mary, to=person("editor", "ben"))
    desk.submit_for_review(by=mary)
    save(editor, public, headline="Better")
    expected = {"me": ["A Find"], "desk": ["For all"], "others": ["For Ben"]}
    assert parts(editor) == expected | {"changes": ["Public"], "scheduled": [later.headline]}


def test_an_author_finds_the_own_alone(article: Article, editor: Client, mary: User) -> None:
    make_article("Theirs", status=Status.IN_REVIEW, published_at=None)
    article.submit_for_review(by=mary)
    client = signed_in(mary)
    assert parts(client) == {"yours": ["A Find"]}
    article.send_back(text="Shorter")
    assert parts(client) == {"back": ["A Find"]}
    assert "Shorter" in client.get(INBOX).content.decode()
    article.submit_for_review(by=mary)
    assert parts(client) == {"yours": ["A Find"]}


def test_an_empty_inbox_says_so_and_is_for_the_newsroom_alone(editor: Client) -> None:
    assert "Nothing waits" in editor.get(INBOX).content.decode()
    assert signed_in(person("moderator")).get(INBOX).status_code == 403
    assert editor.post(INBOX).status_code == 405


def test_the_inbox_costs_the_same_for_one_and_for_many(
    editor: Client, ann: User, mary: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    section = make_section()
    for number in range(1, 12):
        if number in {2, 11}:
            # session, user, rights; in review and its notes, sent back, changes, mistakes, scheduled; consents
            with django_assert_num_queries(12):
                assert editor.get(INBOX).status_code == 200
        waiting = make_article(section=section, status=Status.DRAFT, published_at=None)
        waiting.submit_for_review(by=mary, to=ann)


def test_a_schedule_is_told_in_one_sentence(clock: time_machine.Traveller, settings: Any) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    clock.move_to(datetime(2026, 11, 22, 20, tzinfo=UTC))
    article = make_article(published_at=datetime(2026, 11, 23, 5, tzinfo=UTC))
    assert states.sentence(article).replace("\xa0", " ") == "Appears on Monday 23 November 2026 at 06:00, in 9 hours."


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.UNPUBLISHED])
def test_every_state_is_told_in_one_sentence(editor: Client, status: Status) -> None:
    article = make_article(status=status, published_at=None)
    assert f'<p class="standing-now">{states.sentence(article)}</p>' in save(editor, article)


def what_lacks(**changed: Any) -> list[str]:
    """Codes of the checklist, of an article that is whole but for `changed`."""
    whole = content.of_row(make_article("Whole", (make_author(),), standfirst="Told", body="<p>Words.</p>"))
    return [item.code for item in checklist.check(whole | changed)]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, None),
        ({"headline": " "}, "headline"),
        ({"section": None}, "section"),
        ({"body": "<p> </p>"}, "body"),
        ({"standfirst": ""}, "standfirst"),
        ({"bylines": []}, "byline"),
        ({"body": '<p>Words.</p><figure><img src="/media/x.webp" alt=" "></figure>'}, "alt"),
        ({"body": "<h2> </h2><p>Words.</p>"}, "heading"),
        ({"body": '<p><a href="/nowhere/at-all/">Words</a></p>'}, "link"),
        ({"body": '<p><a href="/no-such-section">Words</a></p>'}, "link"),
        ({"body": '<p><a href="/authors/nobody/#top">Words</a></p>'}, "link"),
        ({"body": '<p><a href="/a/b/c/d/">Words</a></p>'}, "link"),
        ({"body": '<p><a href="https://elsewhere.example/x">Words</a> <a href="/">here</a></p>'}, None),
        ({"body": '<p><a href="#h-part">Words</a> <a href="//elsewhere.example/">there</a></p>'}, None),
    ],
)
def test_the_checklist_says_what_is_missing(changed: dict[str, Any], code: str | None) -> None:
    assert what_lacks(**changed) == ([code] if code else [])


def test_a_link_to_what_readers_find_is_none_to_mend(settings: Any) -> None:
    public, hidden = make_article(), make_article(status=Status.UNPUBLISHED)
    old = public.get_absolute_url()
    public.slug = "moved"
    public.save()
    alive = [old, public.get_absolute_url(), f"{settings.SITE_URL}{old}?x=1#h", public.section.get_absolute_url()]
    alive += [make_author().get_absolute_url(), "/comment-data/", old.rstrip("/")]
    body = "".join(f'<p><a href="{link}">x</a></p>' for link in [*alive, hidden.get_absolute_url()])
    items = checklist.check(content.of_row(public) | {"body": body, "standfirst": "x", "bylines": [{}]})
    assert [item.what for item in items] == [f"Mend the link to {hidden.get_absolute_url()}: it leads nowhere."]


def test_what_is_missing_is_asked_for_once_and_then_let_through(editor: Client) -> None:
    article = make_article("Bare", status=Status.DRAFT, published_at=None)
    said = save(editor, article, "_publish", headline="Barer")
    assert "tick “Publish anyway”" in said
    assert "Write a standfirst" in said
    article.refresh_from_db()
    assert (article.status, article.headline) == (Status.DRAFT, "Barer")
    save(editor, article, "_publish", _anyway="on")
    assert stored(article) == Status.PUBLISHED


def test_what_is_typed_beside_a_button_that_did_nothing_is_typed_once(editor: Client) -> None:
    article, told = make_article(standfirst=""), "It was Tuesday."
    page = save(editor, article, "_publish_changes", **{"handling-correction": told})
    assert "Publish anyway" in page
    assert f">\n{told}</textarea>" in page
    assert told not in editor.get(address(article)).text
    refused = editor.post(address(article), form(article, headline="", _submit="1", **{"handling-correction": told}))
    assert f">\n{told}</textarea>" in refused.text


def test_the_form_of_a_scheduled_article_holds_its_time(editor: Client, settings: Any) -> None:
    settings.TIME_ZONE = "UTC"
    article = make_article(published_at=datetime(2099, 1, 2, 3, 4, tzinfo=UTC))
    assert 'value="2099-01-02T03:04"' in editor.get(address(article)).text


def test_the_log_of_an_article_tells_what_was_done_and_for_when(editor: Client) -> None:
    article = make_article("A Find", (make_author("Ann"),), standfirst="Gold", status=Status.DRAFT, published_at=None)
    save(editor, article, "_schedule", **{"handling-at": "2099-01-02T03:04"})
    history = editor.get(address(article, "history")).text
    assert "is scheduled. It appears on Friday 2 January 2099 at 03:04." in history
    assert history.count("<li><time>") == 1, "no line for the save before it, which changed nothing"


def test_the_first_page_of_the_admin_says_how_much_waits(editor: Client, article: Article, mary: User) -> None:
    assert "Nothing waits." in editor.get("/admin/").text
    article.submit_for_review(by=mary)
    assert f'<a href="{INBOX}#desk"><b>1</b> In review, for the desk</a>' in editor.get("/admin/").text


@pytest.mark.parametrize("button", ["_publish", "_schedule"])
def test_nothing_goes_out_without_a_text(editor: Client, article: Article, button: str) -> None:
    ahead = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    said = save(editor, article, button, body="", _anyway="on", **{"handling-at": ahead})
    assert "Saved, but not published: Write the text" in said
    assert stored(article) == Status.DRAFT


def test_a_whole_article_is_published_without_a_question(editor: Client, article: Article) -> None:
    assert "Checklist: nothing is missing." in editor.get(address(article)).content.decode()
    save(editor, article, "_publish")
    assert stored(article) == Status.PUBLISHED


def test_submitting_asks_for_nothing(article: Article, mary: User) -> None:
    fields = form(article, standfirst="", body="", _submit="1")
    assert signed_in(mary).post(address(article), fields).status_code == 302
    assert stored(article) == Status.IN_REVIEW


LISTS = ("/", "/harbor/", "/authors/mary-bly/", "/sitemap.xml")


def seen(article: Article) -> dict[str, bool]:
    """Where readers find its address, and whether it answers."""
    path = article.get_absolute_url()
    found = {page: path in Client().get(page).content.decode() for page in LISTS}
    return found | {path: Client().get(path).status_code == 200}


def test_a_schedule_keeps_itself_everywhere_at_its_minute(
    editor: Client, article: Article, clock: time_machine.Traveller
) -> None:
    Article.objects.filter(pk=article.pk).update(section=make_section("harbor"))
    article.refresh_from_db()
    at = timezone.localtime().replace(second=0, microsecond=0) + timedelta(hours=9)
    save(editor, article, "_schedule", **{"handling-at": at.strftime("%Y-%m-%dT%H:%M")})
    clock.move_to(at - timedelta(seconds=1))
    assert not any(seen(article).values())
    clock.move_to(at)
    assert all(seen(article).values())


def test_unpublishing_takes_it_from_everywhere(editor: Client, article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(section=make_section("harbor"))
    article.refresh_from_db()
    save(editor, article, "_publish")
    assert all(seen(article).values())
    editor.post(address(article, "unpublish"))
    assert not any(seen(article).values())


def test_what_a_schedule_promises_is_said_while_the_time_is_typed(editor: Client, mary: User) -> None:
    at = timezone.localtime().replace(second=0, microsecond=0) + timedelta(days=3)
    ask = f"{LIST}promise/"
    said = editor.get(ask, {"at": at.strftime("%Y-%m-%dT%H:%M")}).content.decode()
    article = make_article(published_at=at)
    assert said in editor.get(address(article)).content.decode()  # as it stands there once it is so
    assert said.startswith("Appears on ")
    assert "that time has passed" in editor.get(ask, {"at": "2020-01-01T10:00"}).content.decode()
    for typed in ("", "2026-13-", "x" * 5_000):
        assert editor.get(ask, {"at": typed}).content == b""
    assert signed_in(mary).get(ask).status_code == 403
    assert editor.post(ask).status_code == 405
