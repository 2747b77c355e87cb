"""Cards are format strings, which escape nothing by themselves: what people write must stay text in every place."""

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.test import Client

from comments.models import Check, Comment, Commenter, Feedback, ModerationAction
from tests.comments.desk import QUEUE, card, press, shown
from tests.factories import make_article, make_comment, make_section, make_submission, make_user

pytestmark = pytest.mark.django_db
PLACES = (
    *("name", "headline", "section", "parent", "email", "reason"),
    *("check", "result", "step", "attempt", "guid", "actor", "note", "report"),
)
PERMISSIONS = tuple(f"comments.{name}" for name in ("moderate_comment", "see_addresses", "view_log"))


def ugly(place: str) -> str:
    """Ends text, attribute and element alike, and means something to every way of putting strings together."""
    return f"""{place}'"><b id=hurt>&amp;{{0}}{{words[open]}}%s%(name)s</b>"""


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_user(staff=True, permissions=PERMISSIONS))
    return client


@pytest.fixture
def comment() -> Comment:
    """Ugly wherever a card shows a column."""
    article = make_article(ugly("headline"), section=make_section(name=ugly("section")))
    comment = make_comment(
        name=ugly("name"),
        website=f"https://{ugly('website')}/",
        reason=ugly("reason")[:40],
        commenter=Commenter.objects.create(email_key="k"),
        parent=make_comment(article, name=ugly("parent"), status="rejected"),
    )
    make_submission(comment, email=ugly("email"))
    step = {"check": ugly("check"), "result": ugly("result"), "detail": ugly("step")}
    tried = {"comment": comment, "version": 1, "verdict": "unknown", "fault": "passing"}
    Check.objects.create(detail=ugly("attempt"), guid=ugly("guid")[:64], trace=[step, step], **tried)
    return comment


class Read(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def values(self) -> Iterator[str]:
        return (value or "" for _tag, attributes in self.tags for value in attributes.values())


def assert_stays_text(html: str, *places: str) -> None:
    read = Read(html)
    assert "hurt" not in {attributes.get("id") for _tag, attributes in read.tags}
    words = " ".join(read.texts)
    assert [place for place in places if f"{place}'\"><b id=" not in words] == []


def test_whatever_a_card_shows_stays_text(desk: Client, comment: Comment) -> None:
    by = make_user(public_name=ugly("actor")[:60])
    comment.undo(comment.reject(by=by, reason="insult", note=ugly("note")), by=by)
    act = ModerationAction.objects.latest("pk").pk
    Feedback.objects.create(
        comment=comment, version=1, action=act, kind="spam", verdict="ham", state="given_up", detail=ugly("report")
    )
    for path in (QUEUE, f"{QUEUE}{comment.pk}/"):
        assert_stays_text(card(shown(desk.get(path)), comment.pk), *PLACES)


def test_what_names_a_comment_to_those_who_hear_the_page_is_its_whole_name(desk: Client, comment: Comment) -> None:
    labels = list(Read(card(shown(desk.get(QUEUE)), comment.pk)).values())
    assert f"Choose, {comment.name}" in labels


def test_a_website_is_shown_as_its_host_alone(desk: Client, comment: Comment) -> None:
    Comment.objects.filter(pk=comment.pk).update(website="https://xn--a.example/'\"><b id=hurt>")
    html = card(shown(desk.get(QUEUE)), comment.pk)
    assert '<span class="host" dir="ltr">xn--a.example</span>' in html
    assert_stays_text(html)


def test_what_is_left_of_a_decided_card_stays_text(desk: Client, comment: Comment) -> None:
    page = shown(desk.get(QUEUE))
    folded = press(desk, page, "spam", comment.pk)
    assert folded.status_code == 303
    toast = shown(desk.get(folded["Location"]))
    assert_stays_text(toast.partition("desk-toast")[2], "name")


def test_the_way_back_can_not_leave_its_field(desk: Client, comment: Comment) -> None:
    refused = desk.post(f"{QUEUE}{comment.pk}/reject/", {"back": '"><b id=hurt>'}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert_stays_text(shown(refused))


def test_spam_without_its_text_is_a_stub_that_nothing_can_be_done_with(desk: Client) -> None:
    stub = make_comment(status="spam")
    stub.mark_not_spam(by=make_user())
    Comment.objects.filter(pk=stub.pk).update(
        status="spam", text="", html="", name="", website="", emptied_at=stub.created_at
    )
    reply = make_comment(parent=stub)
    html = card(shown(desk.get(f"{QUEUE}?tab=spam")), stub.pk)
    assert "Its text was deleted on" in html
    assert "name deleted" in html
    assert "<form" not in html
    assert "checkbox" not in html
    assert "Its text was deleted on" in card(shown(desk.get(QUEUE)), reply.pk)
