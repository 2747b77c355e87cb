"""Every save is a revision: who, when, what; any two can be compared, and any can be had back."""

import re
import time
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from articles import closing, content, revising
from articles.models import Article, Revision, Status
from tests.articles.desk import LIST, address, person, save, signed_in
from tests.factories import make_article, make_author, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Article:
    return make_article("One", (make_author(),), status=Status.DRAFT, published_at=None)


def numbers(article: Article) -> list[int]:
    return list(article.revisions.order_by("number").values_list("number", flat=True))


def grow(article: Article, count: int) -> None:
    """A history of that many revisions, each of some length."""
    text = content.of_row(article)
    body = "".join(f"<p>{'word ' * 60}{place}</p>" for place in range(30))
    Revision.objects.bulk_create(
        Revision(article=article, number=number, changed=["body"], content=text | {"body": f"{body}<p>{number}</p>"})
        for number in range(1, count + 1)
    )


def test_a_save_says_who_when_and_what(editor: Client, draft: Article, ann: User) -> None:
    save(editor, draft, headline="Two", caption="There", note="A better headline")
    last = draft.revisions.latest_first()[0]
    assert (last.number, last.by, last.note) == (2, ann, "A better headline")
    assert last.changed == ["headline", "caption"]
    history = editor.get(address(draft, "history")).content.decode()
    for shown in ("A better headline", "headline, caption", "Changed: headline, caption", "ann"):
        assert shown in history


def test_what_came_without_a_history_keeps_its_first_text(editor: Client, draft: Article) -> None:
    save(editor, draft, headline="Two")
    assert numbers(draft) == [1, 2]
    first = draft.revisions.get(number=1)
    assert (first.content["headline"], first.by, first.at) == ("One", None, draft.updated_at)


def test_a_new_article_begins_with_its_writers_revision(editor: Client, ann: User) -> None:
    author, section = make_author(job_title="Reporter"), make_section()
    rows: dict[str, object] = {"bylines-TOTAL_FORMS": 1, "bylines-INITIAL_FORMS": 0, "bylines-0-author": author.pk}
    rows |= {"taggings-TOTAL_FORMS": 0, "taggings-INITIAL_FORMS": 0, "closing": "open"}
    text = {"headline": "New", "slug": "new", "section": section.pk, "label": "news", "body": "Plain.", "note": "Begun"}
    editor.post(f"{LIST}add/", text | rows)
    revision = Revision.objects.get()
    assert (revision.number, revision.by, revision.note) == (1, ann, "Begun")
    assert revision.content == content.of_row(Article.objects.get())
    assert revision.content["body"] == "<p>Plain.</p>"
    assert revision.content["bylines"] == [{"author": author.pk, "job_title": "Reporter"}]


def test_two_texts_stand_side_by_side_word_by_word(editor: Client, draft: Article) -> None:
    save(editor, draft, body="<p>It stays.</p><p>The old bridge fell.</p>")
    save(editor, draft, body="<p>It stays.</p><p>The new bridge fell.</p>", headline="<b>Two")
    page = editor.get(address(draft, "compare") + "?old=2&new=3").content.decode()
    assert re.search(r'The <del><span class="visually-hidden">removed: </span>old</del> bridge fell\.', page)
    assert re.search(r'The <ins><span class="visually-hidden">added: </span>new</ins> bridge fell\.', page)
    assert "&lt;" in page
    assert "<b>Two" not in page


def test_all_kinds_of_parts_are_told_by_name(editor: Client, draft: Article) -> None:
    other, there, friend = make_author("Zed Guest"), make_section("harbor"), make_article("A Friend")
    rows: dict[str, Any] = {"bylines-TOTAL_FORMS": 2, "bylines-1-author": other.pk, "bylines-1-job_title": "Poet"}
    save(editor, draft, section=there.pk, related=[friend.pk], label="opinion", **rows)
    page = editor.get(address(draft, "compare") + "?old=1&new=2").content.decode()
    for said in ("Zed Guest, Poet", "Harbor", "A Friend", "Opinion"):
        assert re.search(rf"<ins>(<span[^>]*>[^<]*</span>)?{said}", page), said


def test_readers_text_is_compared_with_the_copy_unless_told_otherwise(editor: Client) -> None:
    article = make_article("One")
    save(editor, article, headline="Two")
    page = editor.get(address(article, "compare")).content.decode()
    assert "removed: </span>One" in page
    assert "added: </span>Two" in page


@pytest.mark.parametrize("query", ["old=99", "old=x", "new=-1", "old=99999999999999999999"])
def test_a_revision_that_is_none_is_not_found(editor: Client, draft: Article, query: str) -> None:
    assert editor.get(f"{address(draft, 'compare')}?{query}").status_code == 404


def test_restoring_is_a_new_revision(editor: Client, draft: Article, ann: User) -> None:
    save(editor, draft, headline="Two", **{"bylines-0-DELETE": "on"})
    before = draft.revisions.get(number=1).content
    said = editor.post(address(draft, "restore/1"), follow=True).content.decode()
    assert "Restored revision 1." in said
    assert numbers(draft) == [1, 2, 3]
    assert content.of_row(draft) == before
    last = draft.revisions.get(number=3)
    assert (last.by, last.changed) == (ann, ["headline", "bylines"])
    assert LogEntry.objects.filter(user=ann, change_message__contains="Restored revision 1").exists()


def test_restoring_what_is_public_is_a_working_copy(editor: Client) -> None:
    article = make_article("One")
    save(editor, article, headline="Two")
    save(editor, article, "_publish_changes", headline="Three", _anyway="on")
    said = editor.post(address(article, "restore/2"), follow=True).content.decode()
    assert "It is the working copy" in said
    article.refresh_from_db()
    assert article.headline == "Three"
    assert revising.working_content(article)["headline"] == "Two"


def test_restoring_what_is_there_changes_nothing(editor: Client, draft: Article) -> None:
    save(editor, draft, headline="Two")
    assert "says that already" in editor.post(address(draft, "restore/2"), follow=True).content.decode()
    assert numbers(draft) == [1, 2]


def test_what_was_deleted_meanwhile_is_passed_by(draft: Article) -> None:
    gone = make_author(), make_article(), make_section()
    revising.keep(draft, content.of_row(draft), by=None)
    old = content.of_row(draft)
    bylines = [*old["bylines"], {"author": gone[0].pk, "job_title": ""}]
    Revision.objects.create(
        article=draft, number=9, content=old | {"bylines": bylines, "related": [gone[1].pk], "section": gone[2].pk}
    )
    for each in gone:
        each.delete()
    revising.restore(draft, 9, by=None)
    assert content.of_row(draft) == old


@pytest.mark.parametrize("who", ["author", "moderator"])
def test_who_may_not_change_an_article_restores_nothing(who: str, editor: Client, draft: Article) -> None:
    save(editor, draft, headline="Two")
    assert signed_in(person(who)).post(address(draft, "restore/1")).status_code in {403, 404}
    assert editor.get(address(draft, "restore/1")).status_code == 405
    assert numbers(draft) == [1, 2]


def test_an_author_sees_and_restores_the_own_history() -> None:
    user = person("author")
    mine = make_article("One", (make_author(user=user),), status=Status.DRAFT, published_at=None)
    theirs = make_article("One", (make_author(),), status=Status.DRAFT, published_at=None)
    client = signed_in(user)
    save(client, mine, headline="Two")
    assert client.get(address(mine, "history")).status_code == 200
    assert client.get(address(theirs, "history")).status_code == 404
    assert client.post(address(mine, "restore/1")).status_code == 302
    assert content.of_row(mine)["headline"] == "One"


def test_a_number_is_given_once(draft: Article) -> None:
    Revision.objects.create(article=draft, number=1, content={})
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.create(article=draft, number=1, content={})


def test_the_history_goes_back_a_page_at_a_time(editor: Client, draft: Article) -> None:
    grow(draft, 120)
    shown, page = [], editor.get(address(draft, "history")).content.decode()
    while True:
        shown += [int(number) for number in re.findall(r'name="old" value="(\d+)"', page)]
        older = re.search(r'href="\?before=(\d+)"', page)
        if older is None:
            break
        page = editor.get(f"{address(draft, 'history')}?before={older[1]}").content.decode()
    assert shown == list(range(120, 0, -1))


@pytest.mark.parametrize("act", ["change", "history", "compare"])
def test_two_hundred_revisions_cost_what_two_cost(editor: Client, act: str) -> None:
    """300 CPU ms are the bar; the figure of this process alone, at its best of three."""
    short, long = make_article(), make_article()
    for article, count in ((short, 2), (long, 200)):
        grow(article, count)
        Article.objects.filter(pk=article.pk).update(working_copy=count)
    few = _asked(editor, address(short, act))
    assert _asked(editor, address(long, act)) == few
    assert min(_cpu(editor, address(long, act)) for _again in range(3)) < 0.3


def _asked(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def _cpu(client: Client, page: str) -> float:
    begun = time.process_time()
    client.get(page)
    return time.process_time() - begun


def test_what_a_content_names_is_what_an_article_has() -> None:
    """A column that readers see and no revision keeps would be lost by restoring."""
    beside: set[str] = {"status", "published_at", *closing.COLUMNS, "authors", "working_copy"}
    derived = {"id", "body_html", "body_markup", "body_words", "revision", "created_at", "updated_at", "figures"}
    own: Any = [*Article._meta.fields, *Article._meta.many_to_many]
    assert {field.name for field in own} - beside - derived == content.NAMES.keys() - {"bylines"}
