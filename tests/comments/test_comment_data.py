"""What readers are told about their data, and that it is so."""

import pytest

from accounts.housekeeping import LIMITS_KEPT
from comments import terms
from comments.identity import browser
from comments.spam import SENT_FIELDS
from tests.comments.posting import reader, words

pytestmark = pytest.mark.django_db


def test_the_page_lists_exactly_the_fields_that_are_sent_and_what_they_are() -> None:
    page = words(reader().get("/comment-data/"))
    listed = [name.split("</code>")[0] for name in page.split("<dt><code>")[1:]]
    assert sorted(listed) == sorted(field.name for field in SENT_FIELDS)
    assert all(str(field.description) in page for field in SENT_FIELDS)


def test_the_page_names_who_gets_the_data_and_how_long_it_is_kept() -> None:
    page = words(reader().get("/comment-data/"))
    assert 'href="https://akismet.com/" rel="nofollow noopener"' in page
    assert "Automattic" in page
    assert f"Until {terms.SUBMISSION_AFTER_DECISION.days} days after the last decision" in page
    assert f"never longer than {terms.SUBMISSION_AFTER_POSTING.days} days after you sent it" in page
    assert f"Until {terms.SPAM_TEXT_AFTER_DECISION.days} days after that. Then they are deleted" in page
    assert f"At most {LIMITS_KEPT.days} days" in page
    assert f"deleted {terms.NETWORK_AFTER_END.days} day later" in page
    assert f"{terms.RESTRICTION_AFTER_END.days} days later" in page
    assert f"works until {terms.REPORT_LINK_AFTER_DECISION.days} days after the decision. Your name" in page
    assert f"the reasons of the decision until {terms.LEGAL_WORDS_AFTER_DECISION.days} days after it" in page
    assert f"never longer than {terms.LEGAL_UNDECIDED_AT_MOST.days} days, and if nobody decides" in page
    assert f"after {terms.RECOMMENDATION_MARK_KEPT.days} days only the number is left" in page
    assert f"{terms.PERSON_NOTE_AFTER_WRITING.days} days." in page
    assert f"the address is deleted after {terms.UNCONFIRMED_AFTER_ASKING.days} days" in page
    assert f"{browser.FOR.days} days, in the browser in which you confirmed" in page
    assert f"until {terms.STATUS_LINK_AFTER_DECISION.days} days after the decision" in page


def test_the_page_needs_no_cookie_and_sets_none() -> None:
    response = reader().get("/comment-data/")
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
