"""`manage.py reindex` proves that articles are found by their words, finds whatever is not so, and repairs it."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles.models import Article, Author, SearchEntry, Status, Tag
from articles.search import finding, index
from articles.search.asking import understood
from outbox.models import Job
from tests.factories import make_article, make_author, make_tag

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    return [each.headline for each in finding.public(finding.best(understood(text), [], None, 50, 0).places)]


def reindex(*options: str) -> str:
    said = StringIO()
    call_command("reindex", *options, stdout=said)
    return said.getvalue()


@pytest.fixture
def article() -> Article:
    article = make_article("Ships", (make_author("Ada Byline"),), body="<p>Under the quay.</p>")
    make_tag("Ferries", article)
    make_article("Draft", status=Status.DRAFT, published_at=None)
    make_article("Ahead", published_at=timezone.now() + timedelta(days=1))
    return article


def test_all_is_well_where_only_verbs_have_written(article: Article) -> None:
    assert "Every article is found by its words." in reindex("--check")
    assert SearchEntry.objects.count() == 2


def damage_words() -> None:
    SearchEntry.objects.update(headline="boats")


def damage_place() -> None:
    entry = SearchEntry.objects.order_by("pk")[0]
    SearchEntry.objects.filter(pk=entry.pk).update(place=entry.place - 2**40)


def forget_entry() -> None:
    SearchEntry.objects.all().delete()


def hide_article() -> None:
    Article.objects.filter(headline="Ships").update(status=Status.UNPUBLISHED)


def rename_silently() -> None:
    Tag.objects.update(name="Boats")


def damage_index() -> None:
    connection.check_constraints()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO articles_search (articles_search) VALUES ('delete-all')")
        else:
            cursor.execute("ALTER TABLE articles_searchentry DISABLE TRIGGER articles_search")
            cursor.execute("UPDATE articles_searchentry SET vector = ''")
            connection.check_constraints()
            cursor.execute("ALTER TABLE articles_searchentry ENABLE TRIGGER articles_search")


def lose_trigger() -> None:
    connection.check_constraints()
    with connection.cursor() as cursor:
        name = "articles_search_update" if connection.vendor == "sqlite" else "articles_search"
        cursor.execute(f"DROP TRIGGER {name}{'' if connection.vendor == 'sqlite' else ' ON articles_searchentry'}")


DAMAGE = [damage_words, damage_place, forget_entry, hide_article, rename_silently, damage_index, lose_trigger]


@pytest.mark.parametrize("damage", DAMAGE)
def test_whatever_is_wrong_is_told_and_then_repaired(article: Article, damage: Any) -> None:
    damage()
    with pytest.raises(CommandError):
        reindex("--check")
    with pytest.raises(CommandError):
        reindex("--check")
    assert "repaired" in reindex()
    assert "Every article is found by its words." in reindex("--check")
    assert found("ships") == ([] if damage is hide_article else ["Ships"])


def test_another_language_makes_the_index_anew(article: Article, settings: Any) -> None:
    make_article("Die Brücken am Hafen")
    settings.LANGUAGE_CODE = "de"
    with pytest.raises(CommandError):
        reindex("--check")
    reindex()
    assert "Every article" in reindex("--check")
    assert found("brucken") == ["Die Brücken am Hafen"]
    if connection.vendor == "postgresql":
        assert found("Brücke") == ["Die Brücken am Hafen"]
    settings.LANGUAGE_CODE = "ko"
    reindex()
    assert (found("ship"), found("ships")) == ([], ["Ships"]), "as it is spelled"


@pytest.mark.parametrize(("code", "stems"), [("en-us", True), ("EN", True), ("zh-hans", False)])
def test_the_language_decides_whether_forms_of_a_word_are_one(
    article: Article, settings: Any, code: str, stems: bool
) -> None:
    settings.LANGUAGE_CODE = code
    index.install(connection)
    assert found("ship") == (["Ships"] if stems else [])


def test_another_name_of_an_author_or_a_tag_asks_the_worker_for_their_articles(article: Article) -> None:
    Job.objects.all().delete()
    author, tag = Author.objects.get(), Tag.objects.get()
    author.bio = "Writes."
    author.save()
    assert not Job.objects.exists()
    for renamed in (author, tag):
        renamed.name = "Another"
        renamed.save()
        [job] = Job.objects.filter(kind="articles.words")
        assert job.ref == article.pk
        _work(job)
    assert found("another") == ["Ships"]
    assert found("byline") == found("ferries") == []
    tag.delete()
    author.name = "Somebody"
    author.save()
    _work(Job.objects.get(kind="articles.words"))
    assert found("another") == []


def _work(job: Job) -> None:
    from articles.search.rewording import renew

    renew(job).effect()
    job.delete()


def test_an_article_of_any_length_can_be_saved(article: Article) -> None:
    article.body = "<p>" + " ".join(f"word{number}" for number in range(120_000)) + "</p>"
    article.save()
    assert found("word7") == ["Ships"]
