"""Comments of an export: every status, threads, dates, who wrote them, and what is never caused by them."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from articles.models import Article
from comments.models import Check, Comment, Commenter, Discussion, Feedback, ModerationAction, Submission, Wording
from comments.reasons import label_of
from comments.recount import differences
from moving.imports.threads import DEEPEST, arranged
from moving.imports.values import Comment as Value
from outbox.models import Job
from tests.moving.wordpress.conftest import Import
from tests.moving.wordpress.exports import author, comment, post

pytestmark = pytest.mark.django_db

AHEAD = "2035-05-05 03:05:05"


def of(key: str) -> Comment:
    return Comment.objects.get(text=f"c{key}")


def c(number: int, **told: object) -> str:
    return comment(number, f"c{number}", **told)  # type: ignore[arg-type]


def lately(**ago: float) -> str:
    return (timezone.now() - timedelta(**ago)).strftime("%Y-%m-%d %H:%M:%S")


@pytest.mark.parametrize(
    ("was", "is_now", "reason"),
    [
        ("1", "approved", ""),
        ("0", "pending", "imported"),
        ("hold", "pending", "imported"),
        ("spam", "spam", "imported_spam"),
        ("trash", "rejected", "imported_trash"),
    ],
)
def test_every_status_has_one_here(take_in: Import, was: str, is_now: str, reason: str) -> None:
    take_in(post(7, "Ships", c(1, status=was)))
    assert (of("1").status, of("1").reason, of("1").on_page) == (is_now, reason, was == "1")
    assert not reason or label_of(reason) != reason.replace("_", " ")


def test_spam_that_was_thrown_away_is_spam(take_in: Import) -> None:
    take_in(
        post(
            7,
            "Ships",
            c(1, status="trash", meta={"_wp_trash_meta_status": "spam", "_wp_trash_meta_time": "1709370000"}),
        )
    )
    assert of("1").status == "spam"
    assert str(of("1").decided_at).startswith("2024")


def test_threads_stay_as_they_were(take_in: Import) -> None:
    take_in(post(7, "Ships", c(1), c(2, parent=1), c(3, parent=2), c(4), c(5, parent=4)))
    assert [(of(n).parent, of(n).root, of(n).depth) for n in "123"] == [
        (None, None, 0),
        (of("1"), of("1"), 1),
        (of("2"), of("1"), 2),
    ]
    assert (of("1").reply_count, of("4").reply_count) == (2, 1)
    assert list(differences(repair=False)) == []


def test_numbers_follow_the_dates_and_what_is_answered_comes_first(take_in: Import) -> None:
    early, late = "2024-03-02 08:00:00", "2024-03-02 10:00:00"
    take_in(post(7, "Ships", c(1, at=late), c(2, at=early), c(3, parent=1, at=early)))
    assert of("2").pk < of("1").pk < of("3").pk


def test_above_a_public_answer_stands_a_tombstone(take_in: Import) -> None:
    take_in(post(7, "Ships", c(1, status="trash"), c(2, status="0", parent=1), c(3, parent=2), c(4, status="0")))
    assert [of(n).on_page for n in "1234"] == [True, True, True, False]
    assert Discussion.objects.get().approved_count == 1
    assert list(differences(repair=False)) == []


def test_an_answer_to_what_is_not_there_begins_a_thread_and_is_told(take_in: Import) -> None:
    done = take_in(post(7, "Ships", c(1, parent=99), c(2, kind="pingback"), c(3, parent=2)))
    assert (of("1").depth, of("3").depth, done.told("parent_missing")) == (0, 0, 2)


def test_a_circle_of_answers_loses_nobody(take_in: Import) -> None:
    done = take_in(post(7, "Ships", c(1, parent=3), c(2, parent=1), c(3, parent=2), c(4, parent=4), c(5, parent=2)))
    assert Comment.objects.count() == 5
    assert done.told("parents_in_circle") == 2


def test_a_thread_without_end_is_nested_no_deeper_than_can_be(take_in: Import) -> None:
    deep = DEEPEST + 20
    done = take_in(post(7, "Ships", *(c(number, parent=number - 1) for number in range(1, deep + 1))))
    assert of(str(deep)).depth == DEEPEST
    assert done.told("thread_too_deep") == 19


@pytest.mark.once
def test_arranging_takes_all_of_any_graph() -> None:
    now = timezone.now()
    values = [Value(str(n), "7", "approved", "", "x", now, parent=str(n * 7 % 40)) for n in range(1, 40)]
    ordered, circular = arranged(values)
    place = {each.key: number for number, each in enumerate(ordered)}
    assert sorted(place) == sorted(each.key for each in values)
    assert all(
        place[each.parent] < place[each.key] for each in values if each.parent in place and each.key not in circular
    )


@pytest.mark.parametrize(("at", "why"), [("0000-00-00 00:00:00", "comment_undated"), (AHEAD, "comment_of_the_future")])
def test_an_odd_date_is_told(take_in: Import, at: str, why: str) -> None:
    done = take_in(post(7, "Ships", c(1, at=at, local=at)))
    assert done.told(why) == 1
    assert of("1").created_at <= timezone.now()


def test_an_undated_comment_is_as_old_as_its_article(take_in: Import) -> None:
    never = "0000-00-00 00:00:00"
    take_in(post(7, "Ships", c(1, at=never, local=never)))
    assert of("1").created_at == Article.objects.get().published_at


def test_pingbacks_are_counted_and_left_out_and_so_is_what_no_reader_wrote(take_in: Import) -> None:
    kinds = ("pingback", "trackback", "note", "order_note")
    done = take_in(post(7, "Ships", *(c(number, kind=kind) for number, kind in enumerate(kinds, 1)), c(9)))
    assert Comment.objects.count() == 1
    assert (done.run.reader.tally.seen["pingback"], done.run.reader.tally.seen["trackback"]) == (1, 1)
    assert done.told("other_comment") == 2


def test_what_has_no_number_no_words_or_no_known_status_is_told(take_in: Import) -> None:
    done = take_in(post(7, "Ships", comment("x"), comment(2, " "), comment(3, status="maybe"), c(4), c(4)))
    assert Comment.objects.count() == 1
    assert [done.told(why) for why in ("no_number", "empty_comment", "unknown_status", "twice")] == [1, 1, 1, 1]


def test_who_writes_under_one_address_is_one_commenter_with_true_tallies(take_in: Import) -> None:
    take_in(
        post(7, "Ships", c(1, email="Zoe@example.org"), c(2, email="zoe@example.org", status="spam"), c(3, email=""))
    )
    person = Commenter.objects.get()
    assert (person.approved_count, person.spam_count) == (1, 1)
    assert of("3").commenter is None
    assert "zoe@example.org" not in str(list(Comment.objects.values())) + str(list(Commenter.objects.values()))


def test_a_text_that_nobody_can_have_written_is_cut_and_told(take_in: Import) -> None:
    done = take_in(post(7, "Ships", comment(1, "<b>word</b> " * 200_000), comment(2, "word " * 10_000)))
    assert done.told("cut") == 1
    assert sorted(len(each.text) // 10_000 for each in Comment.objects.all()) == [4, 6]


def test_names_and_websites_are_as_the_form_would_take_them(take_in: Import) -> None:
    bad = (
        "javascript:alert(1)",
        "https://bank.example@evil.example/",
        "x" * 300,
        "http://[",
        "https://x.example/\"'<b>",
    )
    take_in(
        post(
            7,
            "Ships",
            c(1, name="", website="x.example"),
            *(c(9 + n, website=w) for n, w in enumerate(map(escaped, bad))),
        )
    )
    assert (of("1").name, of("1").website) == ("Anonymous", "http://x.example")
    assert {of(str(9 + n)).website for n in range(len(bad))} == {""}


def escaped(text: str) -> str:
    return text.replace("<", "&lt;")


def test_who_wrote_the_article_wears_the_badge(take_in: Import) -> None:
    take_in(author("ada", number=3), author("bob", number=4), post(7, "Ships", c(1, user=3), c(2, user=4), c(3)))
    assert [of(n).badge for n in "123"] == ["author", "", ""]


def test_requests_are_kept_no_longer_than_here(take_in: Import) -> None:
    young, decided, old = lately(days=2), lately(days=40), lately(days=100)
    rows = [(1, young, "1"), (2, decided, "1"), (3, decided, "0"), (4, old, "0")]
    done = take_in(post(7, "Ships", *(c(n, at=at, status=status) for n, at, status in rows), c(5, at=young, ip="")))
    assert set(Submission.objects.values_list("comment__text", flat=True)) == {"c1", "c3"}
    assert Submission.objects.get(comment=of("1")).ip == "192.0.2.7"
    assert done.told("request_left_out") == 2


def test_what_akismet_said_is_kept(take_in: Import) -> None:
    history = 'a:2:{s:4:"time";d:1709370000.5;s:5:"event";s:10:"check-spam";}'
    sent = 'a:1:{s:10:"user_agent";s:4:"Lynx";}'
    kept = {"akismet_history": history, "akismet_as_submitted": sent, "akismet_result": "true"}
    take_in(post(7, "Ships", c(1, at=lately(days=2), meta=kept), c(2, meta={"akismet_history": "broken"})))
    check = Check.objects.get()
    assert (check.comment.text, check.verdict, check.applied, check.created_at.year) == ("c1", "spam", True, 2024)
    assert Submission.objects.get().user_agent == "Lynx"


def test_an_import_mails_nobody_asks_nobody_and_tells_akismet_nothing(take_in: Import) -> None:
    take_in(
        post(
            7,
            "Ships",
            *(c(n, status=status, at=lately(days=1)) for n, status in enumerate(("1", "0", "spam", "trash"))),
        )
    )
    assert (mail.outbox, Feedback.objects.count(), Job.objects.count()) == ([], 0, 0)
    assert Wording.objects.count() == 0  # "c1" is too short to be recognized


def test_the_log_has_one_row_for_the_batch(take_in: Import) -> None:
    done = take_in(post(7, "Ships", c(1), c(2, parent=1)))
    row = ModerationAction.objects.get()
    assert done.run.ledger.batch
    assert (row.rule, row.reason, row.comment, row.batch) == ("import", "wordpress", None, done.run.ledger.batch.log)


def test_what_answers_a_comment_of_another_article_begins_a_thread(take_in: Import) -> None:
    done = take_in(post(1, "Ships", comment(1)), post(2, "Boats", comment(2, parent=1)))
    assert done.told("parent_missing") == 1
    assert not Comment.objects.exclude(parent=None).exists()
    assert list(differences(repair=False)) == []


def test_what_answers_a_comment_of_another_article_that_was_here_before_begins_a_thread(take_in: Import) -> None:
    take_in(post(1, "Ships", comment(1)))
    assert take_in(post(2, "Boats", comment(2, parent=1))).told("parent_missing") == 1
    assert not Comment.objects.exclude(parent=None).exists()
