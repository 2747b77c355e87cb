"""A site with something in every table, so that what a backup forgets is missed."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from accounts.models import AsksForSecondFactor, User
from accounts.second_factor import codes
from articles import content, revising
from articles.models import (
    Act,
    Article,
    AuthorAddress,
    Correction,
    FormerSegment,
    MistakeReport,
    NewspaperSettings,
    Note,
    Picture,
    Pin,
    PreviewLink,
    Rendition,
    Section,
    StandingPage,
    Tag,
    Tagging,
    UnsavedText,
)
from articles.models.pin import Place
from articles.pictures import RENDERING
from comments import amending, notes, sealing
from comments.models import (
    Account,
    Alarm,
    AlarmLimits,
    Alert,
    ArticleTerms,
    Breaker,
    Check,
    Comment,
    Commenter,
    Consent,
    Contact,
    Discussion,
    DiscussionSettings,
    Erasure,
    Follow,
    LegalContact,
    LegalReport,
    LetterClock,
    Mailbox,
    MailWish,
    PersonNote,
    Reach,
    Recommendation,
    Recommended,
    Removal,
    ReportReceipt,
    Restriction,
    SavedQueue,
)
from comments.rules import changing
from comments.rules.kinds import NO_WORDS
from comments.spam import Verdict
from moving.models import Batch, Kind, Origin, Source
from outbox import jobs
from outbox.models import Job
from tests.comments.submitted import make_payload
from tests.factories import (
    make_appeal,
    make_article,
    make_author,
    make_comment,
    make_moderator,
    make_report,
    make_section,
    make_submission,
)
from tests.log_cleanup import lifted

PICTURE = b"not really a picture, \x00 but its bytes"
WORDS = 'Größe, 東京, \U0001f9d1‍\U0001f680, \u202eright to left, \'quotes", \\n and {"json": null}\n\n\ttabs'


def fill() -> None:
    with override_settings(AKISMET_API_KEY="123abc", FEEDBACK_DELAY=0):
        moderator = make_moderator("moira", email="moira@example.org", last_login=timezone.now())
        article = _articles(moderator)
        _editing(article, moderator)
        first = _comments(article, moderator)
        _odds_and_ends(moderator)
    sealing.seal(timezone.now() + timedelta(hours=1))
    _jobs(first)


def _articles(user: User) -> Article:
    author = make_author("Ada Writer", user=user, portrait=_picture("ada.jpg", PICTURE))
    top = make_section("town")
    below = make_section("harbor", parent=top, description=WORDS)
    ships = _picture("ships.jpg", PICTURE * 9)
    figure = f'<figure><img src="{ships.url}"></figure>'
    FormerSegment.objects.create(slug="port", segment=below)
    AuthorAddress.objects.create(slug="ada", author=author)
    StandingPage.objects.create(slug="about", title="About us", body=f"<p>{WORDS}</p>{figure}", is_public=True)
    article = make_article("Ships", (author,), section=below, picture=ships, body=figure, standfirst=WORDS[:300])
    NewspaperSettings.objects.create(pk=1, adblock_note="Please.")
    Correction.objects.create(article=article, text=WORDS, by=user)
    told = MistakeReport.objects.create(article=article, quote=WORDS[:90], text=WORDS, email="ada@example.org")
    told.handle(by=user)
    Pin.objects.create(place=Place.LEAD, article=article)
    article.related.add(make_article("Boats", section=top))
    _tag(article, "fish")
    DiscussionSettings.objects.create(pk=1, publish_after=3)
    ArticleTerms.objects.create(article=article, message=WORDS[:90], slow_minutes=5)
    return article


def _picture(name: str, content: bytes) -> Picture:
    """As it is once the worker has seen to it."""
    columns = {"file": ContentFile(content, name), "width": 3, "height": 2, "rendering": RENDERING}
    [picture] = Picture.objects.bulk_create([Picture(alt=WORDS, **columns)])
    smaller = {"width": 3, "file": ContentFile(content[:20], f"renditions/3-{name}"), "bytes": 20}
    Rendition.objects.create(picture=picture, format="jpg", **smaller)
    return picture


def _tag(article: Article, slug: str) -> None:
    """Under a slug that was another before."""
    tag = Tag.objects.create(name=WORDS[:60], slug=f"was-{slug}")
    tag.slug = slug
    tag.save()
    Tagging.objects.create(article=article, tag=tag, position=3)


def _editing(article: Article, user: User) -> None:
    """A public article with a working copy, a note on its way, somebody who may read it, and words that wait."""
    revising.keep(article, content.of_row(article) | {"headline": WORDS[:60]}, by=user, note=WORDS[:90])
    Note.objects.create(article=article, act=Act.SENT_BACK, by=user, to=user, text=WORDS)
    PreviewLink.give(article, by=user)
    UnsavedText.objects.update_or_create(by=user, article=article, defaults={"fields": {"body": [WORDS]}})


def _comments(article: Article, moderator: User) -> Comment:
    person = Commenter.objects.create(user=moderator)
    first = make_comment(article, text=WORDS, name="Zoë", commenter=person)
    make_submission(first, ip="2001:db8::7", payload={"z": 1, "a": [WORDS, None, True], "float": 1.5})
    Check.objects.create(comment=first, version=1, verdict=Verdict.HAM, trace=[{"check": "links", "result": "ok"}])
    first.approve(by=moderator)
    reply = make_comment(parent=first, commenter=Commenter.objects.create(email_key="e" * 64))
    make_submission(reply)
    reply.approve(by=moderator)
    undone = first.reject(by=moderator, reason="off_topic", note=f"Not here. {WORDS}", words=WORDS)
    first.undo(undone, by=moderator)
    amending.amend(first, f"{WORDS} And better.", by=moderator)
    notes.write(first, WORDS, by=moderator)
    Consent.objects.create(comment=reply, text=WORDS, asked_by=moderator)
    missed = make_comment(article, status="approved")
    make_submission(missed, payload=make_payload())
    missed.mark_spam(by=moderator)
    make_submission(make_comment(article, status="unchecked"), payload=make_payload())
    make_comment(article).defer(by=moderator, until=timezone.now() + timedelta(days=1))
    _complaints(article, moderator)
    return first


def _complaints(article: Article, moderator: User) -> None:
    make_report(make_comment(article, status="approved"), words=WORDS)
    appealed = make_comment(article)
    appealed.reject(by=moderator, reason="other")
    make_appeal(appealed, WORDS)
    SavedQueue.objects.create(owner=moderator, name=WORDS[:60], query="link=yes")
    _readers_say(appealed)


def _readers_say(comment: Comment) -> None:
    """What readers hold against a public comment, and for it."""
    public = make_comment(comment.article, status="approved")
    ReportReceipt.objects.create(report=make_report(public, words=WORDS), nonce=uuid4().hex)
    told = {"nonce": uuid4().hex, "ground": "privacy", "why": WORDS}
    notice = LegalReport.objects.create(comment=public, version=1, **told)
    LegalContact.objects.create(report=notice, name=WORDS[:60], email="ada@example.org")
    Recommendation.objects.create(comment=public, mark="m" * 22)
    Recommended.objects.create(comment=public, count=1)


def _odds_and_ends(moderator: User) -> None:
    now = timezone.now()
    Alert.objects.bulk_create([Alert(code=code, text=WORDS) for code in ("Zeta", "alpha", "10", "9", "ähm")])
    Account.objects.create(pk=1, used=7, limit=10**12, asked_at=now)
    Breaker.objects.create(pk=1, failed=[3, 1, 2], last_good_at=now)
    group = Group.objects.create(name="Proofreaders")
    group.permissions.add(Permission.objects.get(codename="view_article"))
    moderator.groups.add(group)
    AsksForSecondFactor.objects.create(group=group)
    _protected(moderator)
    _moved_in(Article.objects.all()[0])
    changing.change("words_hold", {**NO_WORDS, "words": [WORDS[:40]]}, by=moderator, seen=0)
    changing.begin(Article.objects.all()[0], None, by=moderator, until=now + timedelta(hours=2))
    _people(Commenter.objects.get(user=moderator), moderator)
    _calls(moderator)
    about = ContentType.objects.get_for_model(Article)
    LogEntry.objects.create(user=moderator, content_type=about, object_id="1", object_repr=WORDS, action_flag=CHANGE)


def _moved_in(article: Article) -> None:
    """From a site of its own each time, since each row comes from one."""
    source = Source.objects.create(
        system="wordpress", address=f"https://{Source.objects.count()}.example", bases={"topics": "section"}
    )
    batch = Batch.objects.create(source=source, state="done", ended_at=timezone.now())
    Origin.objects.create(source=source, batch=batch, kind=Kind.ARTICLE, name=WORDS[:60], row=article.pk, state="draft")


def _people(person: Commenter, moderator: User) -> None:
    """Each restriction and removal has a number of its own, so this may be done again."""
    subject = f"domain number-{Restriction.objects.count()}.example"
    Restriction.objects.create(
        kind="banned", scope="domain", subject=subject, person=person, reason="insult", by=moderator
    )
    PersonNote.objects.create(person=person, by=moderator, text=WORDS)
    whole = {"upto": 10**15, "at": 0, "total": 3, "ended_at": timezone.now()}
    Removal.objects.create(batch=uuid4(), person=person, act="spam", by=moderator, **whole)
    Erasure.objects.create(batch=uuid4(), person=person, total=3, ended_at=timezone.now())
    Mailbox.objects.create(commenter=person, fault="recipient refused: 550", refused_at=timezone.now())
    about: list[dict[str, Any]] = [{"article": Article.objects.all()[0]}, {"comment": Comment.objects.all()[0]}]
    Contact.objects.create(commenter=person, email="zoë@bücher.example", asked_at=timezone.now(), then="/comment-data/")
    for kind, followed in zip(("article", "thread"), about, strict=True):
        Follow.objects.create(commenter=person, kind=kind, often="daily", due_at=timezone.now(), **followed)
    LetterClock.objects.update_or_create(pk=1, defaults={"seen": 10**15})


def _calls(moderator: User) -> None:
    Alarm.objects.create(kind="burst", article=10**15, figure=40, usual=2, ended_at=timezone.now())
    AlarmLimits.objects.get_or_create(pk=1, oldest_minutes=60)
    MailWish.objects.create(user=moderator, alarms="daily", trouble="550 gone")


def _protected(moderator: User) -> None:
    """An account with a second factor and a confirmed address, limited to one section."""
    codes.set_up(moderator, "JBSWY3DPEHPK3PXP", counter=1)
    address = EmailAddress.objects.create(user=moderator, email=f"{moderator.username}@example.org")
    EmailConfirmation.objects.create(email_address=address, key=f"key-{moderator.pk}", sent=timezone.now())
    SocialApp.objects.create(provider="openid_connect", provider_id="example", name=WORDS[:40], client_id="newsroom")
    told = {"sub": "248289761001", "email": address.email}
    elsewhere = SocialAccount.objects.create(
        user=moderator, provider="example", uid=f"2482-{moderator.pk}", extra_data=told
    )
    SocialToken.objects.create(account=elsewhere, token=WORDS[:60], expires_at=timezone.now())
    Reach.objects.create(moderator=moderator).sections.add(Section.objects.all()[0])


def _jobs(comment: Comment) -> None:
    """Due, in work elsewhere, given up, done, and recurring."""
    now = timezone.now()
    jobs.enqueue("comments.check", Comment.objects.get(status="unchecked").pk)
    Job.objects.create(kind="comments.check", ref=comment.pk, claimed_by="elsewhere", due_at=now + timedelta(days=1))
    Job.objects.create(kind="comments.check", ref=10**15, state="dead", failures=12, error="ValueError")
    Job.objects.create(kind="comments.check", ref=10**15, state="done", finished_at=now)
    Job.objects.create(kind="comments.retention", due_at=now + timedelta(hours=5))


def empty() -> None:
    """As after `migrate` in a new database."""
    with lifted():
        call_command("flush", interactive=False, verbosity=0)


def forget_last_comment() -> int:
    """As retention or a person at the database may; the log has its number for ever."""
    last = make_comment()
    with transaction.atomic():
        Comment.objects.filter(pk=last.pk).delete()
        Discussion.objects.filter(pk=last.article_id).delete()
    return last.pk


def add_more() -> None:
    """One more row at least in whatever numbers its rows."""
    moderator = make_moderator("another")
    comment = make_comment(commenter=Commenter.objects.create(user=moderator))
    make_submission(comment)
    Check.objects.create(comment=comment, version=1, verdict=Verdict.SPAM)
    with override_settings(AKISMET_API_KEY="123abc"):
        comment.approve(by=moderator)
    Group.objects.create(name="Printers").permissions.add(Permission.objects.get(codename="view_article"))
    moderator.groups.add(Group.objects.get(name="Printers"))
    _protected(moderator)
    _moved_in(comment.article)
    changing.change("links", {"least": 9}, by=moderator, seen=0)
    changing.begin(comment.article, 4, by=moderator)
    _editing(comment.article, moderator)
    _people(Commenter.objects.get(user=moderator), moderator)
    _calls(moderator)
    _readers_say(comment)
    comment.article.figures.add(_picture("more.jpg", PICTURE))
    FormerSegment.objects.create(slug="other", segment=comment.article.section)
    comment.article.related.add(make_article(authors=(make_author(),)))
    _tag(comment.article, "ice")
    about = ContentType.objects.get_for_model(Article)
    LogEntry.objects.create(user=moderator, content_type=about, object_repr="", action_flag=CHANGE)
    sealing.seal(timezone.now() + timedelta(hours=1))
