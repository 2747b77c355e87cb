"""A moderator of Opinion meets nothing that stands under News: on no page, in no count, by no act."""

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client

from comments.models import Alarm, Comment, ModerationAction
from comments.queue import TABS
from tests.newsroom.digests import changed, digest_of_all_tables
from tests.newsroom.planted import WORD, World, planted_world, staff
from tests.newsroom.test_admin_roles import EXPECTED, filled

pytestmark = pytest.mark.django_db

QUEUE = "/admin/comments/queue/"

ASKED = re.compile(r'value="Zanzibarwort"|(=|%3D)Zanzibarwort')


@pytest.fixture
def world() -> World:
    return planted_world()


@pytest.fixture
def client(world: World) -> Client:
    """A senior moderator of Opinion, who may open whatever a moderator may."""
    return staff("senior moderator", world.opinion)


def pages(world: World) -> list[str]:
    """Every address of the admin, about what stands under News; and the questions that pages can be asked."""
    act = ModerationAction.objects.filter(comment=world.comments[0].pk).latest("pk")
    about = {"comments/queue": world.comments[0].pk, "comments/comment": world.comments[0].pk}
    about |= {"comments/log": act.pk, "comments/people": world.person.pk, "articles/article": world.news.pk}
    rows = "&".join(f"row={each.pk}.{each.status}.{each.version}" for each in world.comments)
    asked = [f"{QUEUE}?tab={tab}" for tab in TABS]
    asked += [f"{QUEUE}?tab={tab}&{query}" for tab in TABS for query in ("text=Zanzibarwort", "order=newest&size=100")]
    asked += [f"{QUEUE}?section={world.news.pk}", f"{QUEUE}since/?{rows}", f"{QUEUE}?done={act.pk}"]
    log = ("", f"?comment={act.comment}", f"?batch={act.batch}", f"?person={world.person.pk}", f"?who={act.actor}")
    asked += [f"/admin/comments/{page}/{query}" for page in ("moderationaction", "log/export") for query in log]
    return [*(filled(pattern, about) for pattern in EXPECTED), *asked]


def words_of(answer: Any) -> str:
    content: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace")


def test_no_page_shows_a_word_of_what_stands_under_news(world: World, client: Client) -> None:
    """The search field, and links to the page itself, alone repeat what was asked for."""
    shown = {address: words_of(client.get(address)) for address in pages(world)}
    told = {address: ASKED.sub("", html) for address, html in shown.items()}
    assert [address for address, html in told.items() if WORD in html] == []
    assert any("Innocent." in html for html in told.values())


def test_a_comment_under_news_is_not_found(world: World, client: Client) -> None:
    for pattern in (pattern for pattern in EXPECTED if "queue/<int:pk>" in pattern):
        for comment in (world.comments[0], world.comments[2]):
            address = filled(pattern, {"comments/queue": comment.pk})
            statuses = {client.get(address).status_code, client.post(address, seen(comment)).status_code}
            assert 404 in statuses, address
            assert statuses <= {403, 404, 405}, address


def seen(comment: Comment) -> dict[str, Any]:
    return {"status": comment.status, "version": comment.version, "reason": "insult", "until": "hour", "note": "x"}


def test_no_post_changes_anything_under_news(world: World, client: Client) -> None:
    act = ModerationAction.objects.filter(comment=world.comments[0].pk).latest("pk")
    chosen = [f"{each.pk}.{each.status}.{each.version}" for each in (*world.comments, world.innocent)]
    before = digest_of_all_tables()
    for act_name in ("approve", "reject", "spam"):
        fields = {"row": chosen, "act": act_name, "reason": "insult"}
        assert client.post(f"{QUEUE}bulk/", fields).status_code == 404
        assert client.post(f"{QUEUE}bulk/", {"row": chosen}).status_code == 404
    for address in (f"{QUEUE}bulk/{act.batch}/undo/", f"/admin/comments/log/{act.pk}/undo/"):
        assert client.post(address, {"next": "/admin/"}).status_code in (403, 404)
    client.post(f"{QUEUE}claims/renew/", {"claim": [each.pk for each in world.comments]})
    assert changed(before) == []


def test_counts_know_the_own_sections_alone(world: World, client: Client) -> None:
    """One comment waits under Opinion."""
    for address, count in ((QUEUE, 'class="desk-count">([^<]*)<'), ("/admin/", r"\?tab=\w+\"><b>([^<]*)</b>")):
        counts = re.findall(count, client.get(address).content.decode())
        assert counts == ["1"] + ["0"] * (len(TABS) - 1), address


def test_a_burst_of_comments_under_news_calls_others(world: World, client: Client) -> None:
    Alarm.objects.create(kind=Alarm.Kind.BURST, article=world.comments[0].article_id, figure=70707, usual=2)
    Alarm.objects.create(kind=Alarm.Kind.BURST, article=world.innocent.article_id, figure=60606, usual=2)
    for address in (QUEUE, "/admin/", "/admin/comments/alarms/"):
        page = client.get(address).content.decode()
        assert ("60606" in page, "70707" in page) == (True, False), address


def test_the_export_of_the_log_has_no_row_about_news(world: World, client: Client) -> None:
    rows = list(csv.reader(io.StringIO(words_of(client.get("/admin/comments/log/export/")))))
    numbers = {str(each.pk) for each in world.comments}
    column = rows[0].index(next(name for name in rows[0] if name.lower() == "comment"))
    assert not {row[column] for row in rows[1:]} & numbers


def test_who_moderates_all_sections_meets_all_of_it(world: World) -> None:
    """Else the tests above would show nothing."""
    client = staff("senior moderator")
    shown = {address: words_of(client.get(address)) for address in pages(world)}
    met = [address for address, html in shown.items() if WORD in ASKED.sub("", html)]
    assert len(met) > 20, met
