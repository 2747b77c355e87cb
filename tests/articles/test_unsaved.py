"""What is typed survives a crash, and two who write at once know of each other and overwrite nothing unread."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from articles.models import Article, Presence, Revision, Status, UnsavedText
from articles.models.desk import HERE_FOR, UNSAVED_KEPT_FOR, unsaved_for_long
from tests.articles.desk import LIST, address, form, person, save, signed_in
from tests.factories import make_article, make_author, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Article:
    return make_article("One", (make_author("Ada Byline"),), status=Status.DRAFT, published_at=None)


def keep(client: Client, article: Article, **fields: Any) -> dict[str, str]:
    response = client.post(f"{address(article, 'unsaved')}?typed=1", form(article, **fields))
    assert response.status_code == 200
    answer: dict[str, str] = response.json()
    return answer


def shown(client: Client, where: str) -> str:
    return client.get(where).content.decode()


def test_what_was_typed_is_offered_and_can_be_taken(editor: Client, draft: Article) -> None:
    other = make_author("Ben Other")
    rows = {"bylines-TOTAL_FORMS": 2, "bylines-1-author": other.name, "bylines-1-job_title": "Poet"}
    assert "Kept at" in keep(editor, draft, headline="Typed", body="<p>Words.</p>", **rows)["said"]
    assert "You have unsaved text of" in shown(editor, address(draft))
    taken = shown(editor, f"{address(draft)}?unsaved=use")
    assert 'value="Typed"' in taken
    assert "Words." in taken
    assert 'value="Poet"' in taken
    assert 'name="bylines-1-author" value="Ben Other"' in taken


def test_keeping_is_no_save(editor: Client, draft: Article) -> None:
    stamp = draft.stamp
    keep(editor, draft, headline="Typed")
    draft.refresh_from_db()
    assert (draft.headline, draft.stamp) == ("One", stamp)
    assert not Revision.objects.exists()


def test_a_save_ends_it(editor: Client, draft: Article) -> None:
    keep(editor, draft, headline="Typed")
    assert "unsaved text" not in save(editor, draft, headline="Typed more")
    assert not UnsavedText.objects.exists()


def test_what_reached_the_site_after_its_own_save_is_not_offered(editor: Client, draft: Article) -> None:
    typed = form(draft, headline="Typed", body="<p>One\r\nline</p>")
    save(editor, draft, headline="Typed", body="<p>One\nline</p>")
    editor.post(f"{address(draft, 'unsaved')}?typed=1", typed)
    assert "unsaved text" not in shown(editor, address(draft))


def test_it_can_be_thrown_away(editor: Client, draft: Article) -> None:
    keep(editor, draft, headline="Typed")
    assert editor.post(address(draft, "unsaved/forget")).headers["Location"] == address(draft)
    assert "unsaved text" not in shown(editor, address(draft))


def test_nobody_sees_what_another_has_not_saved(editor: Client, draft: Article) -> None:
    keep(editor, draft, headline="Typed")
    ben = signed_in(person("editor", "ben"))
    assert "Typed" not in shown(ben, address(draft))
    assert "Typed" not in shown(ben, f"{address(draft)}?unsaved=use")


def test_a_new_article_is_kept_before_it_exists(editor: Client, ann: User) -> None:
    author, section = make_author("Ben Other"), make_section("harbor")
    typed = {"headline": "New", "section": section.pk, "body": "Words.", "csrfmiddlewaretoken": "secret", "_save": "1"}
    rows = {"bylines-TOTAL_FORMS": 2, "bylines-0-author": author.name, "bylines-1-author": "", "bylines-0-DELETE": ""}
    editor.post(f"{LIST}unsaved/?typed=1", typed | rows)
    assert not {"csrfmiddlewaretoken", "_save"} & UnsavedText.objects.get(by=ann).fields.keys()
    assert "You have unsaved text of" in shown(editor, f"{LIST}add/")
    taken = shown(editor, f"{LIST}add/?unsaved=use")
    for words in ('value="New"', "Words.", f'value="{section.pk}" selected', 'value="Ben Other"'):
        assert words in taken
    assert editor.post(f"{LIST}unsaved/forget/").headers["Location"] == f"{LIST}add/"
    assert not UnsavedText.objects.exists()


def test_one_form_has_one_text(editor: Client, ann: User, draft: Article) -> None:
    for typed in ("One", "Two"):
        keep(editor, draft, headline=typed)
    assert [slot.fields["headline"] for slot in UnsavedText.objects.all()] == [["Two"]]
    for article in (draft, None):
        UnsavedText.objects.get_or_create(by=ann, article=article, defaults={"fields": {}})
        with pytest.raises(IntegrityError), transaction.atomic():
            UnsavedText.objects.create(by=ann, article=article, fields={})


def test_what_is_too_long_is_refused(editor: Client, draft: Article) -> None:
    response = editor.post(f"{address(draft, 'unsaved')}?typed=1", {"body": "x" * 1_000_001})
    assert response.status_code == 422
    assert not UnsavedText.objects.exists()


@pytest.mark.parametrize(("who", "statuses"), [("author", {404}), ("moderator", {403, 404})])
def test_strangers_keep_nothing_and_are_not_present(who: str, statuses: set[int], draft: Article) -> None:
    client = signed_in(person(who))
    for act in ("unsaved/?typed=1", "unsaved/forget/"):
        assert client.post(f"{LIST}{draft.pk}/{act}", {"headline": "x"}).status_code in statuses
    assert client.post(f"{LIST}unsaved/?typed=1", {"headline": "x"}).status_code == 403
    assert not UnsavedText.objects.exists()
    assert not Presence.objects.exists()


def test_who_may_no_longer_change_it_is_told_what_has_become_of_it(draft: Article) -> None:
    mary = person("author", "mary")
    client, author = signed_in(mary), make_author("Mary", user=mary)
    draft.bylines.create(author=author)
    assert client.post(address(draft, "unsaved")).status_code == 200
    ahead = timezone.now() + timedelta(days=1)
    change: dict[str, Any]
    for change, status, why in (
        ({"status": "published", "published_at": ahead}, 403, "it is scheduled"),
        ({"published_at": timezone.now()}, 403, "it is published"),
    ):
        Article.objects.filter(pk=draft.pk).update(**change)
        answer = client.post(f"{address(draft, 'unsaved')}?typed=1", {"headline": "x"})
        assert (answer.status_code, why in answer.json()["said"]) == (status, True)
    draft.bylines.all().delete()
    answer = client.post(address(draft, "unsaved"))
    assert (answer.status_code, "not among your articles" in answer.json()["said"]) == (404, True)
    assert not UnsavedText.objects.exists()


def test_keeping_is_never_a_link(editor: Client, draft: Article) -> None:
    for act in ("unsaved", "unsaved/forget"):
        assert editor.get(address(draft, act)).status_code == 405


def test_it_is_forgotten_after_thirty_days(editor: Client, draft: Article, clock: time_machine.Traveller) -> None:
    keep(editor, draft, headline="Typed")
    slot = UnsavedText.objects.get()
    assert not unsaved_for_long(slot.at + UNSAVED_KEPT_FOR).exists()
    assert unsaved_for_long(slot.at + UNSAVED_KEPT_FOR + timedelta(seconds=1)).exists()


def test_who_comes_second_is_told_who_is_there(editor: Client, draft: Article, clock: time_machine.Traveller) -> None:
    ben = signed_in(person("editor", "ben"))
    assert editor.post(address(draft, "unsaved")).json() == {"said": "", "others": ""}
    clock.shift(timedelta(seconds=20))
    said = ben.post(address(draft, "unsaved")).json()["others"]
    assert re.fullmatch(r"ann has had this open since \d\d:\d\d\.", said)
    assert said in shown(ben, address(draft))
    assert "ben has had this open" in editor.post(address(draft, "unsaved")).json()["others"]


def test_who_left_is_there_no_longer(editor: Client, draft: Article, clock: time_machine.Traveller) -> None:
    ben = signed_in(person("editor", "ben"))
    editor.post(address(draft, "unsaved"))
    since = Presence.objects.get().since
    clock.shift(HERE_FOR - timedelta(seconds=1))
    assert ben.post(address(draft, "unsaved")).json()["others"]
    clock.shift(timedelta(seconds=1))
    assert ben.post(address(draft, "unsaved")).json()["others"] == ""
    editor.post(address(draft, "unsaved"))
    assert Presence.objects.get(by__username="ann").since > since


def test_looking_at_the_form_is_no_presence(editor: Client, draft: Article) -> None:
    shown(editor, address(draft))
    assert not Presence.objects.exists()


def test_two_texts_that_collide_stand_side_by_side(editor: Client, draft: Article) -> None:
    mine = form(draft, headline="Mine", body="<p>My words.</p>", _continue="1")
    save(signed_in(person("editor", "ben")), draft, headline="Theirs")
    page = editor.post(address(draft), mine).content.decode()
    assert "removed: </span>Theirs" in page
    assert "added: </span>Mine" in page
    assert 'value="Mine"' in page
    assert "My words." in page
    draft.refresh_from_db()
    assert draft.headline == "Theirs"


def test_who_has_read_both_may_save_over_what_was_read_and_nothing_newer(editor: Client, draft: Article) -> None:
    ben, mine = signed_in(person("editor", "ben")), form(draft, headline="Mine", _continue="1")
    save(ben, draft, headline="Theirs")
    page = editor.post(address(draft), mine).content.decode()
    read = re.search(r'name="over" value="([^"]+)"', page)
    assert read
    save(ben, draft, headline="Theirs again")
    assert 'name="over"' in editor.post(address(draft), mine | {"over": read[1]}).content.decode()
    draft.refresh_from_db()
    assert draft.headline == "Theirs again"
    assert editor.post(address(draft), mine | {"over": draft.stamp}).status_code == 302
    draft.refresh_from_db()
    assert draft.headline == "Mine"
    assert {"Theirs", "Theirs again"} <= {revision.content["headline"] for revision in Revision.objects.all()}


def test_an_unsaved_text_of_before_overwrites_nothing_that_was_saved_since(editor: Client, draft: Article) -> None:
    keep(editor, draft, headline="Mine")
    save(signed_in(person("editor", "ben")), draft, headline="Theirs")
    taken = shown(editor, f"{address(draft)}?unsaved=use")
    seen = re.search(r'name="seen_revision" value="([^"]+)"', taken)
    assert seen
    page = editor.post(address(draft), form(draft, headline="Mine", seen_revision=seen[1])).content.decode()
    assert "Somebody else saved this article" in page
    draft.refresh_from_db()
    assert draft.headline == "Theirs"


def test_a_working_copy_collides_as_well(editor: Client) -> None:
    article = make_article("Public")
    mine = form(article, headline="Mine", _continue="1")
    save(signed_in(person("editor", "ben")), article, headline="Theirs")
    assert "Theirs" in editor.post(address(article), mine).content.decode()
    assert Revision.objects.filter(content__headline="Mine").count() == 0
