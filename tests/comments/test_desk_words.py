"""Words that moderators write: to an author with a rejection, to each other, in a reply, in an edit."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from comments import links
from comments.models import AuthorWords, Comment, Discussion, FormerText, ModerationAction, Note
from comments.undoing import undo
from tests.comments.desk import QUEUE, card, forms, press, press_in_place, shown, words
from tests.factories import make_appeal, make_article, make_comment, make_moderator, make_report, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(make_user("ed", staff=True, permissions=("comments.moderate_comment", "comments.edit_comment")))
    return client


def own_page(client: Client, comment: Comment) -> str:
    return shown(client.get(f"{QUEUE}{comment.pk}/"))


def state() -> Any:
    tables = (Comment, ModerationAction, AuthorWords, Note, FormerText)
    return [list(table._default_manager.order_by("pk").values()) for table in tables]


def fields_of(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


# To the author


def test_the_author_reads_the_moderator_s_own_words_escaped_on_the_private_page(desk: Client) -> None:
    comment = make_comment()
    said = f"Please write\nabout boats. {SCRIPT}"
    press(desk, own_page(desk, comment), "reject", comment.pk, reason="off_topic", words=said, note="Again he.")
    page = Client().get(links.status_url(comment))
    assert "It does not deal with the subject of the article. Please write about boats." in words(page)
    assert '<blockquote class="state-quote" dir="auto">Please write<br>about boats. &lt;script&gt;' in shown(page)
    assert "Again he." not in shown(page)
    assert "boats" not in str(ModerationAction.objects.values().get())


def test_the_author_reads_what_came_with_the_rejection_that_is_in_force(moderator: User) -> None:
    comment = make_comment()
    first = comment.reject(by=moderator, reason="other", words="The first words.")
    page = links.status_url(comment)
    undone = undo(first, by=moderator)
    assert "first words" not in shown(Client().get(page))
    again = undo(undone, by=moderator)
    assert "The first words." in shown(Client().get(page))
    undo(again, by=moderator)
    Comment.objects.get().reject(by=moderator, reason="other")
    assert "first words" not in shown(Client().get(page))


@pytest.mark.parametrize("htmx", [False, True])
def test_a_preview_shows_what_the_author_would_get_and_decides_nothing(desk: Client, htmx: bool) -> None:
    comment = make_comment()
    before, send = state(), press_in_place if htmx else press
    page = own_page(desk, comment)
    fields = forms(page)[f"{QUEUE}{comment.pk}/reject/"] | {"reason": "insult", "words": f"No {SCRIPT}", "note": "N."}
    headers = {"HX-Request": "true"} if htmx else {}
    answer = desk.post(f"{QUEUE}{comment.pk}/preview/", fields, headers=headers)
    assert answer.status_code == 200
    assert ("<html" in shown(answer)) is not htmx
    html = card(shown(answer), comment.pk)
    assert "What the author will read Not published It attacks a person instead of answering" in words(answer)
    assert "No &lt;script&gt;" in html
    assert SCRIPT not in html
    assert '<option value="insult" selected>' in html
    assert state() == before
    sent = send(desk, html, "reject", comment.pk, reason="insult", words="No.")
    assert sent.status_code == (200 if htmx else 303)
    assert AuthorWords.objects.get().text == "No."


@pytest.mark.parametrize(
    "wrong",
    [{"reason": ""}, {"reason": "because"}, {"words": "x" * 1_001}, {"words": "nul \x00"}, {"note": "x" * 1_001}],
)
@pytest.mark.parametrize("act", ["preview", "reject"])
def test_a_rejection_that_lacks_something_keeps_what_was_typed(desk: Client, act: str, wrong: dict[str, str]) -> None:
    comment = make_comment()
    before = state()
    fields = forms(own_page(desk, comment))[f"{QUEUE}{comment.pk}/reject/"]
    typed = {"reason": "other", "words": "My own words.", "note": "A note."} | wrong
    answer = desk.post(f"{QUEUE}{comment.pk}/{act}/", fields | typed)
    assert answer.status_code == 422
    assert state() == before
    kept = [value for name, value in typed.items() if name not in wrong and name != "reason"]
    assert all(value in shown(answer) for value in kept)


def test_what_was_typed_is_kept_when_somebody_was_faster(desk: Client) -> None:
    comment = make_comment()
    page = own_page(desk, comment)
    comment.approve(by=make_moderator("ann"))
    answer = press(desk, page, "reject", comment.pk, reason="other", words="My own words.")
    assert answer.status_code == 409
    assert ">My own words.</textarea>" in shown(answer)


# To each other


def test_moderators_leave_notes_that_readers_never_see(desk: Client, moderator: User) -> None:
    comment = make_comment(status="approved")
    article = Client().get(comment.article.get_absolute_url())
    counts = Discussion.objects.values().get()
    answer = press(desk, own_page(desk, comment), "note", comment.pk, text=f"Watch him. {SCRIPT}")
    assert answer.status_code == 303
    row, note = ModerationAction.objects.get(), Note.objects.get()
    assert (row.kind, row.subject, row.actor, note.by) == ("note", note.pk, moderator.pk, moderator.pk)
    assert "Watch" not in str(ModerationAction.objects.values().get())
    colleague = Client()
    colleague.force_login(make_moderator("ann"))
    html = card(own_page(colleague, comment), comment.pk)
    assert "Mo Derator" in html
    assert "Watch him. &lt;script&gt;" in html
    assert "Take back" not in html
    again = Client().get(comment.article.get_absolute_url())
    assert (again["ETag"], "Watch" in shown(again)) == (article["ETag"], False)
    assert "Watch" not in shown(Client().get(links.status_url(comment)))
    assert Discussion.objects.values().get() == counts
    assert Comment.objects.count() == 1


def test_a_note_is_taken_back_by_who_wrote_it_and_can_come_back(desk: Client) -> None:
    comment = make_comment()
    press(desk, own_page(desk, comment), "note", comment.pk, text="First.")
    press(desk, own_page(desk, comment), "note", comment.pk, text="Second.")
    first = ModerationAction.objects.earliest("pk")
    taken = desk.post(f"{QUEUE}{comment.pk}/undo/", {"action": first.pk, "back": "card"})
    assert taken.status_code == 303
    page = own_page(desk, comment)
    assert ('<q dir="auto">First.</q>' in page, '<q dir="auto">Second.</q>' in page) == (False, True)
    undo(ModerationAction.objects.latest("pk"), by=User.objects.get(username="mo"))
    assert '<q dir="auto">First.</q>' in own_page(desk, comment)


@pytest.mark.parametrize("text", ["", "  ", "x" * 1_001, "nul \x00"])
def test_what_is_no_note_is_refused(desk: Client, text: str) -> None:
    comment = make_comment()
    before = state()
    assert press(desk, own_page(desk, comment), "note", comment.pk, text=text).status_code == 422
    assert state() == before


def test_notes_of_a_whole_page_are_one_query(desk: Client, moderator: User) -> None:
    for comment in [make_comment() for _number in range(3)]:
        Note.objects.create(comment=comment, by=moderator.pk, text="A note.")
    with CaptureQueriesContext(connection) as captured:
        desk.get(QUEUE)
    assert sum("comments_note " in query["sql"] for query in captured) == 1


# A reply


def offered(client: Client, comment: Comment, back: str = "card") -> dict[str, str]:
    page = shown(client.get(f"{QUEUE}{comment.pk}/reply/", {"back": back}))
    return fields_of(page[page.index("act-form") :])


def test_a_reply_is_public_at_once_under_the_moderator_s_name_with_the_badge(desk: Client, moderator: User) -> None:
    comment = make_comment(status="approved")
    answer = desk.post(f"{QUEUE}{comment.pk}/reply/", offered(desk, comment) | {"comment": "Thank you."})
    made = Comment.objects.latest("pk")
    row = ModerationAction.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == f"{QUEUE}{comment.pk}/?batch={row.batch}"
    assert (made.parent, made.status, made.badge, made.name) == (comment, "approved", "staff", "Mo Derator")
    assert (row.comment, row.reason, row.actor) == (made.pk, "publishes_at_once", moderator.pk)
    assert "Thank you." in shown(Client().get(comment.article.get_absolute_url()))
    assert "Undo" in words(desk.get(answer["Location"]))


def test_what_waits_is_approved_and_answered_in_one_batch_with_one_undo(desk: Client) -> None:
    comment = make_comment(reason="every_comment")
    page = shown(desk.get(f"{QUEUE}{comment.pk}/reply/"))
    assert "Approve and reply" in page
    answer = desk.post(f"{QUEUE}{comment.pk}/reply/", offered(desk, comment) | {"comment": "Thank you."})
    made = Comment.objects.latest("pk")
    assert [Comment.objects.get(pk=pk).status for pk in (comment.pk, made.pk)] == ["approved", "approved"]
    assert len({row.batch for row in ModerationAction.objects.all()}) == 1
    undo_all = forms(shown(desk.get(answer["Location"])))
    address = next(address for address in undo_all if "/bulk/" in address)
    assert desk.post(address, undo_all[address]).status_code == 303
    assert [Comment.objects.get(pk=pk).status for pk in (comment.pk, made.pk)] == ["pending", "pending"]
    assert Discussion.objects.get().approved_count == 0


def test_with_htmx_the_form_comes_into_the_card_and_the_card_says_so(desk: Client) -> None:
    comment = make_comment(status="approved")
    assert f'hx-target="#reply-{comment.pk}"' in own_page(desk, comment)
    form = desk.get(f"{QUEUE}{comment.pk}/reply/", headers={"HX-Request": "true"})
    assert shown(form).lstrip().startswith('<form class="act-form"')
    fields = offered(desk, comment) | {"comment": "Thank you."}
    answer = desk.post(f"{QUEUE}{comment.pk}/reply/", fields, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"]) == (200, f"#comment-{comment.pk}")
    assert "Your reply is public." in words(answer)


def test_the_same_reply_sent_twice_is_one(desk: Client) -> None:
    comment = make_comment()
    fields = offered(desk, comment) | {"comment": "Thank you."}
    first = desk.post(f"{QUEUE}{comment.pk}/reply/", fields)
    second = desk.post(f"{QUEUE}{comment.pk}/reply/", fields)
    assert (second.status_code, second["Location"]) == (303, first["Location"])
    assert (Comment.objects.count(), ModerationAction.objects.count()) == (2, 2)


@pytest.mark.parametrize(
    ("before", "wrong", "status"),
    [
        ("pending", {"comment": ""}, 422),
        ("pending", {"comment": "x" * 10_001}, 422),
        ("pending", {"version": "2"}, 409),
        ("pending", {"status": "spam"}, 409),
        ("pending", {"status": "none"}, 422),
        ("pending", {"token": "forged"}, 409),
        ("approved", {"comment": "  "}, 422),
        ("approved", {"token": ""}, 409),
    ],
)
def test_a_reply_that_can_not_be_made_writes_nothing_and_keeps_the_words(
    desk: Client, before: str, wrong: dict[str, str], status: int
) -> None:
    comment = make_comment(status=before)
    stood, said = state(), {"comment": "Thank you."} | wrong
    answer = desk.post(f"{QUEUE}{comment.pk}/reply/", offered(desk, comment) | said)
    assert answer.status_code == status
    assert state() == stood
    assert said["comment"] in shown(answer)


def test_under_a_hidden_parent_and_a_closed_article_nothing_is_answered(desk: Client) -> None:
    reply = make_comment(parent=make_comment(status="rejected"))
    closed = make_comment(make_article(takes_comments=False), status="approved")
    stood = state()
    for comment, status in ((reply, 409), (closed, 403)):
        fields = offered(desk, comment) | {"comment": "Thank you."}
        assert desk.post(f"{QUEUE}{comment.pk}/reply/", fields).status_code == status
    assert state() == stood


@pytest.mark.parametrize("status", ["rejected", "spam", "withdrawn"])
def test_what_is_not_public_and_does_not_wait_has_no_reply(desk: Client, status: str) -> None:
    comment = make_comment(status=status)
    assert desk.get(f"{QUEUE}{comment.pk}/reply/").status_code == 404
    assert f"{QUEUE}{comment.pk}/reply/" not in own_page(desk, comment)


def test_who_may_not_publish_does_not_reply() -> None:
    client, comment = Client(), make_comment(status="approved")
    client.force_login(make_user("only", staff=True, permissions=("comments.moderate_comment",)))
    assert client.get(f"{QUEUE}{comment.pk}/reply/").status_code == 403
    assert client.post(f"{QUEUE}{comment.pk}/reply/", {"comment": "x"}).status_code == 403
    assert f"{QUEUE}{comment.pk}/reply/" not in own_page(client, comment)


# An edit


def test_an_edit_is_saved_and_can_be_undone_where_it_was_made(editor: Client) -> None:
    comment = make_comment(text="He is a fool.")
    assert f"{QUEUE}{comment.pk}/edit/" in own_page(editor, comment)
    page = shown(editor.get(f"{QUEUE}{comment.pk}/edit/"))
    fields = fields_of(page[page.index("act-form") :])
    answer = editor.post(f"{QUEUE}{comment.pk}/edit/", fields | {"text": "He is wrong.", "note": "An insult."})
    assert answer.status_code == 303
    assert Comment.objects.get().text == "He is wrong."
    back = shown(editor.get(answer["Location"]))
    assert "Text changed by a moderator" in back
    assert "A moderator has changed the words." in shown(Client().get(links.status_url(comment)))
    assert "He is a fool." in shown(editor.get(f"{QUEUE}{comment.pk}/edit/"))
    assert press(editor, back, "undo", comment.pk).status_code == 303
    assert Comment.objects.get().text == "He is a fool."


@pytest.mark.parametrize("text", ["", "   ", "> ", "x" * 10_001, "nul \x00", "A remark."])
def test_no_words_too_many_and_the_same_words_are_no_edit(editor: Client, text: str) -> None:
    comment = make_comment()
    before = state()
    said = {"status": "pending", "version": "1", "text": text}
    assert editor.post(f"{QUEUE}{comment.pk}/edit/", said).status_code == 422
    assert state() == before


def test_an_edit_of_a_text_that_is_another_by_now_shows_the_difference_and_keeps_the_words(editor: Client) -> None:
    comment = make_comment(text="One two three.")
    comment.edit("One two four.", "<p>One two four.</p>", 1)
    Comment.objects.update(status="pending")
    before = state()
    answer = editor.post(f"{QUEUE}{comment.pk}/edit/", {"status": "pending", "version": "1", "text": "One two five."})
    assert answer.status_code == 409
    assert state() == before
    html = shown(answer)
    assert "Its author has changed the text" in words(answer)
    assert re.search(r"<del>.*four.*</del>.*<ins>.*five.*</ins>", html, re.DOTALL)
    assert "One two five.</textarea>" in html
    assert 'name="version" value="2"' in html


@pytest.mark.parametrize("status", ["unchecked", "spam", "withdrawn"])
def test_what_can_not_be_edited_has_no_page_for_it(editor: Client, status: str) -> None:
    comment = make_comment(status=status)
    assert editor.get(f"{QUEUE}{comment.pk}/edit/").status_code == 404
    said = {"status": status, "version": "1", "text": "New."}
    assert editor.post(f"{QUEUE}{comment.pk}/edit/", said).status_code == 404


def test_only_who_has_the_right_edits(desk: Client) -> None:
    comment = make_comment()
    assert desk.get(f"{QUEUE}{comment.pk}/edit/").status_code == 403
    assert desk.post(f"{QUEUE}{comment.pk}/edit/", {"text": "x"}).status_code == 403
    assert f"{QUEUE}{comment.pk}/edit/" not in own_page(desk, comment)


# Featuring


def test_featuring_stays_on_the_card_with_a_badge_and_ends_by_the_same_button(desk: Client) -> None:
    comment = make_comment(status="approved")
    answer = press_in_place(desk, own_page(desk, comment), "feature", comment.pk)
    html = shown(answer)
    assert "card-folded" not in html
    assert '<span class="badge badge-featured">Featured</span>' in html
    assert Comment.objects.get().featured_at
    press(desk, html, "feature", comment.pk)
    assert Comment.objects.get().featured_at is None


# Answers to reports and appeals


def test_a_reported_comment_is_kept_by_a_button_of_its_own(desk: Client) -> None:
    comment = make_comment(status="approved")
    make_report(comment)
    folded = press_in_place(desk, own_page(desk, comment), "keep", comment.pk)
    assert "dismissed" in words(folded)
    assert Comment.objects.get().shelf == ""
    press(desk, shown(folded), "undo", comment.pk)
    assert Comment.objects.get().shelf == "reported"
    assert f"{QUEUE}{comment.pk}/keep/" in forms(own_page(desk, comment))


def test_an_appeal_is_denied_in_words_and_only_by_who_decides_appeals(desk: Client) -> None:
    comment = make_comment()
    comment.reject(by=make_moderator("ann"), reason="other")
    make_appeal(Comment.objects.get())
    before = state()
    assert f"{QUEUE}{comment.pk}/deny/" not in own_page(desk, comment)
    seen = {"status": Comment.objects.get().status, "version": 1}
    said = seen | {"sentence": "Two of us have read it."}
    assert desk.post(f"{QUEUE}{comment.pk}/deny/", said).status_code == 403
    senior = Client()
    rights = ("comments.moderate_comment", "comments.decide_appeals")
    senior.force_login(make_user("eve", staff=True, permissions=rights))
    assert press(senior, own_page(senior, comment), "deny", comment.pk, sentence="").status_code == 422
    assert state() == before
    assert press(senior, own_page(senior, comment), "deny", comment.pk, sentence="Two have read it.").status_code == 303
    assert AuthorWords.objects.get().text == "Two have read it."
    assert ModerationAction.objects.latest("pk").kind == "denied"


def test_what_nobody_reported_is_not_kept(desk: Client) -> None:
    comment = make_comment(status="approved")
    before = state()
    assert f"{QUEUE}{comment.pk}/keep/" not in own_page(desk, comment)
    assert desk.post(f"{QUEUE}{comment.pk}/keep/", {"status": "approved", "version": 1}).status_code == 409
    assert state() == before
