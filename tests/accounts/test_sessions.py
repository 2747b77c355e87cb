import pytest
from django.test import Client

from tests.factories import make_article

pytestmark = pytest.mark.django_db

NUL = r'session="\000aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"'  # as a quoted cookie writes it
OTHERS = ["session=short", f"session={'a' * 5_000}", 'session="a b c d e f g h i j"', "session=\u00e4\u00f6\u00fc" * 9]


@pytest.mark.parametrize("cookie", [NUL, *OTHERS])
def test_a_cookie_that_is_no_key_of_ours_is_no_session(client: Client, cookie: str) -> None:
    for address in (f"{make_article().get_absolute_url()}comment/", "/accounts/login/", "/admin/login/"):
        assert client.get(address, headers={"cookie": cookie}).status_code == 200


def test_a_session_of_ours_is_found_again(client: Client, django_user_model: type) -> None:
    client.force_login(django_user_model.objects.create_user("ann"))  # type: ignore[attr-defined]
    assert client.get("/accounts/password/").status_code == 200
