from comments.models.account import Account, Alert
from comments.models.alarm import Alarm, AlarmLimits, MailWish, Often
from comments.models.batch import Batch
from comments.models.breaker import Breaker
from comments.models.check import Check
from comments.models.claim import Claim
from comments.models.comment import Comment
from comments.models.commenter import Commenter
from comments.models.consent import Consent
from comments.models.contact import Contact
from comments.models.discussion import Discussion, DiscussionClock
from comments.models.erasure import Erasure
from comments.models.feedback import Feedback
from comments.models.follow import Follow, HowOften, LetterClock, Mailbox
from comments.models.legal import Ground, LegalContact, LegalOutcome, LegalReport
from comments.models.log import Kind, ModerationAction, ModerationNote, Rule
from comments.models.moves import DecisionRefused, Seen, StaleDecision
from comments.models.note import Note
from comments.models.person_note import People, PersonNote
from comments.models.posting import Posting, Reworded
from comments.models.queue import Queue, SavedQueue
from comments.models.reach import Reach
from comments.models.receipt import ReportReceipt
from comments.models.recommendation import Recommendation, Recommended
from comments.models.rejection import AuthorWords, RejectionReason
from comments.models.removal import Removal
from comments.models.report import Appeal, Outcome, Plea, Report
from comments.models.restriction import Restriction, RestrictionKind, Scope
from comments.models.retention import RetentionRun
from comments.models.rule import Mode, Rules, RuleVersion
from comments.models.seal import LogCheck, LogSeal
from comments.models.settings import ArticleTerms, DiscussionSettings
from comments.models.shelf import Shelf
from comments.models.status import Badge, Status
from comments.models.submission import Submission
from comments.models.texts import FormerText
from comments.models.wording import Wording

__all__ = [
    "Account",
    "Alarm",
    "AlarmLimits",
    "Alert",
    "Appeal",
    "ArticleTerms",
    "AuthorWords",
    "Badge",
    "Batch",
    "Breaker",
    "Check",
    "Claim",
    "Comment",
    "Commenter",
    "Consent",
    "Contact",
    "DecisionRefused",
    "Discussion",
    "DiscussionClock",
    "DiscussionSettings",
    "Erasure",
    "Feedback",
    "Follow",
    "FormerText",
    "Ground",
    "HowOften",
    "Kind",
    "LegalContact",
    "LegalOutcome",
    "LegalReport",
    "LetterClock",
    "LogCheck",
    "LogSeal",
    "MailWish",
    "Mailbox",
    "Mode",
    "ModerationAction",
    "ModerationNote",
    "Note",
    "Often",
    "Outcome",
    "People",
    "PersonNote",
    "Plea",
    "Posting",
    "Queue",
    "Reach",
    "Recommendation",
    "Recommended",
    "RejectionReason",
    "Removal",
    "Report",
    "ReportReceipt",
    "Restriction",
    "RestrictionKind",
    "RetentionRun",
    "Reworded",
    "Rule",
    "RuleVersion",
    "Rules",
    "SavedQueue",
    "Scope",
    "Seen",
    "Shelf",
    "StaleDecision",
    "Status",
    "Submission",
    "Wording",
]
