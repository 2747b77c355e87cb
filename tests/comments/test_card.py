"""What a card says about one comment, piece by piece: who, where, what was changed, and what happened to it."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Author, Byline
from comments import markup
from comments.models import Comment, Commenter, FormerText
from tests.comments.desk import QUEUE, card, forms, shown
from tests.factories import make_article, make_comment, make_moderator, make_section, make_submission, make_user

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
    comment = make_comment(text="Call me.", version=2, edited_by=7, came_as=1)
    FormerText.objects.create(comment=comment, version=1, text="Call me: 555 1234.", replaced_at=timezone.now())
    html = on_its_page(desk, comment)
    assert "What a moderator changed" in html
    assert "edited by a moderator" in html
    assert re.search(r"<del>.*?: 555 1234</del>", html)


def test_a_comment_whose_former_text_is_gone_says_so(desk: Client) -> None:
    comment = make_comment(version=2, edited_at=timezone.now())
    assert "What it said before is no longer kept." in on_its_page(desk, comment)
    assert "no longer kept" not in on_its_page(desk, make_comment())


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


# Words, answers, addresses, buttons


def buttons(html: str) -> list[str]:
    """In sight: without those that are folded away."""
    bar = re.sub(r"<details.*?</details>", "", html.partition('<div class="card-acts">')[2], flags=re.DOTALL)
    return re.findall(r"<button[^>]*>([^<]*)</button>", bar.partition("<aside")[0])


def test_a_card_says_who_wrote_what_where_and_why_it_waits(desk: Client) -> None:
    person = Commenter.objects.create(email_key="k", approved_count=3, rejected_count=1)
    article = make_article("The ferry sails again", section=make_section(name="City"))
    comment = make_comment(article, name="Ann Lee", badge="staff", commenter=person, reason="every_comment")
    html = card(shown(desk.get(QUEUE)), comment.pk)
    read = " ".join(re.sub(r"<[^>]*>", " ", html).split())
    for said in ("Ann Lee", "Staff", "3 approved, 1 rejected, 0 spam", "The ferry sails again", "City"):
        assert said in read
    assert "Waits: every comment waits for a person." in read
    assert f'href="{article.get_absolute_url()}"' in html
    assert "New here" not in read


def test_a_person_of_whom_nothing_was_decided_is_marked(desk: Client) -> None:
    person = Commenter.objects.create(email_key="k")
    comment = make_comment(commenter=person)
    assert "First comment" in card(shown(desk.get(QUEUE)), comment.pk)
    make_comment(commenter=person)
    assert "New here" in card(shown(desk.get(QUEUE)), comment.pk)
    Commenter.objects.filter(pk=person.pk).update(rejected_count=1)
    assert "badge" not in card(shown(desk.get(QUEUE)), comment.pk)


def test_the_body_stands_as_it_will_be_published_with_the_host_after_each_link(desk: Client) -> None:
    html = markup.render("See https://www.example.org/a and https://раура1.example/login?x=1&y=2 **now**")
    comment = make_comment(html=html)
    body = card(shown(desk.get(QUEUE)), comment.pk)
    hosts = re.findall(r' <span class="host" dir="ltr">([^<]*)</span>', body)
    assert hosts == ["www.example.org", "xn--1-7sba6dbr.example"]
    assert html in re.sub(r' <span class="host".*?</span>', "", body)


def test_a_hostile_name_and_website_stay_text(desk: Client) -> None:
    make_comment(name='<b onclick="x">"><script>alert(1)</script>', website='https://a.example/"><script>')
    page = shown(desk.get(QUEUE))
    assert "<script>alert" not in page
    assert "<b onclick" not in page


def test_a_reply_shows_what_it_answers_and_whether_that_is_public(desk: Client) -> None:
    hidden = make_comment(name="Troll", status="rejected", html="<p>The words it answers.</p>")
    reply, other = make_comment(parent=hidden), make_comment(parent=make_comment(status="approved"))
    page = shown(desk.get(QUEUE))
    assert "The words it answers." in card(page, reply.pk)
    assert "approve that one first" in card(page, reply.pk)
    assert f"{QUEUE}{hidden.pk}/" in card(page, reply.pk)
    assert "approve that one first" not in card(page, other.pk)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("unchecked", ["Approve", "Reject", "Spam"]),
        ("pending", ["Approve", "Reject", "Spam"]),
        ("spam", ["Approve", "Not spam", "Reject"]),
        ("approved", ["Reject", "Spam", "Feature"]),
        ("rejected", ["Approve", "Spam"]),
        ("withdrawn", []),
    ],
)
def test_a_card_has_the_buttons_that_apply_and_they_say_nothing_else(
    desk: Client, status: str, expected: list[str]
) -> None:
    comment = make_comment(status=status)
    html = card(shown(desk.get(f"{QUEUE}{comment.pk}/")), comment.pk)
    assert buttons(html) == expected


def test_the_forms_carry_what_was_seen_and_announce_their_keys(desk: Client) -> None:
    comment = make_comment(version=3)
    html = card(shown(desk.get(QUEUE)), comment.pk)
    for act, key in (("approve", "a"), ("reject", "r"), ("spam", "s")):
        sent = forms(html)[f"{QUEUE}{comment.pk}/{act}/"]
        assert (sent["status"], sent["version"]) == ("pending", "3")
        assert len(sent["csrfmiddlewaretoken"]) == 64
        assert re.search(rf'{act}/"[^>]*>(?:<(?:input|span)[^>]*>)*<button aria-keyshortcuts="{key}">', html)


def test_addresses_are_for_those_who_may_see_them(client: Client, desk: Client) -> None:
    comment = make_comment()
    make_submission(comment, ip="203.0.113.9", email="ann@example.org")
    for address in (QUEUE, f"{QUEUE}{comment.pk}/"):
        page = shown(desk.get(address))
        assert "203.0.113.9" not in page
        assert "ann@example.org" not in page
    client.force_login(make_user(staff=True, permissions=("comments.moderate_comment", "comments.see_addresses")))
    page = shown(client.get(QUEUE))
    assert "203.0.113.9" in page
    assert "ann@example.org" in page
