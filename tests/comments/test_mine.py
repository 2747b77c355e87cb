""" "My comments": whoever has proven an address or an account sees what was written under it, and takes it along."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from accounts.models import AsksForSecondFactor
from comments import links
from comments.models import Appeal, Comment, Commenter, Erasure, Follow, ModerationAction, PersonNote, Restriction
from comments.models.commenter import email_key
from tests.comments.identity import EMAIL, bound, confirmed
from tests.comments.posting import Answer, reader, words
from tests.comments.taking import DOWNLOAD, fetched, file
from tests.factories import make_appeal, make_article, make_comment, make_moderator, make_report, make_user
from tests.newsroom.digests import changed, digest_of_all_tables

pytestmark = pytest.mark.django_db
PAGES = ("/comments/mine/", "/comments/mine/download/", "/comments/mine/erase/")


@pytest.fixture
def owner() -> Commenter:
    return confirmed().commenter


@pytest.fixture
def ada(owner: Commenter) -> Client:
    return bound()


def main(response: Answer) -> str:
    return words(response).split("<main")[1].split("</main")[0]


@pytest.mark.parametrize("address", PAGES)
def test_a_stranger_is_asked_for_proof_and_nothing_is_written(address: str) -> None:
    before = digest_of_all_tables()
    response = reader().get(address)
    assert (response.status_code, response["Location"]) == (302, f"/comments/identity/?then={address}")
    assert changed(before) == []


@pytest.mark.parametrize("address", PAGES)
def test_the_pages_are_for_one_browser_alone_and_change_nothing(address: str, ada: Client, owner: Commenter) -> None:
    make_comment(commenter=owner)
    before = digest_of_all_tables()
    response = ada.get(address)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert changed(before) == []
    assert ada.put(address).status_code == 405


def test_each_comment_is_told_in_plain_words_with_its_private_link(ada: Client, owner: Commenter) -> None:
    waiting = make_comment(commenter=owner, text="It waits.")
    public = make_comment(commenter=owner, text="It is public.", status="approved")
    refused = make_comment(commenter=owner, text="It is not.", status="rejected", decided_at=timezone.now())
    others = make_comment(text="Not hers.", commenter=Commenter.objects.create(email_key="f" * 64))
    page = main(ada.get("/comments/mine/"))
    for comment, title in ((waiting, "Waiting for a moderator"), (public, "Published"), (refused, "Not published")):
        assert f'<p class="mine-state">{title}</p>\n<p class="mine-words" dir="auto">{comment.text}</p>' in page
        assert f'href="{links.status_url(comment)}"' in page
    assert f'href="{links.permalink(public)}"' in page
    assert others.text not in page


def test_a_link_that_has_ended_is_not_offered(ada: Client, owner: Commenter) -> None:
    comment = make_comment(commenter=owner, status="approved", decided_at=timezone.now() - timedelta(days=91))
    page = main(ada.get("/comments/mine/"))
    assert links.status_url(comment) not in page
    assert links.permalink(comment) in page


def test_long_lists_go_on_by_key_with_a_fixed_number_of_queries(
    ada: Client, owner: Commenter, django_assert_num_queries: Any
) -> None:
    article = make_article()
    numbers = [make_comment(article, commenter=owner, text=f"Number {number}.").pk for number in range(27)]
    ada.get("/comments/mine/")  # the frame of the page is kept
    with django_assert_num_queries(7):
        first = main(ada.get("/comments/mine/"))
    assert first.count('class="mine-entry"') == 25
    assert f'href="?before={numbers[2]}"' in first
    second = main(ada.get(f"/comments/mine/?before={numbers[2]}"))
    assert ("Number 1." in second, "Number 2." in second, "before=" in second) == (True, False, False)
    assert main(ada.get("/comments/mine/?before=nonsense")).count('class="mine-entry"') == 25


def test_an_account_sees_its_own_and_one_that_wrote_nothing_an_empty_list(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    assert "There is none yet." in words(client.get("/comments/mine/"))
    assert fetched(client, client.post(DOWNLOAD, {"password": "pass"}))["comments"] == []
    assert not Commenter.objects.exists()
    make_comment(commenter=Commenter.objects.create(user=user), text="Signed in.")
    page = main(client.get("/comments/mine/"))
    assert "Signed in." in page
    assert f"What you wrote as <bdi>{user.name_shown}</bdi>." in page


@pytest.mark.parametrize("address", PAGES)
def test_staff_whose_role_asks_for_a_second_factor_show_it_first(address: str, client: Client) -> None:
    group = Group.objects.create(name="Careful")
    AsksForSecondFactor.objects.create(group=group)
    moderator = make_moderator()
    moderator.groups.add(group)
    client.force_login(moderator)
    assert client.get(address)["Location"].startswith("/accounts/second-factor/set-up/")
    assert client.post("/comments/mine/erase/", {"word": "erase"}).status_code == 302
    assert not Erasure.objects.exists()


def test_the_download_has_everything(owner: Commenter, clock: time_machine.Traveller) -> None:
    browser, moderator = bound(), make_moderator("mo", first_name="Secret", last_name="Name")
    article = make_article()
    page = browser.get(f"{article.get_absolute_url()}comment/")
    assert page.status_code == 200
    comment = make_comment(article, commenter=owner, name="Ada", text="First.")
    make_request(comment, ip="198.51.100.9", user_agent="Lynx/2")
    comment.edit("Second.", "<p>Second.</p>", 1)
    comment.reject(by=moderator, reason="insult", words="Be kinder.", note="Again Ada.")
    make_appeal(comment, "I was kind.")
    make_report(make_comment(status="approved"), owner, words="They are rude.")
    Follow.objects.create(commenter=owner, kind="article", article=article, confirmed_at=timezone.now())
    restrict(owner)
    PersonNote.objects.create(person=owner, by=moderator, text="Watch this one.")
    found = fetched(browser, browser.post(DOWNLOAD))
    told = found["comments"][0]
    assert (told["text"], told["status"]) == ("Second.", "rejected")
    assert [former["text"] for former in told["earlier_texts"]] == ["First."]
    assert (told["requests"][0]["ip"], told["requests"][0]["user_agent"]) == ("198.51.100.9", "Lynx/2")
    assert told["words_of_moderators"] == [{"text": "Be kinder."}]
    assert told["appeals"][0]["words"] == "I was kind."
    assert [act["to"] for act in told["decisions"]] == ["unchecked", "rejected"]
    assert found["reports"][0]["words"] == "They are rude."
    assert found["follows"][0]["article"] == article.pk
    assert found["restrictions"][0]["kind"] == "suspended"
    assert {"email": EMAIL} in [{"email": row.get("email")} for row in found["you"]]
    everything = json.dumps(found)
    assert not any(word in everything for word in ("Secret", "Watch this one", "Again Ada"))


def make_request(comment: Comment, **columns: Any) -> None:
    from tests.factories import make_submission

    make_submission(comment, **columns)


def restrict(owner: Commenter) -> None:
    told = {"subject": f"address {owner.email_key}", "person": owner, "by": make_moderator()}
    until = timezone.now() + timedelta(days=1)
    Restriction.objects.create(kind="suspended", scope="address", reason="disruption", until=until, **told)


def test_the_download_is_a_file_of_json_however_odd_the_words(ada: Client, owner: Commenter) -> None:
    odd = '"};</script> \u2028 \\ 東京 \x7f =1+1'
    make_comment(commenter=owner, text=odd)
    make_comment(commenter=owner, text="Another.")
    response = file(ada, ada.post(DOWNLOAD))
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"].startswith('attachment; filename="my-comments-')
    assert [row["text"] for row in json.loads(b"".join(response.streaming_content))["comments"]] == [odd, "Another."]


def test_the_download_asks_by_the_hundred_not_by_the_comment(
    owner: Commenter, ada: Client, django_assert_max_num_queries: Any
) -> None:
    article = make_article()
    for number in range(30):
        make_comment(article, commenter=owner, text=f"Number {number}.")
    shown = ada.post(DOWNLOAD)
    with django_assert_max_num_queries(30):
        assert len(fetched(ada, shown)["comments"]) == 30


def test_a_forged_or_ended_cookie_opens_nothing(ada: Client, owner: Commenter) -> None:
    make_comment(commenter=owner, text="Hers alone.")
    for name in list(ada.cookies):
        ada.cookies[name] = f"{ada.cookies[name].value}x"
    assert ada.get("/comments/mine/").status_code == 302


def test_nothing_of_it_is_counted_or_logged(ada: Client, owner: Commenter) -> None:
    make_comment(commenter=owner)
    ada.get("/comments/mine/")
    assert not ModerationAction.objects.exists()
    assert not Appeal.objects.exists()
    assert Commenter.objects.get().email_key == email_key(EMAIL)
