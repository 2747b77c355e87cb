"""How long what is kept. The page for readers, the desk and the guide for operators say so from these figures."""

from datetime import timedelta

SUBMISSION_AFTER_POSTING = timedelta(days=90)
SUBMISSION_AFTER_DECISION = timedelta(days=30)
SPAM_TEXT_AFTER_DECISION = timedelta(days=30)
FORMER_TEXT_AFTER_EDIT = timedelta(days=90)
STATUS_LINK_AFTER_DECISION = timedelta(days=90)
UNCONFIRMED_AFTER_ASKING = timedelta(days=7)  # an address that nobody has proven to be theirs
NETWORK_AFTER_END = timedelta(days=1)  # of its restriction; so long its end can be undone
RESTRICTION_AFTER_END = timedelta(days=30)
CONSENT_AFTER_ANSWER = timedelta(days=90)  # or after the request, of what no article prints
PERSON_NOTE_AFTER_WRITING = timedelta(days=365)
WISH_UNCONFIRMED = timedelta(days=7)  # for letters
MAILBOX_UNUSED = timedelta(days=90)  # so long the link in the last letter still says that no more will come
REPORT_LINK_AFTER_DECISION = timedelta(days=90)
REPORT_LINK_AT_MOST = timedelta(days=365)  # of a report that nobody decides
LEGAL_WORDS_AFTER_DECISION = timedelta(days=90)
LEGAL_UNDECIDED_AT_MOST = timedelta(days=365)  # after a notice came that nobody decides
LEGAL_WARNING = timedelta(days=30)  # so long before, the desk is told
RECOMMENDATION_MARK_KEPT = timedelta(days=365)
