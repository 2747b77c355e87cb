"""What a card says about one comment, piece by piece: who, where, what was changed, and what happened to it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Author, Byline
from comments.models import Check, Comment, Commenter, Feedback, FormerText, Status
from tests.comments.desk import QUEUE, card, shown
from tests.factories import make_article, make_comment, make_moderator, make_submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_moderator("mo", first_name="Mo", last_name="Derator"))
    return client


def on_its_page(desk: Client, comment: Comment) -> str:
    return card(shown(desk.get(f"{QUEUE}{comment.pk}/")), comment.pk)


def read(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_the_author_of_the_article_is_told_from_other_staff(desk: Client) -> None:
    author, staff = make_comment(badge="author"), make_comment(badge="staff")
    page = shown(desk.get(QUEUE))
    assert ">Author of this article</span>" in card(page, author.pk)
    assert ">Staff</span>" in card(page, staff.pk)


def test_a_card_names_the_section_and_the_byline_in_its_order(desk: Client) -> None:
    article = make_article()
    Byline.objects.filter(article=article).delete()
    for place, name in enumerate(("Zoe First", "Adam Second")):
        author = Author.objects.create(name=name, slug=f"author-{place}")
        Byline.objects.create(article=article, author=author, position=place)
    assert "by Zoe First, Adam Second" in read(on_its_page(desk, make_comment(article)))


def test_a_card_leads_to_the_thread_that_readers_see_if_there_is_one(desk: Client) -> None:
    public = make_comment(status="approved")
    reply, first = make_comment(parent=public), make_comment(public.article)
    address = public.article.get_absolute_url()
    assert f'href="{address}?comment={public.pk}#comment-{public.pk}"' in on_its_page(desk, public)
    assert f'href="{address}?comment={public.pk}#comment-{public.pk}"' in on_its_page(desk, reply)
    assert "card-thread" not in on_its_page(desk, first)


def test_times_are_told_to_the_second_for_whoever_points_at_them(desk: Client) -> None:
    comment = make_comment()
    assert f'title="{timezone.localtime(comment.created_at).isoformat(" ", "seconds")}"' in on_its_page(desk, comment)


def test_a_decided_card_says_who_decided(desk: Client) -> None:
    comment, waiting = make_comment(), make_comment()
    comment.reject(by=make_moderator("ada", first_name="Ada", last_name="Judge"), reason="insult")
    assert "decided by Ada Judge" in read(on_its_page(desk, comment))
    assert "decided by" not in read(on_its_page(desk, waiting))


# What was edited


def edit(comment: Comment, text: str) -> None:
    make_submission(comment)
    comment.edit(text, f"<p>{text}</p>", 1)
    make_submission(comment)


def test_an_edited_comment_shows_what_its_author_changed(desk: Client) -> None:
    comment = make_comment(text="You are an idiot, sir.")
    edit(comment, "You are wrong, sir.")
    html = on_its_page(desk, comment)
    assert "What its author changed" in html
    assert re.search(r"You are <del>.*?an idiot</del><ins>.*?wrong</ins>, sir\.", html)
    assert "edited" in read(html)


def test_what_a_moderator_changed_is_compared_with_the_text_that_was_kept(desk: Client) -> None:
    comment = make_comment(text="Call me.", version=2, edited_by=7, edited_at=timezone.now(), came_as=1)
    FormerText.objects.create(comment=comment, version=1, text="Call me: 555 1234.", replaced_at=timezone.now())
    html = on_its_page(desk, comment)
    assert "What a moderator changed" in html
    assert "edited by a moderator" in html
    assert re.search(r"<del>.*?: 555 1234</del>", html)


def test_a_comment_whose_former_text_is_gone_says_so(desk: Client) -> None:
    comment = make_comment(version=2, edited_at=timezone.now())
    assert "What it said before is no longer kept." in on_its_page(desk, comment)
    assert "no longer kept" not in on_its_page(desk, make_comment())


# Why it is here, and what happened to it


def lines(html: str) -> list[str]:
    history = re.search(r'<ol class="card-history">(.*?)</ol>', html, re.DOTALL)
    assert history
    return [re.sub(r"<time.*?</time> |<[^>]*>", "", line) for line in re.findall(r"<li>(.*?)</li>", history[1])]


def attempt(comment: Comment, after: int, **columns: object) -> None:
    at = comment.created_at + timedelta(minutes=after)
    Check.objects.create(**{"comment": comment, "version": 1, "created_at": at, "verdict": "unknown"} | columns)


def test_the_history_is_told_in_dated_lines_the_newest_first(desk: Client) -> None:
    comment = make_comment(status="unchecked", created_at=timezone.now() - timedelta(hours=1))
    attempt(comment, 1, fault="passing", detail="timed out")
    attempt(comment, 2, verdict="provisional")
    attempt(comment, 3, verdict="spam", recheck_reason="recheck", applied=True)
    comment.settle(Status.SPAM, "akismet", seen=comment.seen)
    act = comment.approve(by=make_moderator("ada", first_name="Ada", last_name="Judge"))
    told = timezone.now() + timedelta(minutes=1)
    Feedback.objects.filter(action=act.pk).update(state="sent", settled_at=told)
    assert lines(on_its_page(desk, comment)) == [
        "told the filter: not spam",
        "Ada Judge: spam → approved",
        "the policy, after the spam check: awaiting spam check → spam (the spam check takes it for spam)",
        "checked again: spam",
        "checked: not spam for now, to be asked again",
        "held: the spam check did not answer (timed out)",
        "submitted",
    ]


def test_what_the_filter_is_yet_to_be_told_stands_with_the_decision(desk: Client) -> None:
    comment = make_comment(status="spam")
    act = comment.approve(by=make_moderator("ada", first_name="Ada", last_name="Judge"))
    Feedback.objects.create(comment=comment, version=1, action=act.pk, kind="ham", verdict="spam")
    assert lines(on_its_page(desk, comment))[0] == "Ada Judge: spam → approved the filter will be told: not spam"


def test_a_comment_that_was_not_asked_about_says_why(desk: Client) -> None:
    comment = make_comment()
    attempt(comment, 1, detail="Akismet is not configured.", applied=True)
    assert "held: not checked (Akismet is not configured.)" in lines(on_its_page(desk, comment))


def test_the_trace_names_the_version_of_the_rules_where_it_is_known(desk: Client) -> None:
    comment = make_comment()
    steps = [
        {"check": "akismet", "result": "pass", "detail": ""},
        {"check": "links", "result": "hold", "detail": "3 links", "version": 12},
        {"check": "speed", "result": "pass", "detail": "42 seconds"},
    ]
    attempt(comment, 1, verdict="ham", applied=True, trace=steps)
    html = on_its_page(desk, comment)
    assert "<td>3 links</td><td>12</td>" in html
    assert "<td>42 seconds</td><td></td>" in html


def test_folds_are_open_where_there_is_room(desk: Client) -> None:
    comment = make_comment()
    assert "<details data-why open>" in on_its_page(desk, comment)
    assert "<details data-why>" in card(shown(desk.get(QUEUE)), comment.pk)


def test_its_own_page_has_every_attempt_and_a_list_the_last_few(desk: Client) -> None:
    comment = make_comment()
    Check.objects.bulk_create(
        Check(comment=comment, version=1, verdict="unknown", fault="passing") for _time in range(30)
    )
    assert on_its_page(desk, comment).count('class="card-attempt"') == 30
    assert card(shown(desk.get(QUEUE)), comment.pk).count('class="card-attempt"') == 20


def test_its_own_page_has_every_version_that_is_kept_each_against_the_one_before(desk: Client) -> None:
    comment = make_comment(text="One.")
    edit(comment, "Two.")
    assert "All versions" not in on_its_page(desk, comment)
    FormerText.objects.create(comment=comment, version=2, text="Two.", replaced_at=timezone.now())
    Comment.objects.filter(pk=comment.pk).update(text="Three.", version=3, edited_by=7, came_as=2)
    html = on_its_page(desk, comment).partition("All versions of the text")[2]
    assert [number in read(html) for number in ("Version 1", "Version 2", "Version 3", "Version 4")] == [True] * 3 + [
        False
    ]
    changed = re.findall(r"<(del|ins)>.*?</span>(.*?)</(?:del|ins)>", html)
    assert changed == [("del", "One"), ("ins", "Two"), ("del", "Two"), ("ins", "Three")]
    assert "All versions" not in card(shown(desk.get(f"{QUEUE}?tab=unchecked")), comment.pk)


def test_a_name_leads_to_the_person_and_opens_beside_the_list(desk: Client) -> None:
    comment, nobody = make_comment(commenter=Commenter.objects.create(email_key="k")), make_comment()
    address = f'href="/admin/comments/people/{comment.commenter_id}/"'
    listed = card(shown(desk.get(QUEUE)), comment.pk)
    assert f"{address} data-person hx-get" in listed
    assert f"{address}><bdi>" in on_its_page(desk, comment)
    assert "data-person" not in card(shown(desk.get(QUEUE)), nobody.pk)
