"""Asking for letters: on the comment form and on the pages to follow, known or not, and what the address has to say."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django import Settings

from articles.models import Article
from comments import identity
from comments.letters import links, wishes
from comments.models import Comment, Commenter, Contact, Follow, Mailbox
from comments.models.commenter import email_key
from outbox.models import Job
from tests.comments.identity import bound, confirmed, link
from tests.comments.letters import ADA, BEN, make_follow
from tests.comments.posting import hidden_value, post, reader, words
from tests.factories import make_article, make_comment, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture(autouse=True)
def can_mail(settings: Settings) -> None:
    settings.MAIL_IS_CONFIGURED = True


@pytest.fixture
def article() -> Article:
    return make_article("Bridge Reopens")


def page(article: Article) -> str:
    return f"/comments/follow/article/{article.pk}/"


def follow(article: Article, client: Client | None = None, **fields: Any) -> Any:
    return (client or reader()).post(page(article), {"email": ADA, "often": "daily"} | fields)


def csrf_of(client: Client, address: str) -> dict[str, str]:
    return {"csrfmiddlewaretoken": hidden_value(client.get(address), "csrfmiddlewaretoken")}


def strict() -> Client:
    """A browser that is known, at a server that asks for the proof of it."""
    return bound(client=Client(enforce_csrf_checks=True))


def nothing_is_written() -> bool:
    return not (Follow.objects.exists() or Contact.objects.exists() or Job.objects.exists())


def test_whoever_is_unknown_is_mailed_a_link_and_followed_nothing_before_its_button(article: Article) -> None:
    answer = follow(article)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{page(article)}?sent")
    assert "Look into your mailbox." in words(reader().get(f"{page(article)}?sent"))
    wish = Follow.objects.get()
    assert (wish.article, wish.often, wish.confirmed_at) == (article, "daily", None)
    assert wish.commenter == identity.owner_of_address(ADA)
    assert Job.objects.get().kind == "comments.confirm_address"


def test_the_button_behind_the_link_begins_what_it_shows(article: Article) -> None:
    follow(article)
    address = link(Contact.objects.get())
    shown = words(reader().get(address))
    assert "Bridge Reopens" in shown
    assert Follow.objects.get().confirmed_at is None
    reader().post(address, {"follow": Follow.objects.get().pk})
    assert Follow.objects.get().confirmed_at


def test_what_is_unticked_there_is_forgotten(article: Article) -> None:
    follow(article)
    follow(make_article())
    kept = Follow.objects.get(article=article)
    reader().post(link(Contact.objects.get()), {"follow": kept.pk})
    assert list(Follow.objects.all()) == [kept]


def test_whoever_is_known_follows_at_once(article: Article) -> None:
    client = strict()
    assert "ada@example.org" in words(client.get(page(article)))
    answer = client.post(page(article), {"often": "hourly"} | csrf_of(client, page(article)))
    wish = Follow.objects.get()
    assert answer.headers["Location"] == links.page(wish.commenter.mailbox)
    assert (wish.often, wish.confirmed_at is not None) == ("hourly", True)
    assert not Job.objects.exists()


def test_whoever_follows_already_is_told_so_and_can_change_how_often(article: Article) -> None:
    contact = confirmed(ADA)
    make_follow(contact.commenter, article=article, often="hourly")
    client = bound(contact)
    shown = words(client.get(page(article)))
    assert "You follow this: mails come at most once an hour." in shown
    assert re.search(r'value="hourly"[^>]*checked', shown)
    assert "You follow this" not in words(client.get(page(make_article())))
    assert "You follow this" not in words(reader().get(page(article)))
    client.post(page(article), {"often": "daily"})
    assert Follow.objects.get().often == "daily"


def test_the_address_of_somebody_else_is_asked_though_it_is_proven(article: Article) -> None:
    confirmed(ADA)
    client = reader()
    assert follow(article, client).headers["Location"].endswith("?sent")
    assert Follow.objects.get().confirmed_at is None


def test_a_stranger_changes_nothing_of_what_an_address_has_confirmed(article: Article) -> None:
    wish = make_follow(confirmed(ADA).commenter, article=article, often="daily")
    follow(article, often="at_once")
    wish.refresh_from_db()
    assert wish.often == "daily"
    assert Follow.objects.count() == 1


def wished(owner: Commenter, article: Article, often: str = "daily") -> Follow:
    """By whoever types that address, without a new link."""
    return wishes.let_wait(owner, {"kind": "article", "article": article}, often)


def test_of_what_strangers_pile_up_the_oldest_goes_and_never_what_the_link_is_about(
    article: Article, clock: time_machine.Traveller
) -> None:
    follow(article)
    own, owner = Follow.objects.get(), identity.owner_of_address(ADA)
    for _number in range(wishes.WAITING_AT_MOST + 2):
        clock.shift(timedelta(seconds=1))
        wished(owner, make_article())
    kept = list(Follow.objects.order_by("asked_at"))
    assert (len(kept), kept[0]) == (wishes.WAITING_AT_MOST, own)
    assert kept[-1].asked_at == timezone.now()


def test_what_strangers_pile_up_costs_nothing_that_was_confirmed(article: Article) -> None:
    owner = confirmed(ADA).commenter
    running = [make_follow(owner, article=make_article()) for _number in range(wishes.WAITING_AT_MOST)]
    for _number in range(wishes.WAITING_AT_MOST):
        wished(owner, make_article())
    assert Follow.objects.filter(pk__in=[each.pk for each in running]).count() == wishes.WAITING_AT_MOST
    assert Follow.objects.waiting().count() == wishes.WAITING_AT_MOST


def boxes(page: str) -> dict[int, bool]:
    """The wishes that a page offers, and whether they are ticked."""
    found = re.findall(r'<input type="checkbox" name="follow" value="(\d+)"[^>]*?( checked)?>', page)
    return {int(number): bool(ticked) for number, ticked in found}


def test_only_what_was_asked_in_one_act_with_the_link_is_ticked(article: Article) -> None:
    others = make_article("Somebody Else's Choice")
    wished(identity.owner_of_address(ADA), others, "at_once")
    follow(article)
    shown = words(reader().get(link(Contact.objects.get())))
    ticked = {Follow.objects.get(pk=pk).article: is_ticked for pk, is_ticked in boxes(shown).items()}
    assert ticked == {article: True, others: False}
    begin, rest = shown.split("Somebody wrote this address for these, too")
    assert ("Bridge Reopens" in begin, "Somebody Else's Choice" in begin) == (True, False)
    assert "Somebody Else's Choice" in rest
    assert date_format(timezone.localtime(), "DATETIME_FORMAT") in rest


def test_what_was_asked_again_is_as_it_was_asked_last(article: Article) -> None:
    follow(article, often="at_once")
    follow(article, often="daily")
    assert Follow.objects.get().often == "daily"


def test_a_thread_that_was_asked_for_under_a_reply_is_ticked(article: Article) -> None:
    root = make_comment(article, status="approved")
    below = make_comment(parent=root, status="approved")
    reader().post(f"/comments/follow/thread/{below.pk}/", {"email": ADA, "often": "at_once"})
    assert list(boxes(words(reader().get(link(Contact.objects.get())))).values()) == [True]


def test_nobody_learns_whether_an_address_is_known(article: Article) -> None:
    confirmed(ADA)
    known, unknown = follow(article, email=ADA), follow(article, email=BEN)
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])


def test_a_thread_is_followed_under_the_number_of_any_comment_in_it(article: Article) -> None:
    root = make_comment(article, status="approved", name="Rhea")
    below = make_comment(parent=root, status="approved")
    address = f"/comments/follow/thread/{below.pk}/"
    assert "Rhea" in words(reader().get(address))
    reader().post(address, {"email": ADA, "often": "at_once"})
    assert Follow.objects.get().comment == root


def test_a_thread_whose_first_comment_was_taken_off_names_nobody(article: Article) -> None:
    root = make_comment(article, status="rejected", name="Rhea", on_page=True)
    make_comment(parent=root, status="approved")
    assert "Rhea" not in words(reader().get(f"/comments/follow/thread/{root.pk}/"))


def test_a_discussion_leads_to_both_pages_while_it_is_open(article: Article) -> None:
    root = make_comment(article, status="approved")
    below = make_comment(parent=root, status="approved")
    address = article.get_absolute_url()
    assert page(article) in words(reader().get(address))
    assert "/comments/follow/thread/" not in words(reader().get(address))
    for query, number in ((f"comment={below.pk}", below.pk), (f"thread={root.pk}", root.pk)):
        assert f'href="/comments/follow/thread/{number}/"' in words(reader().get(f"{address}?{query}"))
    article.takes_comments = False
    article.save()
    assert "/comments/follow/" not in words(reader().get(f"{address}?comment={below.pk}"))


@pytest.mark.parametrize("status", ["pending", "spam", "rejected", "unchecked", "withdrawn"])
def test_what_is_not_public_can_not_be_followed(article: Article, status: str) -> None:
    hidden = make_comment(article, status=status)
    assert reader().get(f"/comments/follow/thread/{hidden.pk}/").status_code == 404


@pytest.mark.parametrize("columns", [{"status": "draft", "published_at": None}, {"status": "unpublished"}])
def test_articles_that_are_not_public_have_no_such_page(columns: dict[str, Any]) -> None:
    hidden = make_article(**columns)
    comment = make_comment(hidden, status="approved")
    for address in (page(hidden), f"/comments/follow/thread/{comment.pk}/"):
        assert reader().get(address).status_code == 404
        assert reader().post(address, {"email": ADA, "often": "daily"}).status_code == 404
    assert nothing_is_written()


@pytest.mark.parametrize(
    "fields",
    [{"email": ""}, {"email": "ada"}, {"email": "a" * 250 + "@example.org"}, {"often": ""}, {"often": "yearly"}],
)
def test_what_is_wrong_is_said_and_nothing_written(article: Article, fields: dict[str, Any]) -> None:
    answer = follow(article, **fields)
    assert answer.status_code == 422
    assert "errors" in words(answer) or "error" in words(answer)
    assert nothing_is_written()


@pytest.mark.parametrize("number", ["0", "999999999999999999", "9" * 30, "x"])
def test_numbers_that_name_nothing_are_not_found(number: str) -> None:
    for kind in ("article", "thread"):
        assert reader().get(f"/comments/follow/{kind}/{number}/").status_code == 404


def test_other_methods_are_refused(article: Article) -> None:
    assert reader().put(page(article)).status_code == 405


def test_forms_of_other_sites_are_refused(article: Article) -> None:
    assert follow(article, reader(Origin="https://evil.example")).status_code == 403
    assert nothing_is_written()


def test_a_known_browser_has_to_show_that_the_form_was_ours(article: Article) -> None:
    client = strict()
    assert client.post(page(article), {"often": "daily"}).status_code == 403
    assert not Follow.objects.exists()


def test_many_at_once_are_told_to_wait(article: Article) -> None:
    answers = [follow(article, email=f"{number}@example.org") for number in range(6)]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert Follow.objects.count() == 5


def test_a_paper_without_mail_offers_none(article: Article, settings: Settings) -> None:
    settings.MAIL_IS_CONFIGURED = False
    assert "sends no mail" in words(reader().get(page(article)))
    assert follow(article).status_code == 403
    assert 'name="replies"' not in words(reader().get(f"{article.get_absolute_url()}comment/"))
    post(article, replies="on")
    assert not Follow.objects.exists()


def test_the_page_is_for_one_browser_alone(article: Article) -> None:
    answer = reader().get(page(article))
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert not answer.cookies


def test_the_tick_on_the_form_waits_for_the_spam_check_with_whoever_typed_the_address(article: Article) -> None:
    assert post(article, replies="on").status_code == 303
    wish, comment = Follow.objects.get(), Comment.objects.get()
    assert (wish.kind, wish.comment, wish.confirmed_at) == ("replies", comment, None)
    assert wish.commenter == comment.commenter
    assert not any(model.objects.exists() for model in (Contact, Mailbox))
    assert list(Job.objects.values_list("kind", flat=True)) == ["comments.check"]


def test_the_tick_of_whoever_fills_in_the_trap_has_nobody_mailed(article: Article) -> None:
    assert post(article, replies="on", subject="Cheap watches").status_code == 303
    assert not any(model.objects.exists() for model in (Follow, Contact, Mailbox))


def test_without_the_tick_nothing_is_asked(article: Article) -> None:
    post(article)
    assert not Follow.objects.exists()
    assert not Contact.objects.exists()


def test_a_refused_comment_wishes_nothing(article: Article) -> None:
    assert post(article, replies="on", comment="").status_code == 422
    assert nothing_is_written()


def test_the_same_form_twice_is_one_wish(article: Article) -> None:
    from comments import tokens

    token = tokens.issue(article)
    for _time in range(2):
        assert post(article, replies="on", token=token).status_code == 303
    assert Follow.objects.count() == 1


def test_the_tick_of_a_known_browser_counts_at_once(article: Article) -> None:
    client = strict()
    fields = csrf_of(client, f"{article.get_absolute_url()}comment/")
    assert post(article, client, email=None, name="Ada", replies="on", **fields).status_code == 303
    wish = Follow.objects.get()
    assert (wish.commenter.email_key, wish.confirmed_at is not None) == (email_key(ADA), True)
    assert not Job.objects.filter(kind="comments.confirm_address").exists()


def test_an_account_with_a_verified_address_needs_no_mail(article: Article) -> None:
    from allauth.account.models import EmailAddress

    user = make_user(email="me@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    client.post(page(article), {"often": "daily"} | csrf_of(client, page(article)))
    wish = Follow.objects.get()
    assert (wish.commenter.user, wish.confirmed_at is not None) == (user, True)


def test_the_tick_of_an_account_without_an_address_asks_nobody(article: Article) -> None:
    client = Client()
    client.force_login(make_user(email=""))
    assert post(article, client, name=None, email=None, replies="on").status_code == 303
    assert not any(model.objects.exists() for model in (Follow, Contact, Mailbox))
