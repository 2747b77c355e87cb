"""A comment becomes a question of its article: editors ask, its writer decides, and can think otherwise."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from articles import checklist, inbox, revising
from articles.models import Article, SearchEntry, UnsavedText
from comments import consent_letter, consents, identity, links, undoing
from comments.models import Comment, Consent, DecisionRefused, ModerationAction
from comments.models.consent import Answer, Credit
from comments.retention import CONSENTS
from outbox import mail
from outbox.mail import Letter
from outbox.models import Job
from tests.articles.desk import person, signed_in
from tests.comments.posting import reader, words
from tests.factories import make_article, make_comment

pytestmark = pytest.mark.django_db

BODY = (
    '<p>Text.</p>\n<section data-kind="questions">\n<details><summary>Old?</summary><p>Yes.</p></details>\n</section>'
)


@pytest.fixture
def comment() -> Comment:
    now = timezone.now()
    article = make_article("A Find", body=BODY)
    return make_comment(article, status="approved", name="Zoë <b>", text="Who paid\nfor it & why?", decided_at=now)


@pytest.fixture
def ed() -> User:
    return person("editor", "ed")


@pytest.fixture
def editor(ed: User) -> Client:
    return signed_in(ed)


@pytest.fixture
def asked(comment: Comment, ed: User) -> Consent:
    return consents.ask(comment, "Who paid & why?", by=ed)


@pytest.fixture
def agreed(asked: Consent) -> Consent:
    consents.agree(asked, Credit.NAME)
    return asked


def desk(article: Article, act: str = "") -> str:
    return f"/admin/comments/questions/{article.pk}/{act}"


def private(comment: Comment) -> str:
    return f"{links.status_url(comment)}question/"


def answer_of(consent: Consent) -> str:
    return Consent.objects.get(pk=consent.pk).answer


def logged() -> list[tuple[str, str, int | None]]:
    rows = ModerationAction.objects.filter(kind="question").order_by("pk")
    return list(rows.values_list("reason", "rule", "actor"))


def body_of(article: Article) -> str:
    return str(revising.working_content(Article.objects.get(pk=article.pk))["body"])


# Asking


def test_an_editor_asks_and_the_writer_reads_it_on_the_private_page(editor: Client, ed: User, comment: Comment) -> None:
    page = words(editor.get(f"{desk(comment.article)}?comment={comment.pk}"))
    assert re.search(
        r"<details open><summary>Ask its writer</summary>.*Who paid\nfor it & why\?</textarea>", page, re.S
    )
    said = {"comment": comment.pk, "text": " Who paid\n for it? "}
    assert editor.post(desk(comment.article, "ask/"), said).status_code == 303
    assert "no answer yet" in words(editor.get(desk(comment.article)))
    assert logged() == [("question_asked", "", ed.pk)]
    status = words(reader().get(links.status_url(comment)))
    assert "may this be printed as a question of the article?" in status
    assert '<blockquote class="state-quote" dir="auto">Who paid for it?</blockquote>' in status
    assert f'href="{private(comment)}"' in status


def test_the_card_leads_there_for_who_edits_and_moderates(comment: Comment) -> None:
    both = signed_in(person("admin"))
    card = both.get(f"/admin/comments/queue/{comment.pk}/").content.decode()
    assert f'href="/admin/comments/question/{comment.pk}/"' in card
    lead = both.get(f"/admin/comments/question/{comment.pk}/")
    assert (lead.status_code, lead["Location"]) == (
        302,
        f"{desk(comment.article)}?comment={comment.pk}#comment-{comment.pk}",
    )
    waits = make_comment()
    assert both.get(f"/admin/comments/question/{waits.pk}/").status_code == 404
    moderator = signed_in(person("moderator"))
    assert "/question/" not in moderator.get(f"/admin/comments/queue/{comment.pk}/").content.decode()


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 601])
def test_a_question_without_words_or_too_long_is_refused_and_kept_in_the_form(
    editor: Client, comment: Comment, text: str
) -> None:
    answer = editor.post(desk(comment.article, "ask/"), {"comment": comment.pk, "text": text})
    assert answer.status_code == 422
    assert 'role="alert"' in words(answer)
    assert (text.strip() or "Who paid") in words(answer)
    assert not Consent.objects.exists()


def test_comments_of_other_articles_and_those_that_are_not_public_are_not_asked_for(
    editor: Client, comment: Comment
) -> None:
    other, waits = make_comment(status="approved"), make_comment(comment.article)
    for each, status in ((other, 404), (waits, 409)):
        assert editor.post(desk(comment.article, "ask/"), {"comment": each.pk, "text": "Why?"}).status_code == status
    assert f"comment-{waits.pk}" not in words(editor.get(f"{desk(comment.article)}?comment={waits.pk}"))
    assert not Consent.objects.exists()


def test_who_can_not_be_reached_any_more_is_not_asked(ed: User, comment: Comment) -> None:
    Comment.objects.filter(pk=comment.pk).update(decided_at=timezone.now() - timedelta(days=91))
    with pytest.raises(DecisionRefused, match="can't be reached"):
        consents.ask(comment, "Why?", by=ed)


def test_nobody_is_asked_twice_unless_the_editors_took_it_back(ed: User, asked: Consent) -> None:
    with pytest.raises(DecisionRefused, match="asked already"):
        consents.ask(asked.comment, "Why?", by=ed)
    consents.recall(asked, by=ed)
    again = consents.ask(asked.comment, "Why then?", by=ed)
    assert (again.pk, again.text) == (asked.pk, "Why then?")
    consents.refuse(again)
    with pytest.raises(DecisionRefused, match="said no"):
        consents.ask(asked.comment, "Why?", by=ed)


# Answering


@pytest.mark.parametrize(
    ("said", "answer", "credit", "reason"),
    [
        ({"answer": "agree", "credit": "name"}, "agreed", "name", "question_agreed"),
        ({"answer": "agree", "credit": "reader"}, "agreed", "reader", "question_agreed"),
        ({"answer": "refuse"}, "refused", "", "question_refused"),
        ({"answer": "refuse", "credit": "name"}, "refused", "", "question_refused"),
    ],
)
def test_its_writer_answers_without_an_account(
    asked: Consent, said: dict[str, str], answer: str, credit: str, reason: str
) -> None:
    page = reader().get(private(asked.comment))
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert not page.cookies
    done = reader().post(private(asked.comment), said)
    assert (done.status_code, done["Location"]) == (303, links.status_url(asked.comment))
    now = Consent.objects.get()
    assert (now.answer, now.credit, now.answered_at is not None) == (answer, credit, True)
    assert logged()[1:] == [(reason, "author", None)]


@pytest.mark.parametrize(
    ("said", "headers", "status"),
    [
        ({}, {}, 422),
        ({"answer": "agree"}, {}, 422),
        ({"answer": "agree", "credit": "initials"}, {}, 422),
        ({"answer": "perhaps", "credit": "name"}, {}, 422),
        ({"answer": "withdraw"}, {}, 409),
        ({"answer": "agree", "credit": "name"}, {"Origin": "https://elsewhere.example"}, 403),
    ],
)
def test_what_is_no_answer_changes_nothing(
    asked: Consent, said: dict[str, str], headers: dict[str, str], status: int
) -> None:
    assert reader(**headers).post(private(asked.comment), said).status_code == status
    assert (answer_of(asked), len(logged())) == ("asked", 1)


def test_reading_the_page_answers_nothing_and_strangers_find_none(asked: Consent) -> None:
    reader().get(f"{private(asked.comment)}?answer=agree&credit=name")
    assert answer_of(asked) == "asked"
    forged = f"/comments/status/{asked.comment_id}-{'A' * 22}/question/"
    assert reader().get(forged).status_code == reader().post(forged, {"answer": "refuse"}).status_code == 404
    assert reader().put(private(asked.comment)).status_code == 405


def test_who_was_asked_nothing_has_no_such_page(comment: Comment) -> None:
    assert reader().get(private(comment)).status_code == 404
    assert "question of the article" not in words(reader().get(links.status_url(comment)))


def test_a_request_that_was_taken_back_or_is_about_what_is_hidden_now_is_not_shown(ed: User, asked: Consent) -> None:
    asked.comment.reject(by=ed, reason="insult")
    assert reader().get(private(asked.comment)).status_code == 404
    asked.comment.approve(by=ed)
    assert reader().get(private(asked.comment)).status_code == 200
    consents.recall(asked, by=ed)
    assert reader().post(private(asked.comment), {"answer": "agree", "credit": "name"}).status_code == 404
    assert answer_of(asked) == "recalled"


def test_an_answer_can_not_be_given_twice_but_consent_can_be_taken_back(agreed: Consent) -> None:
    assert reader().post(private(agreed.comment), {"answer": "refuse"}).status_code == 409
    assert reader().post(private(agreed.comment), {"answer": "withdraw"}).status_code == 303
    assert answer_of(agreed) == "withdrawn"
    assert "It is not printed." in words(reader().get(links.status_url(agreed.comment)))
    assert reader().post(private(agreed.comment), {"answer": "agree", "credit": "name"}).status_code == 409


# Printing


def test_an_editor_puts_it_into_the_working_copy_with_the_credit(editor: Client, ed: User, agreed: Consent) -> None:
    article = agreed.comment.article
    assert editor.post(desk(article, "use/"), {"consent": agreed.pk}).status_code == 303
    written = body_of(article)
    line = (
        f'<details data-question="{agreed.pk}"><summary>Who paid &amp; why?</summary>'
        '<p data-kind="asked-by">Asked by Zoë &lt;b&gt;</p>'
    )
    assert written.startswith(BODY.removesuffix("</section>") + line)
    assert Article.objects.get(pk=article.pk).body == BODY  # readers have it when it is published
    assert logged()[-1] == ("question_used", "", ed.pk)
    assert "It stands in the article's text." in words(editor.get(desk(article)))
    again = editor.post(desk(article, "use/"), {"consent": agreed.pk})
    assert (again.status_code, body_of(article)) == (409, written)


def test_who_wants_no_name_is_a_reader_and_the_block_is_made_where_there_is_none(ed: User, asked: Consent) -> None:
    article = asked.comment.article
    Article.objects.filter(pk=article.pk).update(body="<p>Text.</p>")
    consents.agree(asked, Credit.READER)
    consents.use(Consent.objects.get(), by=ed)
    assert "Zoë" not in body_of(article)
    assert '<p data-kind="asked-by">Asked by a reader</p>' in body_of(article)


@pytest.mark.parametrize("answer", ["asked", "refused", "withdrawn"])
def test_nothing_is_put_in_without_consent(editor: Client, asked: Consent, answer: str) -> None:
    Consent.objects.update(answer=answer)
    article = asked.comment.article
    assert editor.post(desk(article, "use/"), {"consent": asked.pk}).status_code == 409
    assert body_of(article) == BODY


@pytest.mark.parametrize("status", ["unchecked", "pending", "rejected", "spam", "withdrawn"])
def test_nothing_is_put_in_of_a_comment_that_is_not_public_any_more(
    editor: Client, agreed: Consent, status: str
) -> None:
    assert Consent.objects.to_be_used().exists()
    Comment.objects.update(status=status)
    article = agreed.comment.article
    assert editor.post(desk(article, "use/"), {"consent": agreed.pk}).status_code == 409
    assert body_of(article) == BODY
    assert not Consent.objects.to_be_used().exists()


def test_what_belongs_to_another_article_is_not_found(editor: Client, agreed: Consent) -> None:
    for act in ("use/", "recall/"):
        for number in (agreed.pk, "", "x", 99**9):
            assert editor.post(desk(make_article(), act), {"consent": number}).status_code == 404


def test_readers_see_who_asked_and_machines_get_the_answer_without_it(ed: User, agreed: Consent) -> None:
    article = agreed.comment.article
    consents.use(agreed, by=ed)
    text = revising.working_content(Article.objects.get(pk=article.pk))
    answered = text["body"].replace("<p></p>", "<p>The town.</p>")
    revising.keep(article, text | {"body": answered}, by=ed)
    revising.publish_changes(article)
    page = reader().get(article.get_absolute_url()).content.decode()
    assert re.search(r'<p class="asked-by"[^>]*>(<bdi>)?Asked by Zoë &lt;b&gt;', page)
    assert "data-question" not in page
    assert '"text": "The town."' in page
    assert "With your consent it is printed" in words(reader().get(links.status_url(agreed.comment)))


# Taken back


def test_before_it_is_published_it_can_not_be_any_more(ed: User, agreed: Consent) -> None:
    article = agreed.comment.article
    consents.use(agreed, by=ed)
    assert "consent" not in {item.code for item in checklist.check(revising.working_content(article))}
    consents.withdraw(agreed)
    article.refresh_from_db()
    [item] = [item for item in checklist.check(revising.working_content(article)) if item.code == "consent"]
    assert item.blocks


def test_after_it_is_published_the_editors_are_told_until_it_is_out(ed: User, agreed: Consent) -> None:
    article = agreed.comment.article
    assert [part.name for part in inbox.parts(ed)] == ["agreed"]
    consents.use(agreed, by=ed)
    revising.publish_changes(article)
    assert inbox.parts(ed) == []
    consents.withdraw(agreed)
    [told] = inbox.parts(ed)
    assert (told.name, told.is_waiting, told.entries[0].address) == ("lost", True, desk(article))
    assert "take the question out" in words(reader().get(links.status_url(agreed.comment)))
    revising.keep(article, revising.working_content(article) | {"body": BODY}, by=ed)
    assert {part.name for part in inbox.parts(ed)} == {"lost", "changes"}  # readers have it still
    revising.publish_changes(article)
    assert inbox.parts(ed) == []
    assert inbox.parts(person("author")) == []


def test_editors_undo_what_they_did_and_not_what_a_writer_said(ed: User, agreed: Consent) -> None:
    consents.use(agreed, by=ed)
    used = ModerationAction.objects.latest("pk")
    undone = undoing.undo(used, by=ed)
    assert body_of(agreed.comment.article) == BODY
    assert Consent.objects.get().used_at is None
    undoing.undo(undone, by=ed)
    assert f'data-question="{agreed.pk}"' in body_of(agreed.comment.article)
    for row in ModerationAction.objects.filter(rule="author"):
        with pytest.raises(DecisionRefused):
            undoing.undo(row, by=ed)


def test_a_request_that_was_answered_is_not_undone(ed: User, agreed: Consent) -> None:
    with pytest.raises(DecisionRefused):
        undoing.undo(ModerationAction.objects.get(reason="question_asked"), by=ed)
    assert answer_of(agreed) == "agreed"


# What is kept


def test_what_no_article_prints_goes_after_ninety_days(
    ed: User, agreed: Consent, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(days=91))
    printed = make_comment(make_article(), status="approved", decided_at=timezone.now())
    kept = consents.ask(printed, "Why?", by=ed)
    consents.agree(kept, Credit.READER)
    consents.use(kept, by=ed)
    clock.shift(timedelta(days=91))
    for keys in CONSENTS.overdue(timezone.now()):
        CONSENTS.forget(keys, timezone.now())
    assert list(Consent.objects.all()) == [kept]


def test_who_is_erased_leaves_no_words_and_the_editors_learn_of_what_is_printed(ed: User, agreed: Consent) -> None:
    other = consents.ask(make_comment(agreed.comment.article, status="approved"), "Another?", by=ed)
    consents.use(agreed, by=ed)
    consents.erase([agreed.comment_id, other.comment_id])
    left = Consent.objects.get()
    assert (left.pk, left.text, left.answer) == (agreed.pk, "", Answer.WITHDRAWN)
    assert "lost" not in {part.name for part in inbox.parts(ed)}  # it is out already
    [told] = [part for part in inbox.parts(ed) if part.name == "erased"]
    assert (told.is_waiting, told.entries[0].address) == (False, desk(agreed.comment.article))


def printed(consent: Consent, ed: User) -> Article:
    """With an answer, in what readers have and in the history; a working copy of something else waits."""
    consents.use(consent, by=ed)
    article = Article.objects.get(pk=consent.comment.article_id)
    answered = body_of(article).replace("<p></p>", "<p>The town.</p>")
    revising.keep(article, revising.working_content(article) | {"body": answered}, by=ed)
    revising.publish_changes(article)
    revising.keep(article, revising.working_content(article) | {"headline": "A Better Find"}, by=ed)
    UnsavedText.objects.create(by=ed, article=article, fields={"body": [answered], "headline": ["Mine"]})
    assert "Who paid &amp; why?" in reader().get(article.get_absolute_url()).content.decode()
    return article


def everything_about(article: Article) -> str:
    """All that any column says of it."""
    rows = [Article.objects.filter(pk=article.pk), article.revisions.all(), UnsavedText.objects.filter(article=article)]
    found = [*(list(each.values()) for each in rows), list(SearchEntry.objects.values())]
    return str(found) + reader().get(article.get_absolute_url()).content.decode()


def test_what_a_reader_has_erased_leaves_the_article_its_copies_and_its_history(ed: User, agreed: Consent) -> None:
    article = printed(agreed, ed)
    consents.erase([agreed.comment_id])
    left = everything_about(article)
    assert "Asked by Zoë" not in left
    assert "Who paid &" not in left
    assert "The town." in str(list(article.revisions.values()))  # the answer is the editors' own
    assert "The town." not in reader().get(article.get_absolute_url()).content.decode()
    article.refresh_from_db()
    assert revising.working_content(article)["headline"] == "A Better Find"
    assert (article.headline, article.body) == ("A Find", BODY)
    last = article.revisions.latest_first()[0]
    assert (last.by, last.number) == (None, article.working_copy)


def test_what_was_taken_out_long_ago_is_erased_from_the_history_too(ed: User, agreed: Consent) -> None:
    article = printed(agreed, ed)
    consents.take_out(agreed, by=ed)
    assert "Asked by Zoë" in everything_about(article)
    consents.erase([agreed.comment_id])
    assert not Consent.objects.exists()
    assert "Asked by Zoë" not in everything_about(article)


def test_a_consent_that_was_taken_back_ends_everywhere_even_if_nobody_takes_it_out(
    ed: User, agreed: Consent, clock: time_machine.Traveller
) -> None:
    article = printed(agreed, ed)
    consents.withdraw(agreed)
    clock.shift(timedelta(days=91))
    for keys in CONSENTS.overdue(timezone.now()):
        CONSENTS.forget(keys, timezone.now())
    assert not Consent.objects.exists()
    left = everything_about(article)
    assert "Asked by Zoë" not in left
    assert "Who paid &" not in left


# Off the page


@pytest.mark.parametrize("status", ["rejected", "spam", "withdrawn"])
def test_editors_are_told_of_a_printed_question_whose_comment_went_and_one_press_takes_it_out(
    editor: Client, ed: User, agreed: Consent, status: str
) -> None:
    article = printed(agreed, ed)
    assert "stranded" not in {part.name for part in inbox.parts(ed)}
    Comment.objects.filter(pk=agreed.comment_id).update(status=status, on_page=False)
    [told] = [part for part in inbox.parts(ed) if part.name == "stranded"]
    assert (told.is_waiting, told.entries[0].address) == (True, desk(article))
    form = words(editor.get(f"/admin/articles/article/{article.pk}/change/"))
    assert "A question of a reader has to go." in form
    assert "Take out the question of a reader whose comment is public no more." in form
    page = editor.get(told.entries[0].address).content.decode()
    assert "public no more, and its question still stands" in page
    assert f'action="{desk(article, "take-out/")}"' in page
    assert editor.post(desk(article, "take-out/"), {"consent": agreed.pk}).status_code == 303
    assert "Who paid &" not in reader().get(article.get_absolute_url()).content.decode()
    assert body_of(article) == BODY
    assert "stranded" not in {part.name for part in inbox.parts(ed)}
    assert "has to go" not in words(editor.get(f"/admin/articles/article/{article.pk}/change/"))
    assert logged()[-1] == ("question_taken_out", "", ed.pk)
    assert editor.post(desk(article, "take-out/"), {"consent": agreed.pk}).status_code == 409


def test_a_comment_that_is_only_looked_at_again_takes_no_question_with_it(ed: User, agreed: Consent) -> None:
    article = printed(agreed, ed)
    Comment.objects.filter(pk=agreed.comment_id).update(status="pending", on_page=False)
    assert "stranded" not in {part.name for part in inbox.parts(ed)}
    assert "consent" not in {item.code for item in checklist.check(revising.working_content(article))}


def test_what_was_taken_out_comes_back_with_its_answer_while_the_comment_is_public(ed: User, agreed: Consent) -> None:
    article = printed(agreed, ed)
    whole = body_of(article)
    consents.take_out(agreed, by=ed)
    act = ModerationAction.objects.latest("pk")
    Comment.objects.filter(pk=agreed.comment_id).update(status="rejected", on_page=False)
    with pytest.raises(DecisionRefused):
        undoing.undo(act, by=ed)
    Comment.objects.filter(pk=agreed.comment_id).update(status="approved", on_page=True)
    undoing.undo(act, by=ed)
    assert body_of(article) == whole
    assert Article.objects.get(pk=article.pk).body == BODY  # readers have it when it is published


def test_taking_out_what_was_taken_back_leaves_no_word_of_it_in_the_history(ed: User, agreed: Consent) -> None:
    article = printed(agreed, ed)
    consents.withdraw(agreed)
    consents.take_out(agreed, by=ed)
    assert "Asked by Zoë" not in everything_about(article)
    with pytest.raises(DecisionRefused):
        undoing.undo(ModerationAction.objects.latest("pk"), by=ed)


# By mail


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Letter]:
    letters: list[Letter] = []
    monkeypatch.setattr(mail, "is_configured", lambda: True)
    monkeypatch.setattr(mail, "send", letters.append)
    return letters


def mailed() -> Any:
    return consent_letter.mail_request(Job.objects.get(kind=consents.ASK_JOB))


def test_only_a_proven_address_is_written_to(sent: list[Letter], comment: Comment, ed: User) -> None:
    Comment.objects.filter(pk=comment.pk).update(commenter=identity.owner_of_address("zoe@example.org"))
    consents.ask(Comment.objects.get(pk=comment.pk), "Why <i>?", by=ed)
    mailed()
    assert sent == []


def test_who_has_proven_an_address_gets_one_mail(
    sent: list[Letter], monkeypatch: pytest.MonkeyPatch, comment: Comment, ed: User
) -> None:
    Comment.objects.filter(pk=comment.pk).update(commenter=identity.owner_of_address("zoe@example.org"))
    monkeypatch.setattr(identity, "address_of", lambda _person: "zoe@example.org")
    consent = consents.ask(Comment.objects.get(pk=comment.pk), "Why <i>?", by=ed)
    mailed()
    [letter] = sent
    assert letter.to == "zoe@example.org"
    assert "Why <i>?" in letter.text
    assert "Why &lt;i&gt;?" in letter.html
    assert links.status_url(consent.comment) in letter.text
    consents.refuse(consent)
    mailed()
    assert len(sent) == 1
