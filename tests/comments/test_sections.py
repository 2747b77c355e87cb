"""The queue finds comments by section; what it keeps for that is true however comments and articles come and go."""

from io import StringIO

import pytest
from django.core.management import call_command

from articles.models import Article
from comments import sections
from comments.models import Comment
from outbox.models import Job
from outbox.worker import Worker
from tests.comments.posting import post, reader
from tests.factories import make_article, make_comment, make_section

pytestmark = pytest.mark.django_db


def stray() -> int:
    return Comment.objects.exclude(section=sections.SECTION).count()


def test_what_is_posted_and_what_is_made_at_once_knows_its_section() -> None:
    article = make_article()
    assert post(article, reader()).status_code == 303
    Comment.objects.bulk_create([Comment(article=article, name="Ann", text="Many.")])
    make_comment(article)
    assert list(Comment.objects.values_list("section", flat=True)) == [article.section_id] * 3


def test_an_article_that_moves_takes_its_comments_along_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sections, "BATCH", 2)
    article, other = make_article(), make_comment()
    for _number in range(5):
        make_comment(article)
    article.section = make_section()
    article.save()
    assert stray() == 5
    Worker().drain()
    assert stray() == 0
    assert set(Comment.objects.filter(article=article).values_list("section", flat=True)) == {article.section_id}
    assert Comment.objects.get(pk=other.pk).section == other.article.section_id


def test_saving_an_article_where_it_stands_asks_for_nothing() -> None:
    article = make_comment().article
    article.headline = "Another"
    article.save()
    assert not Job.objects.filter(kind="articles.moved").exists()


def test_a_recount_finds_and_mends_what_was_written_past_the_model() -> None:
    comment = make_comment()
    Article.objects.update(section=make_section())
    said = StringIO()
    call_command("recount", stdout=said)
    assert f"comment {comment.pk} stands in another section" in said.getvalue()
    assert stray() == 0
