"""What the form of an article shows of its comments, and the mode that can be set there."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from accounts.models import User
from articles.models import Article, SiteVersion, Status
from comments.models import ArticleTerms, Comment, DiscussionSettings, Mode, ModerationAction, Reach
from comments.queue import of_article
from comments.rules import changing
from comments.rules.current import situation
from tests.articles.desk import address, form, person, save, signed_in
from tests.factories import make_article, make_author, make_comment, make_report, make_section
from tests.plans import plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HOLD = {"mode-mode": "hold", "mode-hours": "2", "mode-publish_after": "3", "mode-seen": ""}


@pytest.fixture
def article() -> Article:
    DiscussionSettings.objects.create(pk=1, publish_after=3)
    return make_article("A Find")


@pytest.fixture
def eve() -> User:
    return person("editor", "eve")


@pytest.fixture
def editor(eve: User) -> Client:
    return signed_in(eve)


def page_of(client: Client, article: Article) -> str:
    return client.get(address(article)).content.decode()


def panel(client: Client, article: Article) -> str:
    found = re.search(r'<section class="inline-group article-desk".*?</section>', page_of(client, article), re.DOTALL)
    assert found
    return found[0]


def in_force(article: Article) -> tuple[int | None, str]:
    now = situation(article.pk)
    return now.publish_after, now.place


def shown(article: Article) -> dict[str, Any]:
    """What the fields hold once a mode was set."""
    mode = Mode.objects.in_force().filter(article=article).latest("pk")
    chosen = "hold" if mode.publish_after is None else "known"
    return {"mode-mode": chosen, "mode-publish_after": mode.publish_after or 3, "mode-hours": "as_it_is"} | {
        "mode-seen": mode.pk
    }


def test_an_editor_holds_all_comments_for_a_time(editor: Client, eve: User, article: Article) -> None:
    save(editor, article, **HOLD)
    assert in_force(article) == (None, "article")
    mode = Mode.objects.get()
    assert (mode.by, mode.ends_at) == (eve, mode.begins_at + timedelta(hours=2))
    assert [(row.kind, row.actor) for row in ModerationAction.objects.all()] == [("mode_set", eve.pk)]
    assert "Everything waits for a person, until" in panel(editor, article)


def test_known_commenters_are_published_until_somebody_ends_it(editor: Client, article: Article) -> None:
    save(editor, article, **HOLD | {"mode-mode": "known", "mode-publish_after": "1", "mode-hours": ""})
    assert in_force(article) == (1, "article")
    assert Mode.objects.get().ends_at is None


def test_what_is_saved_as_it_is_changes_no_mode(editor: Client, article: Article) -> None:
    save(editor, article, **HOLD | {"mode-mode": "", "mode-publish_after": "17"})
    assert not Mode.objects.exists()
    save(editor, article, **HOLD)
    save(editor, article, **shown(article))
    save(editor, article)
    assert (Mode.objects.count(), ModerationAction.objects.count()) == (1, 1)


def test_another_mode_takes_the_place_of_the_one_before_and_keeps_its_end(editor: Client, article: Article) -> None:
    save(editor, article, **HOLD)
    end = Mode.objects.get().ends_at
    save(editor, article, **shown(article) | {"mode-mode": "known", "mode-publish_after": "0"})
    now = Mode.objects.in_force().get()
    assert (now.publish_after, now.ends_at) == (0, end)
    save(editor, article, **shown(article) | {"mode-mode": ""})
    assert in_force(article) == (3, "")
    kinds = ModerationAction.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["mode_set", "mode_ended", "mode_set", "mode_ended"]


def test_a_mode_that_came_after_the_form_was_opened_is_not_ended_unread(
    editor: Client, eve: User, article: Article
) -> None:
    changing.begin(article, None, by=eve)
    late = HOLD | {"mode-mode": "known", "mode-publish_after": "0"}
    answer = editor.post(address(article), form(article, headline="Changed", **late))
    assert "The mode has changed meanwhile." in answer.content.decode()
    assert in_force(article) == (None, "article")
    assert not article.revisions.exists()
    save(editor, article, **HOLD | {"mode-mode": ""})  # nothing was changed in the form that saw none
    assert in_force(article) == (None, "article")


@pytest.mark.parametrize(
    "fields",
    [
        {"mode-mode": "known", "mode-publish_after": ""},
        {"mode-mode": "known", "mode-publish_after": "-1"},
        {"mode-mode": "nobody"},
        {"mode-hours": "3"},
        {"mode-hours": "as_it_is"},
    ],
)
def test_what_can_not_be_set_is_refused_with_all_else(editor: Client, article: Article, fields: dict[str, str]) -> None:
    answer = editor.post(address(article), form(article, headline="Changed", **HOLD | fields))
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert not Mode.objects.exists()
    assert not article.revisions.exists()


def test_an_author_reads_what_holds_and_sets_nothing(article: Article) -> None:
    user = person("author")
    article.bylines.create(author=make_author(user=user))
    Article.objects.filter(pk=article.pk).update(status=Status.DRAFT)
    client = signed_in(user)
    assert "Accounts with 3 approved comments are published at once." in panel(client, article)
    assert "mode-mode" not in panel(client, article)
    save(client, article, headline="Changed", **HOLD)
    assert not Mode.objects.exists()
    article.refresh_from_db()
    assert article.headline == "Changed"


def test_who_is_limited_to_other_sections_sets_nothing_and_has_no_links(article: Article) -> None:
    user = person("admin")
    Reach.objects.create(moderator=user).sections.set([make_section()])
    make_comment(article)
    client = signed_in(user)
    assert "mode-mode" not in panel(client, article)
    assert "queue" not in panel(client, article)
    save(client, article, **HOLD)
    assert not Mode.objects.exists()


def test_a_moderator_who_writes_holds_for_hours_and_ends_only_an_own_mode(eve: User, article: Article) -> None:
    user = person("author")
    user.groups.add(Group.objects.get(name="moderator"))
    article.bylines.create(author=make_author(user=user))
    Article.objects.filter(pk=article.pk).update(status=Status.DRAFT)
    client = signed_in(user)
    for refused in ({"mode-mode": "known"}, {"mode-hours": ""}):
        answer = client.post(address(article), form(article, **HOLD | refused))
        assert "You may hold comments for some hours" in answer.content.decode()
    save(client, article, **HOLD)
    assert in_force(article) == (None, "article")
    changing.begin(article, 7, by=eve)
    answer = client.post(address(article), form(article, **shown(article) | {"mode-mode": ""}))
    assert "ends a mode that somebody else began" in answer.content.decode()


def test_a_new_article_has_no_mode_yet(editor: Client) -> None:
    assert "article-desk" not in editor.get("/admin/articles/article/add/").content.decode()


def test_the_nearest_mode_elsewhere_is_named_with_its_place(editor: Client, eve: User) -> None:
    article = make_article(section=make_section("inner", parent=make_section("outer")))
    assert article.section.parent
    for place, said in [
        (None, "published at once, the whole site (set by eve)"),
        (article.section.parent, "in Outer"),
        (article.section, "in Inner"),
    ]:
        changing.begin(place, 1, by=eve)
        assert said in panel(editor, article)


# What waits


def test_what_waits_is_counted_tab_by_tab_of_this_article_alone(article: Article) -> None:
    for status in ("pending", "pending", "unchecked", "rejected", "spam"):
        make_comment(article, status=status)
    make_report(make_comment(article, status="approved"))
    make_comment(article, status="approved")
    make_comment(article, deferred_until=timezone.now() + timedelta(hours=1))
    make_comment()
    counted = {str(each.name): each.number for each in of_article.waiting_under(article.pk)}
    assert counted == {"New": 2, "Awaiting spam check": 1, "Reported": 1}
    assert of_article.waiting_under(make_article().pk) == []


def test_whoever_moderates_gets_there_with_one_click(article: Article) -> None:
    waits, elsewhere = make_comment(article), make_comment()
    make_comment(article, status="unchecked")
    client = signed_in(person("admin"))
    links = re.findall(r'<a href="([^"]+)"><b>1</b> ', panel(client, article))
    assert links == [
        f"/admin/comments/queue/?article={article.pk}",
        f"/admin/comments/queue/?tab=unchecked&amp;article={article.pk}",
    ]
    queue = client.get(links[0]).content.decode()
    assert f'id="comment-{waits.pk}"' in queue
    assert f'id="comment-{elsewhere.pk}"' not in queue


def test_an_editor_who_does_not_moderate_reads_the_numbers(editor: Client, article: Article) -> None:
    make_comment(article)
    assert "<b>1</b> New" in panel(editor, article)
    assert "queue" not in panel(editor, article)


def test_counting_stops_at_a_thousand(article: Article) -> None:
    row = {"article": article, "section": article.section_id, "name": "A", "text": "B", "status": "pending"}
    Comment.objects.bulk_create(Comment(**row) for _each in range(1_005))
    [told] = of_article.waiting_under(article.pk)
    assert (told.number, told.shown) == (1_001, "1,000+")


def test_counting_reads_no_table_whole(article: Article) -> None:
    steps = plan(of_article.QUERY, {"article": article.pk, "now": timezone.now()})
    assert not re.search(r"SCAN c\b|Seq Scan on comments_comment", steps), steps


# Terms of the discussion


def test_an_editor_sets_the_message_and_the_slow_mode_of_one_article(editor: Client, article: Article) -> None:
    version = SiteVersion.current()
    save(editor, article, **{"terms-message": "Were you there?", "terms-slow_minutes": "5"})
    terms = ArticleTerms.of(article.pk)
    assert (terms.message, terms.slow_minutes) == ("Were you there?", 5)
    assert SiteVersion.current() > version
    assert "Were you there?</textarea>" in page_of(editor, article)
    assert "message to commenters, slow mode" in editor.get(address(article, "history")).content.decode().lower()
    save(editor, article)  # by a form without these fields
    assert ArticleTerms.of(article.pk).message == "Were you there?"
    save(editor, article, **{"terms-message": "", "terms-slow_minutes": ""})
    assert (ArticleTerms.of(article.pk).message, ArticleTerms.of(article.pk).slow_minutes) == ("", None)


@pytest.mark.parametrize("fields", [{"terms-slow_minutes": "0"}, {"terms-slow_minutes": "1441"}])
def test_a_slow_mode_beyond_a_day_is_refused(editor: Client, article: Article, fields: dict[str, str]) -> None:
    answer = editor.post(address(article), form(article, **{"terms-message": "x"} | fields))
    assert "errorlist" in answer.content.decode()
    assert not ArticleTerms.objects.exists()


def test_an_author_sets_no_terms(article: Article) -> None:
    user = person("author")
    article.bylines.create(author=make_author(user=user))
    Article.objects.filter(pk=article.pk).update(status=Status.DRAFT)
    client = signed_in(user)
    assert "terms-message" not in page_of(client, article)
    save(client, article, **{"terms-message": "x"})
    assert not ArticleTerms.objects.exists()
