"""What moderators tell Akismet: spam that it missed, and comments that it took for spam."""

from collections.abc import Callable, Mapping

import pytest

from comments import spam
from comments.spam import Verdict
from tests.akismet_server import AkismetServer
from tests.comments.submitted import make_payload

pytestmark = pytest.mark.once

Report = Callable[[Mapping[str, str], Verdict], None]
both = pytest.mark.parametrize(
    ("report", "endpoint"), [(spam.report_spam, "submit-spam"), (spam.report_ham, "submit-ham")]
)


@both
def test_a_report_has_the_fields_of_the_check(akismet: AkismetServer, report: Report, endpoint: str) -> None:
    payload = make_payload(trap_value="cheap")
    spam.check(payload)
    report(payload, Verdict.UNKNOWN)
    check, sent = akismet.calls()
    assert sent.endpoint == endpoint
    assert sent.fields == check.fields


@both
@pytest.mark.parametrize(
    ("verdict", "word"),
    [
        (Verdict.HAM, "false"),
        (Verdict.PROVISIONAL, "false"),
        (Verdict.SPAM, "true"),
        (Verdict.DISCARD, "true"),
        (Verdict.UNKNOWN, None),
    ],
)
def test_a_report_tells_what_akismet_had_said(
    akismet: AkismetServer, report: Report, endpoint: str, verdict: Verdict, word: str | None
) -> None:
    report(make_payload(), verdict)
    assert akismet.calls(endpoint)[0].fields.get("comment_check_response") == word


@both
@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("status", spam.PassingFault),
        ("body", spam.PassingFault),
        ("rate-limited", spam.RateLimited),
        ("reset", spam.PassingFault),
        ("invalid", spam.ConfigurationFault),
        ("invalid-key", spam.ConfigurationFault),
        ("error-header", spam.ConfigurationFault),
    ],
)
def test_a_report_that_fails_says_so(
    akismet: AkismetServer, report: Report, endpoint: str, kind: str, fault: type[Exception]
) -> None:
    akismet.fail(kind, endpoint=endpoint)
    with pytest.raises(spam.SpamCheckError) as raised:
        report(make_payload(), Verdict.SPAM)
    assert type(raised.value) is fault
