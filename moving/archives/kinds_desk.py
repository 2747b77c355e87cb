"""The moderators' side: log, rules, people, complaints, and what is still to be done."""

from django.db.models import Q

from articles.changes import ARTICLE_MOVED, WORDS_CHANGED
from articles.models.picture import FIGURE_CHANGED, RENDER_PICTURE
from comments import alike, digests
from comments.letters.watching import LETTER_JOB
from comments.recommending.counting import SHOW_JOB
from moving.archives.kind import Kind
from moving.desk.carrying import JOB as TRANSFER
from outbox.jobs import registry

STAFF_MAIL = tuple(subject.job for subject in digests.SUBJECTS)
ASKED_ANEW = (ARTICLE_MOVED, WORDS_CHANGED, FIGURE_CHANGED, RENDER_PICTURE, alike.NOTE_JOB, SHOW_JOB, LETTER_JOB)
OF_THIS_MACHINE = (TRANSFER,)


def to_be_done() -> Q:
    """No recurring work, which every installation has by itself, and none that the import asks for."""
    recurring = [handler.kind for handler in registry.handlers.values() if handler.every]
    return Q(state__in=["open", "dead"]) & ~Q(kind__in=[*recurring, *ASKED_ANEW, *STAFF_MAIL, *OF_THIS_MACHINE])


DESK = (
    Kind(
        "moderation_log",
        "comments.moderationaction",
        "Every act at the desk, by numbers: of the comment, the commenter (`person`), the row in question (`subject`)"
        " and the account (`actor`); `before` is what undo restores. It is never changed.",
        "id at kind comment version person subject actor rule from_status to_status reason note_hmac batch undoes"
        " before",
    ),
    Kind(
        "log_seals",
        "comments.logseal",
        "Hashes over blocks of the log, each over the one before; docs/operators.md says how to prove them.",
        "id first last previous hash at form marks",
    ),
    Kind("moderation_notes", "comments.moderationnote", "What was noted with an act of the log.", "action text*"),
    Kind("author_words", "comments.authorwords", "What the author of a comment was told.", "action comment text"),
    Kind("comment_notes", "comments.note", "Moderators' notes on comments.", "id comment by at text* removed_at"),
    Kind("person_notes", "comments.personnote", "Moderators' notes on commenters.", "id person by at text* removed_at"),
    Kind(
        "reports",
        "comments.report",
        "Complaints of readers about comments.",
        "id comment version reporter network_key* reason words* at weight outcome decided_at decided_by",
    ),
    Kind(
        "report_receipts",
        "comments.reportreceipt",
        "Private links of those who reported, and whether they want to be told.",
        "report nonce! tell told",
    ),
    Kind(
        "appeals",
        "comments.appeal",
        "Appeals of writers against decisions; `decision` is the row of the log.",
        "id comment version decision first_decider words* at shelf_before outcome decided_at decided_by by_same_person",
    ),
    Kind(
        "legal_reports",
        "comments.legalreport",
        "Notices of illegal content, and what was decided.",
        "id comment version ground passage why* law at nonce! outcome basis explanation decided_at",
    ),
    Kind(
        "legal_contacts",
        "comments.legalcontact",
        "Who gave such a notice.",
        "report name* email* confirmed_at told",
    ),
    Kind(
        "restrictions",
        "comments.restriction",
        "Who is held, suspended or banned, from when to when.",
        "id kind scope subject* person reason by since until closed_at lifted_by",
    ),
    Kind(
        "removals",
        "comments.removal",
        "Removals of many comments of one person, and how far each has got.",
        "id batch undoes person act reason by upto at total done left created_at ended_at",
    ),
    Kind("rules", "comments.ruleversion", "Every version of every rule; the latest is in force.",
        "id kind number values by at"),
    Kind(
        "modes",
        "comments.mode",
        "From when to when all of the site, a section or an article was moderated otherwise.",
        "id article section publish_after by begins_at ends_at ended_at",
    ),
    Kind(
        "rejection_reasons",
        "comments.rejectionreason",
        "The editors' reasons for rejections.",
        "id code label sentence clause position is_active version",
    ),
    Kind("saved_queues", "comments.savedqueue", "Queues with filters that somebody has kept.", "id owner name query"),
    Kind("reach", "comments.reach", "Which sections a moderator is limited to.", "id moderator sections"),
    Kind("alarms", "comments.alarm", "When the desk called somebody, and why.",
        "id kind article figure usual began_at ended_at"),
    Kind(
        "alarm_limits",
        "comments.alarmlimits",
        "One row: from where on it does.",
        "id oldest_minutes spam_percent burst_comments check_minutes",
    ),
    Kind(
        "mail_wishes",
        "comments.mailwish",
        "What staff are mailed about; what came before the import they are not.",
        "id user alarms articles trouble",
        rebuilt="alarms_until articles_until",
    ),
    Kind(
        "jobs",
        "outbox.job",
        "What was still to be done: checks, feedback, mails; `ref` is the number of what it is about. The import holds"
        " all of it until somebody releases it.",
        "id kind ref state due_at failures tried_at error created_at finished_at",
        rebuilt="claimed_by claims held_at",
        only=to_be_done,
    ),
    Kind(
        "sources",
        "moving.source",
        "Sites of other systems from which articles were moved in; `bases` are beginnings of addresses there.",
        "id system address bases",
    ),
    Kind(
        "batches",
        "moving.batch",
        "Imports, each to be taken back as one; `log` is the number of its rows in the log.",
        "id source log state began_at ended_at",
    ),
    Kind(
        "origins",
        "moving.origin",
        "Which number or name of the source became which row, so that another import knows it again.",
        "id source batch kind name row state is_ours is_settled",
    ),
)  # fmt: skip
