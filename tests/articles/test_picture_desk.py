"""Pictures in the admin: looked through, uploaded, chosen while writing, deleted when nothing shows them."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from articles import content, revising
from articles.models import Picture
from tests.articles.desk import person
from tests.articles.pictures import picture_file, take_in
from tests.factories import make_article, make_author, make_picture, make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/picture/"
CHOOSE, UPLOAD = f"{LIST}choose/", f"{LIST}upload/"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def author(client: Client) -> Client:
    client.force_login(person("author"))
    return client


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(person("editor"))
    return client


def chosen(client: Client, query: str = "") -> list[int]:
    return [picture["id"] for picture in client.get(f"{CHOOSE}{query}").json()["pictures"]]


def test_the_list_shows_pictures_and_finds_them_by_their_words(
    author: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    boat, quay = make_picture("A boat", credit="Photo: Bly"), make_picture("A quay")
    make_picture("")
    page = author.get(LIST).content.decode()
    assert f'src="{boat.small_url}"' in page
    assert "No alternative text yet" in page
    found = author.get(f"{LIST}?q=bly").content.decode()
    assert boat.small_url in found
    assert quay.small_url not in found
    missing = author.get(f"{LIST}?described=no").content.decode()
    assert boat.small_url not in missing
    for _ in range(20):
        make_picture()
    with django_assert_max_num_queries(12):
        author.get(LIST)


def test_in_the_popup_of_an_article_a_click_chooses(author: Client) -> None:
    picture = make_picture()
    assert f'data-popup-opener="{picture.pk}"' in author.get(f"{LIST}?_popup=1").content.decode()
    assert "data-popup-opener" not in author.get(LIST).content.decode()


def test_an_article_has_its_picture_beside_the_number(editor: Client) -> None:
    article = make_article(picture=make_picture("The quay"))
    assert article.picture
    page = editor.get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    assert f'src="{article.picture.small_url}"' in page
    assert f'data-picture-choice="{CHOOSE}"' in page


def test_a_file_never_changes_under_its_number(author: Client) -> None:
    picture = take_in()
    form = {"alt": "A quay", "caption": "", "credit": "", "focus_x": 10, "focus_y": 90, "file": picture_file()}
    assert author.post(f"{LIST}{picture.pk}/change/", form).status_code == 302
    again = Picture.objects.get()
    assert (again.alt, again.focus_x, again.focus_y) == ("A quay", 10, 90)
    assert (again.file.name, again.uploaded_by) == (picture.file.name, None)


@pytest.mark.parametrize("focus", [{"focus_x": 101}, {"focus_y": -1}, {"focus_x": ""}, {"alt": ""}])
def test_a_focus_outside_or_no_words_are_refused(author: Client, focus: dict[str, Any]) -> None:
    picture = make_picture("A boat")
    form = {"alt": "Another", "caption": "", "credit": "", "focus_x": 50, "focus_y": 50} | focus
    assert author.post(f"{LIST}{picture.pk}/change/", form).status_code == 200
    assert Picture.objects.get().alt == "A boat"


def test_the_same_file_again_is_told_where_it_is(author: Client) -> None:
    known = take_in("PNG", (30, 20), alt="A boat")
    said = author.post(f"{LIST}add/", {"alt": "x", "file": picture_file("PNG", (30, 20))}).content.decode()
    assert f"This picture is here already: number {known.pk}, “A boat”." in said
    assert Picture.objects.count() == 1


# Choosing, for who writes


def test_the_newest_come_first_a_page_at_a_time(author: Client) -> None:
    numbers = [make_picture().pk for _ in range(26)][::-1]
    first = author.get(CHOOSE).json()
    assert [picture["id"] for picture in first["pictures"]] == numbers[:24]
    rest = author.get(f"{CHOOSE}?before={first['older']}").json()
    assert ([picture["id"] for picture in rest["pictures"]], rest["older"]) == (numbers[24:], None)


def test_words_find_pictures_wherever_they_stand(author: Client) -> None:
    one, two = make_picture("A red boat", credit="Photo: Bly"), make_picture("A boat", caption="Red sails")
    make_picture("A red house")
    assert chosen(author, "?q=RED+boat") == [two.pk, one.pk]
    assert chosen(author, "?q=bly") == [one.pk]
    assert chosen(author, f"?id={one.pk}") == [one.pk]


@pytest.mark.parametrize("query", ["?before=x", "?before=-1", "?before=99999999999999999999", "?id=%00", "?q=%20"])
def test_a_question_that_makes_no_sense_is_none(author: Client, query: str) -> None:
    picture = make_picture()
    assert chosen(author, query) == [picture.pk]


def test_an_upload_is_answered_by_all_that_a_text_needs(author: Client) -> None:
    answer = author.post(CHOOSE, {"file": picture_file("JPEG", (300, 200)), "alt": "A boat", "credit": "Bly"})
    picture = Picture.objects.get()
    assert answer.json() == {
        "picture": {
            "id": picture.pk,
            "url": picture.url,
            "thumbnail": picture.url,
            "width": 300,
            "height": 200,
            "alt": "A boat",
            "caption": "",
            "credit": "Bly",
        },
        "known": False,
    }
    assert picture.uploaded_by == User.objects.get(username="author")
    assert LogEntry.objects.get().object_id == str(picture.pk)
    assert "no-store" in answer.headers["Cache-Control"]
    again = author.post(CHOOSE, {"file": picture_file("JPEG", (300, 200)), "alt": "The same"}).json()
    assert (again["known"], again["picture"]["id"], again["picture"]["alt"]) == (True, picture.pk, "A boat")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"file": SimpleUploadedFile("x.jpg", b"<html><body>x"), "alt": "x"}, "This is not a JPEG, PNG, WebP or AVIF"),
        ({"alt": "x"}, "Choose a picture."),
        ({"file": picture_file(), "alt": " "}, "Say what the picture shows."),
        ({"file": SimpleUploadedFile("x.jpg", b""), "alt": "x"}, "The submitted file is empty."),
    ],
)
def test_a_refusal_is_a_sentence_and_nothing_is_stored(
    author: Client, media: Path, given: dict[str, Any], sentence: str
) -> None:
    if "file" in given:
        given["file"].seek(0)
    answer = author.post(CHOOSE, given)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith(sentence)
    assert not Picture.objects.exists()
    assert not any(media.rglob("*.*"))


@pytest.mark.parametrize("path", [CHOOSE, UPLOAD])
def test_strangers_and_readers_are_kept_out(path: str) -> None:
    for visitor in (None, make_user(), make_user(staff=True)):
        client = Client()
        if visitor:
            client.force_login(visitor)
        for answer in (client.get(path), client.post(path, {"file": picture_file(), "files": picture_file()})):
            assert answer.status_code in {302, 403}
    assert not Picture.objects.exists()


@pytest.mark.parametrize("path", [CHOOSE, UPLOAD])
def test_an_upload_needs_the_token_of_the_form(path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("author"))
    assert client.post(path, {"file": picture_file(), "alt": "x", "files": picture_file()}).status_code == 403
    assert client.put(path).status_code == 403
    assert not Picture.objects.exists()


@pytest.mark.parametrize("path", [CHOOSE, UPLOAD])
def test_other_methods_are_refused(author: Client, path: str) -> None:
    assert author.put(path).status_code == 405


# Several at once


def test_several_are_taken_in_at_once(author: Client) -> None:
    files = [picture_file(size=(30, 20)), picture_file(size=(31, 20)), picture_file(size=(30, 20))]
    answer = author.post(UPLOAD, {"files": files, "credit": "Photo: Bly"})
    assert (answer.status_code, answer.headers["Location"]) == (303, LIST)
    assert sorted(Picture.objects.values_list("width", "credit")) == [(30, "Photo: Bly"), (31, "Photo: Bly")]
    assert "3 pictures are here. Say of each what it shows." in author.get(LIST).content.decode()


def test_one_that_is_refused_costs_the_others_nothing(author: Client) -> None:
    answer = author.post(UPLOAD, {"files": [picture_file(), picture_file("GIF")]})
    assert answer.status_code == 422
    assert "picture.gif: This is not a JPEG" in answer.content.decode()
    assert Picture.objects.count() == 1


@pytest.mark.parametrize(
    ("files", "sentence"),
    [([], "Choose one picture or several."), ([picture_file()] * 21, "These are 21 pictures; at most 20 go at once.")],
)
def test_none_or_too_many_are_refused(author: Client, files: list[Any], sentence: str) -> None:
    for file in files:
        file.seek(0)
    answer = author.post(UPLOAD, {"files": files})
    assert (answer.status_code, Picture.objects.count()) == (422, 0)
    assert sentence in answer.content.decode()


# Where it is used


def test_a_picture_says_what_shows_it_and_cannot_be_deleted_until_nothing_does(editor: Client) -> None:
    picture = make_picture()
    article = make_article("Boats leave", picture=picture)
    writer = make_author("Ada Writer", portrait=picture)
    page = editor.get(f"{LIST}{picture.pk}/change/").content.decode()
    assert f"/admin/articles/article/{article.pk}/change/" in page
    assert "Ada Writer" in page
    refused = editor.post(f"{LIST}{picture.pk}/delete/", {"post": "yes"}).content.decode()
    assert "be deleted while these show it" in refused
    assert "Boats leave" in refused
    assert Picture.objects.exists()
    for owner, column in ((article, "picture"), (writer, "portrait")):
        setattr(owner, column, None)
        owner.save()
    assert editor.post(f"{LIST}{picture.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Picture.objects.exists()


@pytest.mark.parametrize("where", ["picture", "body"])
def test_what_a_working_copy_will_show_is_used(where: str) -> None:
    article, picture, other = make_article(), make_picture(), make_picture()
    shown = {"picture": picture.pk, "body": f'<p><img src="{picture.url}"></p>'}
    revising.keep(article, content_with(article, where, shown[where]), by=person("editor"))
    assert picture.shown_by() == [article]
    assert other.shown_by() == []


def content_with(article: Any, name: str, value: Any) -> Any:
    return content.of_row(article) | {name: value}


def test_authors_do_not_delete_pictures(author: Client) -> None:
    picture = make_picture()
    assert author.post(f"{LIST}{picture.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Picture.objects.exists()


def test_a_picture_that_only_the_history_shows_is_not_deleted_unseen(editor: Client) -> None:
    picture, other = make_picture(), make_picture()
    article = make_article("Boats leave", picture=picture)
    text = revising.working_content(article)
    revising.keep(article, text | {"picture": other.pk}, by=None)
    revising.publish_changes(article)
    delete = f"{LIST}{picture.pk}/delete/"
    assert "Former revisions of these show it" in editor.get(delete).content.decode()
    assert f"/admin/articles/article/{article.pk}/change/" in editor.get(delete).content.decode()
    told = editor.post(delete, {"post": "yes"}, follow=True).content.decode()
    assert "Not deleted: say first" in told
    assert Picture.objects.filter(pk=picture.pk).exists()
    assert editor.post(delete, {"post": "yes", "anyway": "on"}).status_code == 302
    assert not Picture.objects.filter(pk=picture.pk).exists()
    assert "Former revisions" not in editor.get(f"{LIST}{make_picture().pk}/delete/").content.decode()
