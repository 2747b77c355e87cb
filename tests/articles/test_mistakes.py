"""Readers tell the editors of a mistake by a form of its own; only the inbox of editors ever shows it."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from articles import mistakes
from articles.models import Article, MistakeReport, Status
from outbox.retention import forget_overdue
from tests.articles.desk import LIST, person, signed_in
from tests.comments.posting import Answer, reader
from tests.factories import make_article, make_section
from tests.plans import plan

pytestmark = pytest.mark.django_db
INBOX = f"{LIST}inbox/"
TOLD = {"quote": "It was Monday.", "text": "It was Tuesday.\n\nI was there.", "email": "ada@example.org"}


@pytest.fixture
def article() -> Article:
    return make_article("A Find")


def form_of(article: Article) -> str:
    return f"{article.get_absolute_url()}mistake/"


def send(article: Article, client: Client | None = None, /, **fields: Any) -> Answer:
    return (client or reader()).post(form_of(article), TOLD | {"subject": ""} | fields)


def reported(article: Article, **columns: Any) -> MistakeReport:
    return MistakeReport.objects.create(article=article, **TOLD | columns)


def is_refused(answer: Answer, status: int) -> bool:
    """With everything kept that was typed, and nothing written."""
    page = unescape(answer.content.decode())
    kept = all(value in page for value in ("It was Monday.", "I was there.", "ada@example.org"))
    return answer.status_code == status and kept and not MistakeReport.objects.exists()


def act(client: Client, report: MistakeReport, verb: str) -> Answer:
    return client.post(f"{INBOX}mistakes/{report.pk}/{verb}/")


def is_open(report: MistakeReport) -> bool:
    return MistakeReport.objects.open().filter(pk=report.pk).exists()


def listed(client: Client, part: str) -> str:
    """That part of the inbox; empty if there is none."""
    page = client.get(INBOX).content.decode()
    found = re.search(rf'<section class="inbox-part[^>]* id="{part}".*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def test_the_article_leads_to_the_form_and_the_report_reaches_the_editors(article: Article) -> None:
    page = reader().get(article.get_absolute_url()).content.decode()
    assert f'<a href="{form_of(article)}" rel="nofollow">Found a mistake? Tell the editors</a>' in page
    assert "Send to the editors" in reader().get(form_of(article)).content.decode()
    answer = send(article)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{form_of(article)}?sent=1")
    assert "Your report is with the editors." in reader().get(answer.headers["Location"]).content.decode()
    report = MistakeReport.objects.get()
    assert (report.article, report.quote, report.text) == (article, TOLD["quote"], TOLD["text"])
    assert (report.email, report.handled_at) == ("ada@example.org", None)


def test_only_what_is_wrong_has_to_be_told(article: Article) -> None:
    assert send(article, quote="", email="").status_code == 303
    assert MistakeReport.objects.get().quote == ""


def test_it_needs_no_cookie_leaves_none_and_is_kept_by_no_cache(article: Article) -> None:
    client = Client(enforce_csrf_checks=True)
    for answer in (client.get(form_of(article)), send(article, client), client.get(f"{form_of(article)}?sent=1")):
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert set(answer.headers["Cache-Control"].split(", ")) >= {"private", "no-store"}
    assert client.get(form_of(article)).headers["X-Robots-Tag"] == "noindex"
    assert MistakeReport.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": " \n"}, "Please say what is wrong."),
        ({"text": "\u200b\u00ad"}, "Please say what is wrong."),
        ({"text": "x" * 2001}, "This has 2001 characters; shorten it to 2000."),
        ({"quote": "x" * 501}, "This has 501 characters; shorten it to 500."),
        ({"email": "ada"}, "Enter a whole e-mail address such as name@example.org, or leave this empty."),
        ({"email": f"{'a' * 250}@example.org"}, "This address has 262 characters; one has at most 254."),
        ({"subject": "Buy"}, "Is this from you?"),
    ],
)
def test_what_can_not_be_taken_is_answered_with_a_sentence_and_kept(
    article: Article, fields: dict[str, str], sentence: str
) -> None:
    answer = send(article, **fields)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert sentence in page
    assert [value for name, value in (TOLD | fields).items() if name != "subject" and value.strip() not in page] == []
    assert not MistakeReport.objects.exists()


def test_a_browser_that_fills_in_the_trap_is_no_dead_end(article: Article) -> None:
    page = send(article, subject="Buy").content.decode()
    assert 'value="Buy"' not in page


def test_the_longest_that_is_allowed_is_taken_on_either_engine(article: Article) -> None:
    email = f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.example"
    assert send(article, quote="ü" * 500, text="😀" * 2000, email=email).status_code == 303
    report = MistakeReport.objects.get()
    assert (len(report.quote), len(report.text), report.email) == (500, 2000, email)


def test_signs_that_nobody_sees_are_taken_out(article: Article) -> None:
    send(article, quote="a\nb\x00c", text="d\x00e\r\nf\x1bg")
    report = MistakeReport.objects.get()
    assert (report.quote, report.text) == ("a bc", "de\nfg")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Referer": "https://elsewhere.example/page"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_from_another_site_is_refused(article: Article, headers: dict[str, str]) -> None:
    assert is_refused(send(article, reader(**headers)), 403)


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://testserver"}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}]
)
def test_a_form_from_here_is_taken(article: Article, headers: dict[str, str]) -> None:
    assert send(article, reader(**headers)).status_code == 303


def test_too_many_from_one_address_wait_and_others_do_not(article: Article, clock: time_machine.Traveller) -> None:
    for number in range(5):
        assert send(article, text=f"Mistake {number}").status_code == 303
    MistakeReport.objects.all().delete()
    answer = send(article)
    assert is_refused(answer, 429)
    assert answer.headers["Retry-After"] == "60"
    assert send(article, reader("203.0.113.9"), text="Another").status_code == 303
    clock.shift(timedelta(seconds=61))
    assert send(article).status_code == 303


def test_the_switch_for_measuring_has_no_limits(article: Article, settings: Any) -> None:
    settings.COMMENT_LIMITS = "off"
    assert {send(article, text=f"Mistake {number}").status_code for number in range(8)} == {303}


def test_a_report_that_is_sent_twice_is_one(article: Article) -> None:
    assert [send(article).status_code, send(article).status_code] == [303, 303]
    report = MistakeReport.objects.get()
    report.handle(by=person("editor"))
    send(article)
    assert MistakeReport.objects.count() == 2


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW])
def test_an_article_that_was_never_public_has_no_form(status: Status) -> None:
    article = make_article(status=status, published_at=None)
    assert [reader().get(form_of(article)).status_code, send(article).status_code] == [404, 404]
    assert not MistakeReport.objects.exists()


def test_neither_has_one_whose_time_has_not_come(article: Article) -> None:
    ahead = make_article(published_at=timezone.now() + timedelta(days=1))
    assert [reader().get(form_of(ahead)).status_code, send(ahead).status_code] == [404, 404]
    assert reader().get("/no-such/article/mistake/").status_code == 404


def test_an_article_that_was_taken_down_answers_as_its_page_does(article: Article) -> None:
    article.unpublish()
    assert [reader().get(form_of(article)).status_code, send(article).status_code] == [410, 410]
    assert not MistakeReport.objects.exists()


def test_a_form_that_was_open_while_the_article_moved_is_taken(article: Article) -> None:
    before = form_of(article)
    article.section = make_section("elsewhere")
    article.save()
    answer = reader().get(before)
    assert (answer.status_code, answer.headers["Location"]) == (301, form_of(article))
    answer = reader().post(before, TOLD)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{form_of(article)}?sent=1")


def test_editors_find_it_in_their_inbox_oldest_first(article: Article, editor: Client) -> None:
    reported(article, quote="<b>Bold</b>")
    reported(make_article("Second"), email="")
    part = listed(editor, "mistakes")
    assert re.findall(r'class="inbox-title"[^>]*>([^<]+)<', part) == ["A Find", "Second"]
    assert f'href="{LIST}{article.pk}/change/"' in part
    assert part.count("It was Tuesday.") == 2
    assert part.count('href="mailto:ada@example.org"') == 1
    assert "&lt;b&gt;Bold&lt;/b&gt;" in part
    assert part.count("0\xa0minutes ago") == 2


def test_done_takes_it_away_and_can_be_taken_back(article: Article, editor: Client, ann: User) -> None:
    report = reported(article)
    answer = act(editor, report, "done")
    assert (answer.status_code, answer.headers["Location"]) == (303, INBOX)
    assert not listed(editor, "mistakes")
    assert "done by ann on" in listed(editor, "dealt")
    report.refresh_from_db()
    assert report.handled_by == ann
    assert act(editor, report, "undo").status_code == 303
    assert is_open(report)
    assert "It was Tuesday." in listed(editor, "mistakes")
    assert not listed(editor, "dealt")


def test_who_is_late_is_told_and_changes_nothing(article: Article, editor: Client) -> None:
    report = reported(article)
    ben = person("editor", "ben")
    report.handle(by=ben)
    page = editor.post(f"{INBOX}mistakes/{report.pk}/done/", follow=True).content.decode()
    assert "Somebody was faster" in page
    report.refresh_from_db()
    assert report.handled_by == ben
    assert report.reopen()
    assert not report.reopen()


def test_what_was_dealt_with_yesterday_is_out_of_the_inbox(
    article: Article, editor: Client, clock: time_machine.Traveller, ann: User
) -> None:
    reported(article).handle(by=ann)
    assert listed(editor, "dealt")
    clock.shift(timedelta(days=1, seconds=1))
    assert not listed(editor, "dealt")


@pytest.mark.parametrize("role", ["author", "moderator", "senior moderator"])
def test_whoever_is_no_editor_neither_sees_nor_handles_it(article: Article, role: str) -> None:
    report = reported(article)
    client = signed_in(person(role))
    assert "It was Tuesday." not in client.get(INBOX).content.decode()
    assert [act(client, report, verb).status_code for verb in ("done", "undo")] == [403, 403]
    assert is_open(report)


def test_a_stranger_is_sent_to_sign_in_and_reading_handles_nothing(article: Article, editor: Client) -> None:
    report = reported(article)
    assert act(Client(), report, "done").status_code == 302
    assert editor.get(f"{INBOX}mistakes/{report.pk}/done/").status_code == 405
    assert act(editor, MistakeReport(pk=report.pk + 1), "done").status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person("editor", "ben"))
    assert act(strict, report, "done").status_code == 403
    assert is_open(report)


def test_the_inbox_reads_its_reports_by_an_index() -> None:
    for asked in (MistakeReport.objects.open(), MistakeReport.objects.handled_since(timezone.now())):
        sql, values = asked[:100].query.sql_with_params()
        assert "mistake_handled" in plan(sql, values)


def test_the_address_goes_a_month_after_the_report_was_handled(
    article: Article, clock: time_machine.Traveller, ann: User
) -> None:
    handled, waiting = reported(article), reported(article, text="Another")
    handled.handle(by=ann)
    clock.shift(timedelta(days=30))
    assert forget_overdue([mistakes.EMAILS], timezone.now()) == {mistakes.EMAILS.name: 0}
    clock.shift(timedelta(seconds=1))
    assert forget_overdue([mistakes.EMAILS], timezone.now()) == {mistakes.EMAILS.name: 1}
    rows = dict(MistakeReport.objects.values_list("pk", "email"))
    assert rows == {handled.pk: "", waiting.pk: "ada@example.org"}


def test_nobodys_address_is_kept_longer_than_ninety_days(article: Article, clock: time_machine.Traveller) -> None:
    report = reported(article)
    clock.shift(timedelta(days=90, seconds=1))
    assert forget_overdue([mistakes.EMAILS], timezone.now()) == {mistakes.EMAILS.name: 1}
    report.refresh_from_db()
    assert (report.email, report.text) == ("", TOLD["text"])


def test_what_was_taken_back_meanwhile_keeps_its_address(
    article: Article, clock: time_machine.Traveller, ann: User
) -> None:
    report = reported(article)
    report.handle(by=ann)
    clock.shift(timedelta(days=31))
    keys = [key for portion in mistakes.EMAILS.overdue(timezone.now()) for key in portion]
    report.reopen()
    assert keys == [report.pk]
    assert mistakes.EMAILS.forget(keys, timezone.now()) == 0
