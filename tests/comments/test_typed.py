"""What somebody wrote who only typed an address: its owner learns that it is there, and says "mine" or "not mine"."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from comments import links
from comments.models import Comment, Commenter, Contact, Follow, ModerationNote, PersonNote, Submission
from comments.models.commenter import email_key
from comments.own import erasing, typed
from comments.recount import differences
from tests.comments.identity import AGENT, EMAIL, IP, asked, bound, confirmed, link, typed_comment
from tests.comments.posting import post, reader, words
from tests.comments.scanning import found_in_tables
from tests.comments.taking import DOWNLOAD, fetched
from tests.factories import make_article, make_comment, make_moderator, make_submission, make_user
from tests.newsroom.digests import changed, digest_of_all_tables

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE, ADDRESS = "/comments/mine/", "/comments/mine/under-address/"


@pytest.fixture
def ada() -> Client:
    return bound()


def fresh(comment: Comment) -> Comment:
    return Comment.objects.select_related("article__section", "commenter").get(pk=comment.pk)


def main(client: Client) -> str:
    return words(client.get(PAGE)).split("<main")[1].split("</main")[0]


def downloaded(client: Client) -> dict[str, Any]:
    return fetched(client, client.post(DOWNLOAD, {"password": "pass"}))


def settle(client: Client, **sent: Any) -> Any:
    return client.post(ADDRESS, sent)


@pytest.mark.parametrize("status", ["unchecked", "pending", "rejected", "spam", "withdrawn"])
def test_of_what_is_not_public_its_owner_is_told_the_place_and_time_alone(ada: Client, status: str) -> None:
    comment = typed_comment(status=status)
    page, told = main(ada), json.dumps(downloaded(ada))
    assert "A comment that is not public" in page
    assert comment.article.headline in page
    for secret in ("Typed words.", "Otto", links.status_url(comment), IP, AGENT):
        assert secret not in page
        assert secret not in told
    assert [row["public"] for row in downloaded(ada)["written_by_whoever_typed_your_address"]] == [False]


def test_of_what_is_public_they_see_what_everybody_sees(ada: Client) -> None:
    comment = typed_comment(status="approved")
    page, told = main(ada), downloaded(ada)
    assert "Typed words." in page
    assert links.permalink(comment) in page
    assert links.status_url(comment) not in page
    [row] = told["written_by_whoever_typed_your_address"]
    assert (row["text"], told["comments"]) == ("Typed words.", [])
    assert not any(secret in json.dumps(told) for secret in (IP, AGENT))


def test_nothing_of_an_article_that_is_not_public_is_told(ada: Client) -> None:
    hidden = make_article("Hidden Headline", status="unpublished")
    typed_comment(article=hidden, status="approved")
    assert not any(said in main(ada) for said in ("Hidden Headline", "Typed words."))
    assert "Hidden Headline" not in json.dumps(downloaded(ada))


def test_mine_makes_it_theirs_with_its_words_and_private_page_and_not_the_network_of_whoever_sent_it(
    ada: Client,
) -> None:
    comment = typed_comment(status="rejected", decided_at=timezone.now())
    answer = settle(ada, mine=comment.pk)
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    owner = confirmed().commenter
    assert fresh(comment).commenter == owner
    assert "Typed words." in main(ada)
    assert links.status_url(fresh(comment)) in main(ada)
    told = downloaded(ada)
    assert (told["comments"][0]["text"], told["comments"][0]["requests"][0]["email"]) == ("Typed words.", EMAIL)
    assert not any(secret in json.dumps(told) for secret in (IP, AGENT))
    assert list(differences(repair=False)) == []


def test_who_holds_the_private_page_as_well_is_told_all_of_it(ada: Client) -> None:
    comment = typed_comment()
    ada.post(f"{links.status_url(comment)}confirm/")
    assert downloaded(ada)["comments"][0]["requests"][0]["ip"] == IP


def test_the_mailed_link_alone_tells_nothing_of_the_network_either() -> None:
    comment, client = typed_comment(), reader()
    client.post(link(asked(comment=comment)), {"mine": "1"})
    [told] = downloaded(client)["comments"]
    assert (told["text"], "ip" in told["requests"][0]) == ("Typed words.", False)


def test_not_mine_takes_the_address_from_it_and_leaves_it_where_it_stands(ada: Client) -> None:
    comment = typed_comment(status="approved")
    before = fresh(comment)
    owner = confirmed().commenter
    Follow.objects.create(commenter=owner, kind="replies", comment=comment, confirmed_at=timezone.now())
    Contact.objects.update(comment=comment)
    assert settle(ada, not_mine=comment.pk).status_code == 303
    after, request = fresh(comment), Submission.objects.get()
    assert after.commenter is None
    assert (after.text, after.name, after.status, after.nonce) == (
        before.text,
        before.name,
        before.status,
        before.nonce,
    )
    assert (request.email, "comment_author_email" in request.payload, request.ip) == ("", False, IP)
    assert not Follow.objects.exists()
    assert found_in_tables(EMAIL) == {"comments_contact.email"}
    assert "Typed words." not in main(ada)
    assert list(differences(repair=False)) == []


def test_not_mine_strikes_the_address_out_of_what_moderators_noted(ada: Client) -> None:
    comment, moderator = typed_comment(), make_moderator()
    comment.reject(by=moderator, reason="insult", note=f"{EMAIL} again, from {IP}")
    writer = fresh(comment).commenter_id or 0
    PersonNote.objects.create(person_id=writer, by=moderator, text=f"Writes as {EMAIL.upper()}.")
    settle(ada, not_mine=comment.pk)
    assert ModerationNote.objects.get().text == f"[e-mail] again, from {IP}"
    assert PersonNote.objects.get().text == "Writes as [e-mail]."


def test_all_that_was_shown_is_settled_at_once_and_nothing_besides(ada: Client) -> None:
    article = make_article()
    comments = [typed_comment(f"Number {number}.", article=article) for number in range(typed.SHOWN + 2)]
    page = main(ada)
    assert "There are more." in page
    shown = [comment.pk for comment in comments if f'name="shown" value="{comment.pk}"' in page]
    assert len(shown) == typed.SHOWN
    settle(ada, shown=shown, not_mine="all")
    assert [comment.pk for comment in comments if fresh(comment).commenter] == [each.pk for each in comments[:2]]
    settle(ada, shown=[each.pk for each in comments[:2]], mine="all")
    owner = confirmed().commenter
    assert [fresh(each).commenter for each in comments[:2]] == [owner, owner]


@pytest.mark.parametrize("act", ["mine", "not_mine"])
@pytest.mark.parametrize("whose", ["another address", "its owner", "an account", "nobody"])
def test_what_was_not_typed_under_their_address_is_nobodys_to_settle(ada: Client, act: str, whose: str) -> None:
    people = {
        "another address": Commenter.objects.create(email_key=email_key("ben@example.org")),
        "its owner": confirmed("ben@example.org").commenter,
        "an account": Commenter.objects.create(user=make_user()),
        "nobody": None,
    }
    comment = make_comment(commenter=people[whose])
    make_submission(comment, email="ben@example.org")
    before = digest_of_all_tables()
    assert settle(ada, **{act: comment.pk}).status_code == 303
    assert changed(before) == []


@pytest.mark.parametrize("sent", [{}, {"mine": ""}, {"mine": "x"}, {"not_mine": "9" * 30}, {"mine": "all"}])
def test_what_makes_no_sense_changes_nothing(ada: Client, sent: dict[str, str]) -> None:
    typed_comment()
    before = digest_of_all_tables()
    assert settle(ada, **sent).status_code == 303
    assert changed(before) == []


def test_strangers_and_forms_of_others_settle_nothing(ada: Client) -> None:
    comment = typed_comment()
    before = digest_of_all_tables()
    answer = settle(reader(), mine=comment.pk)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/comments/identity/?then={PAGE}")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = ada.cookies
    assert settle(strict, mine=comment.pk).status_code == 403
    assert ada.get(ADDRESS).status_code == 405
    assert changed(before) == []


def test_an_account_settles_what_was_typed_under_its_confirmed_address(client: Client) -> None:
    user = make_user("ada", email=EMAIL)
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True)
    client.force_login(user)
    mine, others = typed_comment("Mine."), typed_comment("Others'.")
    settle(client, mine=mine.pk)
    settle(client, not_mine=others.pk)
    assert fresh(mine).commenter == Commenter.objects.get(user=user)
    assert fresh(others).commenter is None


def test_erasing_takes_the_address_from_what_others_wrote_and_leaves_their_words(ada: Client) -> None:
    mine = make_comment(commenter=confirmed().commenter, text="Mine.")
    others = typed_comment(status="approved")
    page = words(ada.get(f"{PAGE}erase/"))
    assert "1 comment is to be erased." in page
    assert "1 comment that was written under your address without proof" in page
    erasure = erasing.ask(confirmed().commenter)
    while erasing.carry_on(erasure.pk):
        pass
    erasure.refresh_from_db()
    assert (erasure.done, erasure.total) == (1, 1)
    assert (fresh(mine).text, fresh(others).text, fresh(others).status) == ("", "Typed words.", "approved")
    assert found_in_tables(EMAIL) == set()
    assert not Commenter.objects.exclude(email_key=None).exists()
    assert list(differences(repair=False)) == []


def test_operators_erase_what_was_typed_only_when_they_say_so() -> None:
    comment = typed_comment()
    with pytest.raises(CommandError, match=r"erased: 0\. 1 more were written by whoever typed the address"):
        call_command("erase_person", email=EMAIL)
    call_command("erase_person", email=EMAIL, yes=True, stdout=StringIO())
    assert (fresh(comment).text, found_in_tables(EMAIL)) == ("Typed words.", set())
    other = typed_comment("Theirs.")
    call_command("erase_person", email=EMAIL, yes=True, with_typed=True, stdout=StringIO())
    assert (fresh(other).text, found_in_tables(EMAIL)) == ("", set())


def test_operators_export_what_was_typed_only_when_they_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    typed_comment()
    found = []
    for with_typed in (False, True):
        call_command("export_person", email=EMAIL, with_typed=with_typed)
        found.append("Typed words." in capsys.readouterr().out)
    assert found == [False, True]


def test_an_erasure_by_operators_confirms_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    typed_comment()
    seen: list[bool] = []
    carry_on = erasing.carry_on

    def look(number: int) -> bool:
        seen.append(Contact.objects.filter(confirmed_at__isnull=False).exists() or Commenter.objects.proven().exists())
        return carry_on(number)

    monkeypatch.setattr(erasing, "carry_on", look)
    call_command("erase_person", email=EMAIL, yes=True, with_typed=True, stdout=StringIO())
    assert len(seen) > 1
    assert not any(seen)


def test_who_has_another_mailbox_under_the_same_code_is_somebody_else(client: Client) -> None:
    confirmed("ada@strasse.example")
    make_comment(commenter=confirmed("ada@strasse.example").commenter, text="Not theirs.")
    user = make_user(email="ada@straße.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True)
    client.force_login(user)
    assert "Not theirs." not in main(client)
    assert downloaded(client)["comments"] == []
    with pytest.raises(CommandError, match=r"is 'ada@strasse\.example'\. If that is the same mailbox"):
        call_command("erase_person", email="ada@straße.example", yes=True)


def test_a_post_by_the_form_under_a_bound_address_is_told_whole(ada: Client) -> None:
    post(make_article(), ada, email=None)
    assert downloaded(ada)["comments"][0]["requests"][0]["ip"]
