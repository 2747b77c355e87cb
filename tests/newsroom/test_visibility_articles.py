"""An article that is not public leaks through no outlet; one that was says that it is gone, and nothing else."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from articles.models import Article, Correction, Status
from comments.models import Comment
from tests.comments.posting import filled_in
from tests.factories import make_article, make_author, make_comment, make_moderator, make_section, make_tag, make_user
from tests.newsroom.outlets import Subject, private_address, public_addresses

pytestmark = pytest.mark.django_db
WORD = re.compile("qq(?:headline|slug|standfirst|body|job|tag|name|text|waiting|correction|rewritten|moved)")
TOKEN = re.compile(r'name="token" value="[^"]*"')
LISTS = (
    *("/", "/harbor/", "/city/", "/authors/ada-byline/", "/tags/qqtag/", "/corrections/"),
    *("/sitemap.xml", "/news-sitemap.xml", "/feeds/articles.rss", "/feeds/corrections.atom"),
    *("/feeds/section/city.atom", "/feeds/author/ada-byline.rss", "/feeds/tag/qqtag.atom"),
)


def make_marked() -> Article:
    """A draft whose words stand nowhere else."""
    author = make_author("Ada Byline")
    author.job_title = "qqjob"
    section = make_section("harbor", parent=make_section("city"))
    article = make_article(
        "qqheadline", (author,), slug="qqslug", standfirst="qqstandfirst", section=section, status=Status.DRAFT,
        body="<p>qqbody</p>", published_at=None,
    )  # fmt: skip
    comment = make_comment(article, status="approved", name="qqname", text="qqtext", html="<p>qqtext</p>")
    make_comment(article, name="qqwaiting", text="qqwaiting", parent=comment)
    make_tag("qqtag", article)
    Correction.objects.create(article=article, text="qqcorrection")
    return article


def unpublish(article: Article) -> None:
    article.publish()
    assert article.unpublish()


def take_back(article: Article) -> None:
    unpublish(article)
    assert article.submit_for_review()
    assert article.send_back()


STATES: dict[str, tuple[Callable[[Article], object], int]] = {
    "draft": (lambda article: None, 404),
    "in review": (lambda article: article.submit_for_review(), 404),
    "scheduled": (lambda article: article.publish(timezone.now() + timedelta(days=1)), 404),
    "no longer scheduled": (
        lambda article: article.publish(timezone.now() + timedelta(days=1)) and article.unpublish(),
        404,
    ),
    "unpublished": (unpublish, 410),
    "a draft again": (take_back, 410),
}
"""The way there from a draft, and what its page answers."""


@pytest.fixture(params=STATES)
def hidden(request: pytest.FixtureRequest) -> Subject:
    article = make_marked()
    STATES[request.param][0](article)
    assert not article.is_public
    return Subject(article, Comment.objects.get(name="qqname"))


@pytest.fixture
def status_of_page(request: pytest.FixtureRequest) -> int:
    return STATES[request.node.callspec.params["hidden"]][1]


@pytest.fixture
def public() -> Subject:
    article = make_marked()
    article.publish()
    return Subject(article, Comment.objects.get(name="qqname"))


REPEATED = ("anonymous", "superuser")  # on PostgreSQL: what the database is asked is the same for the others
ONCE = [pytest.param(name, marks=pytest.mark.once) for name in ("reader", "moderator")]


@pytest.fixture(params=[*REPEATED, *ONCE])
def reader(request: pytest.FixtureRequest) -> Client:
    client = Client()
    if request.param == "moderator":
        client.force_login(make_moderator())
    elif request.param != "anonymous":
        client.force_login(make_user(staff=request.param == "superuser", is_superuser=request.param == "superuser"))
    return client


def words(client: Client, address: str) -> set[str]:
    response = client.get(address)
    found = "" if response.streaming else response.text
    return set(WORD.findall(found.replace(address, "") + str(response.headers)))


def test_the_words_of_a_public_article_are_found(public: Subject) -> None:
    """So that the tests below can fail."""
    client, page = Client(), public.article.get_absolute_url()
    assert words(client, page) >= {"qqheadline", "qqstandfirst", "qqbody", "qqjob", "qqname", "qqtext"}
    assert all("qqslug" in words(client, address) for address in LISTS)
    assert "qqwaiting" not in set().union(*(words(client, address) for address in public_addresses(public)))


def test_no_outlet_shows_a_word_of_an_article_that_is_not_public(hidden: Subject, reader: Client) -> None:
    for address in public_addresses(hidden):
        if not address.startswith("/accounts/login/?next="):  # says only what it was asked
            assert words(reader, address) == set(), address


def test_its_addresses_answer_as_those_of_no_article(hidden: Subject, status_of_page: int) -> None:
    page, client = hidden.article.get_absolute_url(), Client()
    unknown = client.get("/harbor/never-was/")
    for address in (page, f"{page}?comment={hidden.comment.pk}", f"{page}comment/", f"{page}comment/?parent=1"):
        response, head = client.get(address), client.head(address)
        expected = status_of_page if "comment/" not in address else 404
        assert (response.status_code, head.status_code) == (expected, expected), address
        if expected == 404 and "comment/" not in address:
            assert response.content == unknown.content
            assert dict(response.headers) == dict(unknown.headers)


def test_the_form_of_no_article_answers_as_any_address_without_a_page(hidden: Subject) -> None:
    client = Client()
    own, none = (client.get(f"{page}comment/") for page in (hidden.article.get_absolute_url(), "/harbor/never-was/"))
    assert (own.status_code, own.content, dict(own.headers)) == (none.status_code, none.content, dict(none.headers))


@pytest.mark.parametrize("address", ["comment/", "comment/preview/"])
def test_it_takes_no_comment(hidden: Subject, address: str) -> None:
    given = filled_in(hidden.article, parent=str(hidden.comment.pk))
    response = Client().post(hidden.article.get_absolute_url() + address, given)
    assert (response.status_code, set(WORD.findall(response.text))) == (404, set())
    assert Comment.objects.count() == 2


def test_no_article_recommends_it(hidden: Subject) -> None:
    other = make_article("Another", section=hidden.article.section)
    other.related.add(hidden.article)
    assert words(Client(), other.get_absolute_url()) == set()


@pytest.mark.parametrize("validator", ["*", "the page's own"])
def test_nobody_who_kept_the_page_is_told_that_it_is_still_good(validator: str, public: Subject) -> None:
    page, client = public.article.get_absolute_url(), Client()
    kept = client.get(page).headers["ETag"]
    asked = {"if-none-match": kept if validator != "*" else validator}
    assert client.get(page, headers=asked).status_code == 304
    public.article.unpublish()
    assert client.get(page, headers=asked).status_code == 410
    assert client.head(page, headers=asked).status_code == 410


@pytest.mark.parametrize("address", LISTS)
def test_lists_are_new_when_it_goes(address: str, public: Subject) -> None:
    client = Client()
    kept = client.get(address).headers["ETag"]
    public.article.unpublish()
    response = client.get(address, headers={"if-none-match": kept})
    status = 404 if address.startswith(("/tags/", "/feeds/tag/")) else 200
    assert (response.status_code, set(WORD.findall(response.text.replace(address, "")))) == (status, set())


def test_a_status_page_does_not_tell_what_became_of_an_article_that_is_gone(hidden: Subject) -> None:
    Article.objects.filter(pk=hidden.article.pk).update(headline="qqrewritten", slug="qqmoved")
    found = words(Client(), private_address(hidden))
    assert found == {"qqname", "qqtext"}, "their own words"


def test_a_scheduled_article_is_nowhere_until_its_time_and_everywhere_from_then_on() -> None:
    article, moment = make_marked(), timezone.now().replace(microsecond=0) + timedelta(hours=3)
    article.publish(moment)
    pages = [article.get_absolute_url(), f"{article.get_absolute_url()}comment/", *LISTS]
    with time_machine.travel(moment - timedelta(seconds=1), tick=False):
        kept = {address: Client().get(address).headers.get("ETag", '"none"') for address in pages}
        assert set().union(*(words(Client(), address) for address in pages)) == set()
    with time_machine.travel(moment, tick=False):
        for address in pages:
            response = Client().get(address, headers={"if-none-match": kept[address]})
            assert response.status_code == 200, address
            assert "qqslug" in response.text


def test_a_closed_discussion_is_read_and_takes_nothing(public: Subject) -> None:
    Article.objects.filter(pk=public.article.pk).update(takes_comments=False)
    page, client = public.article.get_absolute_url(), Client()
    assert words(client, page) >= {"qqname", "qqtext"}
    for address in (f"{page}comment/", f"{page}comment/?parent={public.comment.pk}"):
        assert (client.get(address).status_code, "<textarea" in client.get(address).text) == (403, False)
    given = filled_in(public.article, parent=str(public.comment.pk))
    assert client.post(f"{page}comment/", given).status_code == 403
    assert Comment.objects.count() == 2
    assert "qqwaiting" not in set().union(*(words(client, address) for address in public_addresses(public)))
