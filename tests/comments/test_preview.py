import pytest

from comments.models import Comment
from tests.comments.posting import filled_in, form_address, hidden_value, kept_text, nothing_is_written, reader, words
from tests.factories import make_article, make_comment, make_user

pytestmark = pytest.mark.django_db


def test_the_preview_shows_the_comment_as_it_will_look_and_writes_nothing() -> None:
    article = make_article()
    text = "Hello *you*, see https://example.org"
    response = reader().post(f"{form_address(article)}preview/", filled_in(article, comment=text))
    html = words(response)
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
    assert "Hello <em>you</em>, see https://example.org</p>" in html
    assert "Preview: not posted yet" in html
    assert kept_text(response) == text
    assert nothing_is_written()


def test_the_post_goes_on_from_the_preview_with_the_same_text_and_token() -> None:
    article, client = make_article(), reader()
    data = filled_in(article)
    preview = client.post(f"{form_address(article)}preview/", data)
    assert hidden_value(preview, "token") == data["token"]
    response = client.post(form_address(article), data | {"comment": kept_text(preview)})
    assert response.status_code == 303
    assert Comment.objects.get().text == "A remark."


def test_the_preview_mends_a_token_that_is_no_good() -> None:
    article, client = make_article(), reader()
    preview = client.post(f"{form_address(article)}preview/", filled_in(article, token="x"))
    assert preview.status_code == 200
    assert (
        client.post(form_address(article), filled_in(article, token=hidden_value(preview, "token"))).status_code == 303
    )


def test_a_reply_stays_a_reply_through_the_preview() -> None:
    parent = make_comment(status="approved", name="Grace")
    preview = reader().post(f"{form_address(parent.article)}preview/", filled_in(parent.article, parent=parent.pk))
    assert "Reply to Grace" in words(preview)
    assert hidden_value(preview, "parent") == str(parent.pk)


def test_the_preview_shows_the_name_of_the_account() -> None:
    article, client = make_article(), reader()
    client.force_login(make_user("grace", public_name="Grace H."))
    preview = client.post(f"{form_address(article)}preview/", filled_in(article, name="Eve"))
    assert '<bdi class="comment-name">Grace H.</bdi>' in words(preview)


def test_the_address_of_the_preview_leads_to_the_form() -> None:
    article = make_article()
    response = reader().get(f"{form_address(article)}preview/")
    assert (response.status_code, response["Location"]) == (302, form_address(article))
