"""Articles in the admin: who may do what, by which button."""

import re
from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from articles.admin.article_form import ArticleForm
from articles.models import Article, ArticleAddress, Author, Byline, Section, SiteVersion, Status
from tests.factories import make_article, make_author, make_picture, make_section, make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/article/"
type Sign = Callable[[str], Client]


def person(role: str) -> User:
    user = make_user(role, staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(person("editor"))
    return client


@pytest.fixture
def mary(client: Client) -> Author:
    """Signed in as the author that she is."""
    user = person("author")
    client.force_login(user)
    return make_author("Mary Bly", user=user, job_title="Reporter")


def draft(*authors: Author, **columns: Any) -> Article:
    return make_article("A Find", authors, **{"status": Status.DRAFT, "published_at": None} | columns)


def address(article: Article, act: str = "change") -> str:
    return f"{LIST}{article.pk}/{act}/"


def form(article: Article | None = None, **fields: Any) -> dict[str, Any]:
    """What the browser sends for the form as it is shown, with other values for `fields`."""
    bylines = list(article.bylines.all()) if article else []
    rows = {
        f"bylines-{row}-{name}": value
        for row, byline in enumerate(bylines)
        for name, value in {
            "id": byline.pk,
            "article": byline.article_id,
            "author": byline.author_id,
            "position": byline.position,
            "job_title": byline.job_title,
        }.items()
    }
    shown: dict[str, Any] = {"headline": "New", "slug": "new", "label": "news", "closing": "open"}
    if article:
        shown |= {
            "headline": article.headline,
            "slug": article.slug,
            "body": article.body,
            "section": article.section_id,
            "standfirst": article.standfirst,
        }
        shown |= {"label": article.label, "seen_revision": article.stamp}
    counts = {"bylines-TOTAL_FORMS": len(bylines), "bylines-INITIAL_FORMS": len(bylines)}
    counts |= {"taggings-TOTAL_FORMS": 0, "taggings-INITIAL_FORMS": 0}
    return shown | rows | counts | fields


def press(client: Client, article: Article, button: str, **fields: Any) -> int:
    return client.post(address(article), form(article, **{button: "1", "_anyway": "on"} | fields)).status_code


def status(article: Article) -> str:
    return Article.objects.get(pk=article.pk).status


def said(client: Client) -> str:
    return client.get(LIST).content.decode()


def buttons(client: Client, article: Article) -> set[str]:
    html = client.get(address(article)).content.decode()
    return set(re.findall(r'class="[^"]*\bverb"[^>]* name="_([a-z_]+)"', html))


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"status": Status.DRAFT, "published_at": None}, {"submit", "publish", "schedule"}),
        ({"status": Status.IN_REVIEW, "published_at": None}, {"send_back", "publish", "schedule"}),
        ({"status": Status.PUBLISHED}, {"publish_changes", "unpublish"}),
        ({"published_at": timezone.now() + timedelta(days=1)}, {"publish_changes", "unpublish", "publish", "schedule"}),
        ({"status": Status.UNPUBLISHED}, {"submit", "publish", "schedule"}),
    ],
)
def test_an_editor_finds_the_verbs_that_suit_the_state(
    editor: Client, columns: dict[str, Any], expected: set[str]
) -> None:
    assert buttons(editor, make_article(**columns)) == expected


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"status": Status.DRAFT, "published_at": None}, {"submit"}),
        ({"status": Status.IN_REVIEW, "published_at": None}, set()),
        ({"status": Status.PUBLISHED}, set()),
        ({"published_at": timezone.now() + timedelta(days=1)}, set()),
        ({"status": Status.UNPUBLISHED}, {"submit"}),
    ],
)
def test_an_author_finds_only_the_way_to_review(
    client: Client, mary: Author, columns: dict[str, Any], expected: set[str]
) -> None:
    assert buttons(client, make_article("", (mary,), **columns)) == expected


@pytest.mark.parametrize(
    ("before", "button", "after"),
    [
        (Status.DRAFT, "_submit", Status.IN_REVIEW),
        (Status.IN_REVIEW, "_send_back", Status.DRAFT),
        (Status.DRAFT, "_publish", Status.PUBLISHED),
        (Status.IN_REVIEW, "_publish", Status.PUBLISHED),
    ],
)
def test_a_button_saves_and_moves(editor: Client, before: Status, button: str, after: Status) -> None:
    article = draft(status=before)
    assert press(editor, article, button, headline="Better", **{"handling-text": "Shorter, please."}) == 302
    assert status(article) == after
    assert Article.objects.get().headline == "Better"
    assert "“Better” is" in said(editor)


def test_scheduling_needs_a_time_ahead(editor: Client) -> None:
    article = draft()
    ahead = timezone.localtime() + timedelta(days=1)
    press(editor, article, "_schedule", **{"handling-at": ahead.strftime("%Y-%m-%dT%H:%M")})
    article.refresh_from_db()
    assert article.is_scheduled
    assert article.published_at == ahead.replace(second=0, microsecond=0)
    assert "is scheduled" in said(editor)


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        ("2020-01-01T10:00", "that time has passed"),
        ("", "say on which day and at what time"),
        ("tomorrow", "say on which day and at what time"),
    ],
)
def test_a_schedule_that_will_not_do_is_refused_with_a_sentence(editor: Client, when: str, sentence: str) -> None:
    article = draft()
    press(editor, article, "_schedule", **{"handling-at": when})
    assert status(article) == Status.DRAFT
    assert sentence in said(editor)


def test_unpublishing_works_while_the_form_cannot_be_saved(editor: Client) -> None:
    article = make_article("A Find")
    assert editor.post(address(article, "unpublish"), {"headline": ""}).status_code == 302
    assert status(article) == Status.UNPUBLISHED
    assert Article.objects.get().headline == "A Find"
    assert Client().get(article.get_absolute_url()).status_code == 410


def test_unpublishing_is_never_a_link(editor: Client) -> None:
    assert editor.get(address(make_article(), "unpublish")).status_code == 405


def test_an_author_cannot_unpublish(client: Client, mary: Author) -> None:
    article = make_article("", (mary,))
    assert client.post(address(article, "unpublish")).status_code == 403
    assert status(article) == Status.PUBLISHED


@pytest.mark.parametrize("button", ["_publish", "_send_back"])
def test_an_author_who_makes_up_a_button_is_refused(client: Client, mary: Author, button: str) -> None:
    article = draft(mary, status=Status.IN_REVIEW)
    assert press(client, article, button) == 403
    assert status(article) == Status.IN_REVIEW


def test_a_status_that_is_posted_is_no_status(editor: Client) -> None:
    article = draft()
    tomorrow = timezone.now() + timedelta(days=1)
    press(editor, article, "_save", status="published", published_at=tomorrow.isoformat(), state="published")
    article.refresh_from_db()
    assert (article.status, article.published_at) == (Status.DRAFT, None)


def test_an_author_sees_own_articles_only(client: Client, mary: Author) -> None:
    mine, theirs = draft(mary), draft(make_author(), slug="other")
    html = client.get(LIST).content.decode()
    assert address(mine) in html
    assert address(theirs) not in html
    assert client.get(address(theirs)).status_code == 302
    assert press(client, theirs, "_save", headline="Taken over") == 302
    assert Article.objects.get(pk=theirs.pk).headline == "A Find"


@pytest.mark.parametrize("published_at", [timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)])
def test_an_author_cannot_change_what_is_published_or_scheduled(
    client: Client, mary: Author, published_at: Any
) -> None:
    article = make_article("A Find", (mary,), published_at=published_at)
    assert client.get(address(article)).status_code == 200
    assert press(client, article, "_save", headline="Changed") == 403
    assert Article.objects.get().headline == "A Find"


def test_an_author_deletes_nothing(client: Client, mary: Author) -> None:
    article = draft(mary)
    assert client.post(address(article, "delete"), {"post": "yes"}).status_code == 403
    assert Article.objects.count() == 1


def test_what_an_author_writes_bears_the_authors_name(client: Client, mary: Author) -> None:
    assert client.post(f"{LIST}add/", form(section=make_section().pk, _submit="1")).status_code == 302
    article = Article.objects.get()
    assert article.status == Status.IN_REVIEW
    assert [(byline.author, byline.job_title) for byline in article.bylines.all()] == [(mary, "Reporter")]


def test_an_account_without_an_author_writes_nothing(client: Client) -> None:
    client.force_login(person("author"))
    assert client.get(f"{LIST}add/").status_code == 403


def test_a_moderator_has_no_business_here(client: Client) -> None:
    client.force_login(person("moderator"))
    assert client.get(LIST).status_code == 403


def test_a_new_byline_takes_the_title_of_today(editor: Client) -> None:
    author = make_author("Mary Bly", job_title="Reporter")
    rows: dict[str, Any] = {
        "bylines-TOTAL_FORMS": 1,
        "bylines-0-author": author.pk,
        "bylines-0-position": 0,
        "bylines-0-job_title": "",
    }
    editor.post(f"{LIST}add/", form(section=make_section().pk, **rows))
    assert Byline.objects.get().job_title == "Reporter"


def test_who_takes_anothers_place_in_a_byline_takes_no_title_with_it(editor: Client) -> None:
    old, new = make_author("Ann", job_title="Chief"), make_author("Ben", job_title="Trainee")
    article = draft(old)
    press(editor, article, "_continue", **{"bylines-0-author": new.pk})
    assert list(article.bylines.values_list("author__name", "job_title")) == [("Ben", "Trainee")]


def test_a_byline_that_is_emptied_later_stays_bare(editor: Client) -> None:
    article = draft(make_author("Mary Bly", job_title="Reporter"))
    press(editor, article, "_save", **{"bylines-0-job_title": ""})
    assert Byline.objects.get().job_title == ""


def test_who_saves_over_somebody_elses_work_is_told_and_overwrites_nothing(editor: Client) -> None:
    article = draft()
    mine = form(article, headline="Mine", _save="1")
    article.headline = "Theirs"
    article.save()
    response = editor.post(address(article), mine)
    assert response.status_code == 200
    assert "Somebody else saved this article while you wrote" in response.content.decode()
    assert Article.objects.get().headline == "Theirs"
    again = re.search(r'name="seen_revision" value="([\d.]+)"', response.content.decode())
    assert again
    assert again[1] == mine["seen_revision"]


def test_an_article_that_is_unpublished_while_somebody_saves_it_stays_unpublished(
    editor: Client, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever comes second waits: for a moment here, to see that they don't overtake."""
    article = make_article("A Find")

    def unpublish() -> None:
        Article.objects.get(pk=article.pk).unpublish()
        connection.close()

    colleague, check = Thread(target=unpublish), ArticleForm.clean

    def clean_meanwhile(form: ArticleForm) -> dict[str, Any]:
        colleague.start()
        colleague.join(timeout=1)
        return check(form)

    monkeypatch.setattr(ArticleForm, "clean", clean_meanwhile)
    editor.post(address(article), form(article, headline="Another Find"))
    colleague.join()
    assert status(article) == Status.UNPUBLISHED


def test_an_editor_names_the_account_of_an_author(editor: Client) -> None:
    person("author")
    author, account = make_author("Mary Bly"), User.objects.get(username="author")
    stranger = make_user("reader")
    where = f"/admin/articles/author/{author.pk}/change/"
    offered = editor.get(where).content.decode()
    assert f'<option value="{account.pk}">' in offered
    assert f'<option value="{stranger.pk}">' not in offered
    assert editor.post(where, {"name": "Mary Bly", "slug": "mary-bly", "user": account.pk}).status_code == 302
    assert Author.objects.get().user == account


def test_a_picture_needs_words_for_those_who_cannot_see_it(editor: Client) -> None:
    article = draft()
    response = editor.post(address(article), form(article, picture=make_picture(alt="").pk))
    assert "Say what the picture shows." in response.content.decode()


@pytest.mark.parametrize("in_bulk", [True, False])
def test_what_was_public_and_is_deleted_keeps_its_address(editor: Client, in_bulk: bool) -> None:
    public, never = make_article(), make_article(published_at=timezone.now() + timedelta(hours=1))
    version = SiteVersion.current()
    if in_bulk:
        chosen = {"action": "delete_selected", "_selected_action": [public.pk, never.pk], "post": "yes"}
        editor.post(LIST, chosen)
    else:
        for article in (public, never):
            editor.post(address(article, "delete"), {"post": "yes"})
    assert not Article.objects.exists()
    assert [row.path for row in ArticleAddress.objects.all()] == [public.get_absolute_url()]
    assert Client().get(public.get_absolute_url()).status_code == 410
    assert SiteVersion.current() > version


def test_deleting_sections_and_authors_in_bulk_is_seen_on_pages(editor: Client) -> None:
    make_section()
    make_author()
    for model in (Section, Author):
        version = SiteVersion.current()
        chosen = {"action": "delete_selected", "_selected_action": [model.objects.get().pk], "post": "yes"}
        editor.post(f"/admin/articles/{model.__name__.lower()}/", chosen)
        assert not model.objects.exists()
        assert SiteVersion.current() > version


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("draft", "Drafted"),
        ("in_review", "Reviewed"),
        ("scheduled", "Scheduled"),
        ("published", "Public"),
        ("unpublished", "Gone"),
    ],
)
def test_the_list_is_filtered_by_state(editor: Client, state: str, shown: str) -> None:
    make_article("Drafted", status=Status.DRAFT, published_at=None)
    make_article("Reviewed", status=Status.IN_REVIEW, published_at=None)
    make_article("Scheduled", published_at=timezone.now() + timedelta(days=1))
    make_article("Public")
    make_article("Gone", status=Status.UNPUBLISHED)
    html = editor.get(f"{LIST}?state={state}").content.decode()
    assert re.findall(r'class="field-headline"><a[^>]*>([^<]+)<', html) == [shown]


def test_the_list_costs_the_same_for_one_and_for_many(
    editor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    section = make_section()
    make_article(section=section, authors=(make_author(),))
    editor.get(LIST)
    # session, user, permissions (own, by group), count, page, bylines, sections to filter by
    with django_assert_num_queries(7):
        editor.get(LIST)
    for _ in range(10):
        make_article(section=section, authors=(make_author(), make_author()))
    with django_assert_num_queries(7):
        editor.get(LIST)


@pytest.mark.parametrize(
    "page",
    [
        "article/",
        "article/add/",
        "section/",
        "section/add/",
        "author/",
        "author/add/",
        "author/?q=x",
        "article/?q=x",
    ],
)
def test_every_page_of_an_editor_opens(editor: Client, page: str) -> None:
    assert editor.get(f"/admin/articles/{page}").status_code == 200


def test_every_field_of_a_byline_and_the_picture_have_a_name_of_their_own(editor: Client) -> None:
    article = draft(make_author())
    page = editor.get(f"{LIST}{article.pk}/change/").content.decode()
    for name in ("bylines-0-author", "bylines-0-position", "bylines-0-job_title", "bylines-0-DELETE", "picture"):
        field = re.search(rf'<(?:input|select)[^>]*\bname="{name}"[^>]*>', page)
        assert field
        assert 'aria-label="' in field[0]
