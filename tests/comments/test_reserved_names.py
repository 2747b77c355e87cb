"""Nobody is taken for somebody of the newspaper: their names, and whatever looks like them, are refused to others."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from articles.models import Article, Author
from comments.identity import reserved
from comments.identity.skeletons import DIGITS, own, readings, words
from comments.models import Comment
from comments.rules.lookalikes import ALIKE, LEET
from tests.comments.identity import bound
from tests.comments.posting import form_address, kept_text, nothing_is_written, post
from tests.comments.posting import words as page_words
from tests.factories import make_article, make_author, make_user

LETTERS = "abcdefghijklmnopqrstuvwxyz"
TWINS = {letter: [twin for twin, meant in ALIKE.items() if meant == letter] for letter in LETTERS}
SIGNS = {
    letter: [sign for sign, meant in (LEET | DIGITS).items() if sign != "|" and letter in meant] for letter in LETTERS
}
UNSEEN = ["\u200b", "\u200d", "\u2060", "\u00ad", "\ufe0f", "\u034f"]
BETWEEN = ["", " ", "-", "_", ".", "·", "\u00a0", "\u3000", "✓"]


def accented(draw: st.DrawFn, letter: str) -> str:
    return letter + draw(st.sampled_from(["\u0301", "\u0308", "\u0323", "\u0327"]))


def wide(draw: st.DrawFn, letter: str) -> str:
    return chr(ord(letter) + draw(st.sampled_from([0xFEE0, 0x1D41A - ord("a"), 0x1D5EE - ord("a"), 0x24D0 - ord("a")])))


def twin(draw: st.DrawFn, letter: str) -> str:
    return draw(st.sampled_from([*TWINS[letter], letter]))


def sign(draw: st.DrawFn, letter: str) -> str:
    return draw(st.sampled_from([*SIGNS[letter], letter]))


def followed(draw: st.DrawFn, letter: str) -> str:
    return letter + draw(st.sampled_from(UNSEEN))


def raised(draw: st.DrawFn, letter: str) -> str:
    return letter.upper()


WAYS: list[Callable[[st.DrawFn, str], str]] = [accented, wide, twin, sign, followed, raised]


@st.composite
def disguised(draw: st.DrawFn) -> tuple[str, str]:
    """A name, and how somebody may write it who wants to be taken for its owner."""
    parts = draw(st.lists(st.text(LETTERS, min_size=2, max_size=8), min_size=1, max_size=3))
    made = [[draw(st.sampled_from(WAYS))(draw, letter) for letter in part] for part in parts]
    between = draw(st.sampled_from(BETWEEN))
    behind = draw(st.sampled_from(["", "!", " ✓", " 2", "99", " (editor)", ", moderator", "®", "\u200f"]))
    return " ".join(parts), between.join("".join(letters) for letters in made) + behind


@pytest.mark.once
@given(disguised())
def test_whatever_a_name_is_disguised_by_it_is_found(pair: tuple[str, str]) -> None:
    name, written = pair
    assert own(name) & readings(written, words("editor moderator"))


@pytest.mark.once
@given(st.text(max_size=30), st.sampled_from(LETTERS), st.text(max_size=30))
def test_any_text_with_a_letter_says_something_and_is_taken_for_itself(before: str, letter: str, behind: str) -> None:
    name = f"{before}{letter}{behind}"
    assert own(name)
    assert own(name) <= readings(name, words(letter))


@pytest.mark.once
def test_reading_a_name_takes_no_time() -> None:
    name = "Konstantína Ρapadopoulou-Lee, Moderator of the 0"
    readings(name)
    began = time.process_time()
    for _ in range(100):
        readings(name, words("moderator"))
    assert time.process_time() - began < 1  # 10 ms each, of which it needs a hundredth


@pytest.fixture
def article(settings: Settings) -> Article:
    settings.SITE_NAME = "The Harbor Post"
    make_author("Zoë Lindqvist")
    make_user("ed", staff=True, first_name="Bram", last_name="Okafor")
    make_user("sub", staff=True, public_name="Night Desk")
    make_user("gone", staff=True, is_active=False, first_name="Former", last_name="Colleague")
    make_user("kim7", staff=True)
    make_user("someone", first_name="Just", last_name="Reader")
    return make_article()


TAKEN = [
    *("Zoe Lindqvist", "Zoё Lindqvist", "Z0e L1ndqvist", "Zoe Lindqvist, The Harbor Post", "Zoe Lindqvist (author)"),
    *(
        "Bram Okafor",
        "BRAM OKAFOR",
        "Вram Оkafоr",
        "Bram\u200bOkafor",
        "ᴮᴿᴬᴹ Okafor",
        "B r a m Okafor 2",
        "Brarn Okafor",
    ),
    *(
        "Night Desk",
        "The Harbor Post",
        "harborpost",
        "Harbor Post Team",
        "The Harbor P0st – official",
        "kim7",
        "Kim 7!",
    ),
    *("kim7", "Kim 7!", "Editor", "The Editors", "Adm1n", "Moderator 2", "real moderator"),
]
FREE = [
    *("Zoe", "Lindqvist", "Zoe Lindquist-Berg", "Bram", "Okafor", "Bram Okaforth", "Just Reader", "ed", "Harbor"),
    *(
        "Kim",
        "Kim 8",
        "Former Colleague",
        "Night Owl",
        "Post",
        "Editha",
        "Theodora",
        "李明",
        "Ιωάννα",
        "Мария",
        "😀",
        "007",
        "Team",
    ),
]


@pytest.mark.django_db
def test_names_of_the_newspaper_are_taken_and_those_of_others_are_not(article: Article) -> None:
    known = reserved.known()
    assert [name for name in TAKEN if not reserved.is_reserved(name, known)] == []
    assert [name for name in FREE if reserved.is_reserved(name, known)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Zoe Lindqvist", "Вram Оkafоr", "The Editors"])
def test_a_taken_name_is_refused_with_the_text_kept(article: Article, name: str) -> None:
    answer = post(article, name=name)
    assert (answer.status_code, kept_text(answer)) == (422, "A remark.")
    assert "This name is that of somebody of this newspaper" in page_words(answer)
    assert nothing_is_written()
    assert post(article, name=f"{name} of Nowhere").status_code == 303


@pytest.mark.django_db
def test_staff_and_authors_write_under_their_names(article: Article) -> None:
    user = make_user("zoe", first_name="Zoë", last_name="Lindqvist")
    client = Client()
    client.force_login(user)
    assert post(article, client).status_code == 422
    Author.objects.update(user=user)
    assert post(article, client).status_code == 303
    client.force_login(make_user("other", staff=True, first_name="Bram", last_name="Okafor"))
    assert post(article, client, comment="Another.").status_code == 303
    assert Comment.objects.count() == 2


@pytest.mark.django_db
def test_a_confirmed_address_gives_nobody_a_reserved_name(article: Article) -> None:
    assert post(article, bound(), email=None, name="Bram Okafor").status_code == 422


@pytest.mark.django_db
def test_the_preview_says_so_already(article: Article) -> None:
    fields = {"name": "Bram Okafor", "email": "a@example.org", "comment": "A remark."}
    answer = Client().post(f"{form_address(article)}preview/", fields)
    assert (answer.status_code, kept_text(answer)) == (422, "A remark.")


@pytest.mark.django_db
def test_what_is_reserved_is_read_once_a_minute(
    article: Article, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BELIEVE_VERSIONS_FOR = 1.0
    monkeypatch.setattr(reserved, "_names", None)
    at = [1000.0]
    monkeypatch.setattr(reserved, "monotonic", lambda: at[0])
    assert not reserved.is_reserved("New Author", reserved.known())
    make_author("New Author")
    at[0] += 59
    assert not reserved.is_reserved("New Author", reserved.known())
    at[0] += 1
    assert reserved.is_reserved("New Author", reserved.known())
