"""An accepted comment: what is written, what is answered. Refusals have files of their own."""

import pytest
import time_machine
from django.utils import timezone

from comments import links, markup, tokens
from comments.forms import CommentForm
from comments.keys import hex_digest
from comments.models import Comment, Commenter, ModerationAction, Submission
from comments.spam import TRAP_FIELD
from outbox.models import Job
from tests.comments.posting import filled_in, form_address, hidden_value, post, reader
from tests.factories import make_article, make_author, make_comment, make_moderator, make_user

pytestmark = pytest.mark.django_db


def test_a_comment_is_stored_with_its_request_and_its_check_and_answered_by_its_status_page() -> None:
    article = make_article()
    client = reader("203.0.113.9", user_agent="Browser/1.0", referer="http://testserver/page/")
    response = post(article, client, website="https://ada.example", comment="Hello *you*.\r\nBye.")
    comment, submission, job = Comment.objects.get(), Submission.objects.get(), Job.objects.get()
    assert (response.status_code, response["Location"]) == (303, links.status_url(comment))
    assert (comment.status, comment.name, comment.website) == ("unchecked", "Ada", "https://ada.example")
    assert (comment.text, comment.markup) == ("Hello *you*.\nBye.", markup.MARKUP)
    assert "<em>you</em>" in comment.html
    assert (comment.on_page, comment.depth, comment.parent) == (False, 0, None)
    assert (submission.comment, submission.version, submission.ip) == (comment, 1, "203.0.113.9")
    assert (submission.email, submission.user_agent) == ("ada@example.org", "Browser/1.0")
    assert submission.referrer == "http://testserver/page/"
    assert (job.kind, job.ref) == ("comments.check", comment.pk)
    assert not ModerationAction.objects.exists()


def test_the_payload_is_what_the_spam_check_will_be_sent() -> None:
    article = make_article()
    client = reader("203.0.113.9", user_agent="Browser/1.0", referer="http://testserver/page/")
    post(article, client, website="https://ada.example", subject="I am a robot")
    payload = Submission.objects.get().payload
    created_at = Comment.objects.get().created_at
    assert payload == {
        "user_ip": "203.0.113.9",
        "user_agent": "Browser/1.0",
        "referrer": "http://testserver/page/",
        "comment_author": "Ada",
        "comment_author_email": "ada@example.org",
        "comment_author_url": "https://ada.example",
        "comment_content": "A remark.",
        "comment_date_gmt": f"{created_at:%Y-%m-%dT%H:%M:%SZ}",
        "comment_post_modified_gmt": f"{article.updated_at:%Y-%m-%dT%H:%M:%SZ}",
        "comment_type": "comment",
        "permalink": f"http://127.0.0.1:8000{article.get_absolute_url()}",
        "subject": "I am a robot",
        "honeypot_field_name": "subject",
    }


def test_the_status_page_that_answers_can_be_opened() -> None:
    client = reader()
    response = post(make_article(), client)
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize("seconds", [0, 7])
def test_time_and_trap_are_evidence_and_never_a_refusal(seconds: int) -> None:
    article = make_article()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        token = tokens.issue(article)
        clock.shift(seconds)
        response = post(article, token=token, subject="x" * 5_000)
    submission = Submission.objects.get()
    assert response.status_code == 303
    assert submission.trap == "x" * 200
    assert submission.seconds_to_post == seconds


def test_the_trap_is_a_field_that_people_neither_see_nor_reach() -> None:
    html = reader().get(form_address(make_article())).content.decode()
    assert TRAP_FIELD in CommentForm.base_fields
    assert f'<input type="text" name="{TRAP_FIELD}" autocomplete="off" tabindex="-1"' in html
    assert '<div class="form-blind" aria-hidden="true">' in html
    assert "style=" not in html


def test_a_reply_knows_its_parent_and_its_thread() -> None:
    root = make_comment(status="approved")
    parent = make_comment(parent=root, status="approved")
    client = reader()
    form = client.get(form_address(root.article), {"parent": parent.pk})
    post(root.article, client, parent=hidden_value(form, "parent"), token=hidden_value(form, "token"))
    reply = Comment.objects.get(text="A remark.", name="Ada")
    assert (reply.parent, reply.root, reply.depth) == (parent, root, 2)


def test_a_guest_is_one_commenter_however_the_address_is_written() -> None:
    article = make_article()
    post(article, email="Ada@Example.org")
    post(article, email="ada@example.org", comment="Another remark.")
    commenter = Commenter.objects.get()
    assert commenter.email_key == hex_digest("email", "ada@example.org")
    assert commenter.comments.count() == 2


def test_a_guest_posts_without_any_cookie_and_gets_none() -> None:
    article, client = make_article(), reader()
    form = client.get(form_address(article))
    response = post(article, client, token=hidden_value(form, "token"))
    assert response.status_code == 303
    assert not client.cookies


def test_whoever_is_signed_in_writes_under_the_name_of_the_account() -> None:
    user, client = make_user("grace", public_name="Grace H.", email="grace@example.org"), reader()
    client.force_login(user)
    post(make_article(), client, name="Somebody", email="other@example.org", website="https://evil.example")
    comment = Comment.objects.get()
    assert (comment.name, comment.website, comment.badge, comment.status) == ("Grace H.", "", "", "unchecked")
    assert comment.commenter == Commenter.objects.get(user=user)
    assert Submission.objects.get().email == "grace@example.org"


def test_an_account_is_asked_neither_for_a_name_nor_for_an_address() -> None:
    client = reader()
    client.force_login(make_user("grace"))
    html = client.get(form_address(make_article())).content.decode()
    assert "You write as <bdi>grace</bdi>." in html
    assert not any(f'name="{field}"' in html for field in ("name", "email", "website", "remember"))


def test_a_name_of_an_account_that_is_longer_than_the_column_is_cut() -> None:
    client = reader()
    client.force_login(make_user("grace", first_name="G" * 150, last_name="H" * 150))
    assert post(make_article(), client).status_code == 303
    assert len(Comment.objects.get().name) == 80


def test_staff_with_the_right_publish_at_once_by_their_own_approval() -> None:
    moderator, client = make_moderator("mod"), reader()
    client.force_login(moderator)
    post(make_article(), client)
    comment, action = Comment.objects.get(), ModerationAction.objects.get()
    assert (comment.status, comment.on_page, comment.badge) == ("approved", True, "staff")
    assert (action.actor, action.from_status, action.to_status) == (moderator.pk, "unchecked", "approved")
    assert action.reason == "publishes_at_once"
    assert not Job.objects.exists()


def test_the_author_of_the_article_wears_the_badge_of_its_author() -> None:
    moderator, article = make_moderator("mod"), make_article()
    article.bylines.create(author=make_author(user=moderator))
    client = reader()
    client.force_login(moderator)
    post(article, client)
    assert Comment.objects.get().badge == "author"


def test_an_author_without_the_right_has_the_badge_and_waits() -> None:
    user, article = make_user("writer"), make_article()
    article.bylines.create(author=make_author(user=user))
    client = reader()
    client.force_login(user)
    post(article, client)
    comment = Comment.objects.get()
    assert (comment.badge, comment.status) == ("author", "unchecked")


def test_only_the_fields_of_the_form_count() -> None:
    article, other = make_article(), make_comment(status="approved")
    stolen = {
        "status": "approved",
        "on_page": "1",
        "badge": "staff",
        "id": "999",
        "article": other.article_id,
        "root": other.pk,
        "depth": "7",
        "created_at": "2001-01-01",
        "ip": "127.0.0.1",
        "version": "9",
        "html": "<script>",
        "user": "1",
        "commenter": "1",
        "nonce": "0",
        "markup": "99",
        "_method": "DELETE",
    }
    post(article, **stolen)
    comment = Comment.objects.exclude(pk=other.pk).get()
    assert (comment.status, comment.on_page, comment.badge, comment.root, comment.depth) == (
        "unchecked", False, "", None, 0,
    )  # fmt: skip
    assert (comment.article, comment.version, comment.markup) == (article, 1, markup.MARKUP)
    assert comment.created_at.year == timezone.now().year
    assert Submission.objects.get().ip == "198.51.100.7"


def test_of_a_field_that_is_sent_twice_the_last_counts() -> None:
    article = make_article()
    post(article, name=["Eve", "Ada"], comment=["First.", "Second."])
    comment = Comment.objects.get()
    assert (comment.name, comment.text) == ("Ada", "Second.")


def test_another_spelling_of_a_field_is_no_field() -> None:
    article = make_article()
    data = filled_in(article, comment=None) | {"comment[]": "An array.", "comment[0]": "Another."}
    assert reader().post(form_address(article), data).status_code == 422


def test_a_form_that_was_open_while_the_article_moved_still_arrives() -> None:
    article = make_article()
    address, data = form_address(article), filled_in(article)
    article.slug = "moved"
    article.save()
    assert reader().post(address, data).status_code == 303
    assert Comment.objects.get().article == article


def test_nothing_typed_reaches_the_outbox() -> None:
    post(make_article())
    assert "ada" not in str(Job.objects.values().get()).lower()


@pytest.mark.usefixtures("clock")
def test_the_token_names_its_article_and_says_when_the_form_was_shown() -> None:
    article = make_article()
    token = tokens.read(tokens.issue(article), article)
    assert len(token.number) == 32
    assert (token.is_stale, token.age) == (False, 0)
