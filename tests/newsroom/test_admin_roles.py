"""Who may open what in the admin: every address of the URLconf, for every role; and no reading changes anything."""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User
from articles.models import Article, Correction, Pin, StandingPage
from articles.models.pin import Place
from comments.models import (
    Comment,
    Commenter,
    DiscussionSettings,
    LegalReport,
    Mode,
    ModerationAction,
    Reach,
    RejectionReason,
)
from newsroom.roles import keep_groups
from outbox.models import Job
from tests.factories import make_article, make_author, make_comment, make_moderator, make_picture, make_tag, make_user
from tests.moving.transfers import make_batch, make_transfer

pytestmark = pytest.mark.django_db

STAFF_ROLES = {
    "A": "author",
    "E": "editor",
    "M": "moderator",
    "N": "senior moderator",
    "D": "admin",
    "S": "superuser",
}
OUTSIDERS = ("anonymous", "reader")
STAFF, WRITERS, EDITORS, SUPERUSERS, NOBODY = "AEMNDS", "AEDS", "EDS", "S", ""
MODERATORS, SENIORS, KEEPERS = "MNDS", "NDS", "ENDS"
KEPT_OUT = {"admin/login/", "admin/logout/"}  # of the rule for outsiders: they may sign in and out


def stock(model: str, see: str, change: str = "", add: str = "", delete: str = "") -> dict[str, str]:
    """The stock addresses of a model. The bare address of an object only leads on to its form."""
    own = f"admin/{model}/<path:object_id>/"
    listed = {f"admin/{model}/": see, f"admin/{model}/add/": add, own: STAFF}
    return listed | {f"{own}change/": change or see, f"{own}history/": see, f"{own}delete/": delete}


def of_each(prefix: str, names: str, roles: str) -> dict[str, str]:
    return {f"{prefix}{name}/": roles for name in names.split()}


EXPECTED: dict[str, str] = {
    "admin/": STAFF,
    "admin/(?P<url>.*)$": NOBODY,
    "admin/^(?P<app_label>)/$": MODERATORS + "E",
    "admin/autocomplete/": NOBODY,  # no list names a field that asks there
    "admin/jsi18n/": STAFF,
    "admin/login/": STAFF,
    "admin/logout/": STAFF,
    "admin/password_change/": STAFF,
    "admin/password_change/done/": STAFF,
    "admin/r/<path:content_type_id>/<path:object_id>/": WRITERS,  # the example is an article
    **stock("accounts/user", SUPERUSERS, add=SUPERUSERS),
    "admin/accounts/user/<id>/password/": SUPERUSERS,
    "admin/accounts/user/<int:pk>/second-factor/": SUPERUSERS,
    **stock("auth/group", SUPERUSERS, add=SUPERUSERS, delete=SUPERUSERS),
    **stock("articles/article", WRITERS, add=WRITERS, delete=EDITORS),
    "admin/articles/article/links/": WRITERS,
    **of_each("admin/articles/article/names/", "author tag article", WRITERS),
    **of_each("admin/articles/article/<int:pk>/", "unpublish discard restore/<int:revision>", EDITORS),
    **of_each("admin/articles/article/<int:pk>/", "compare preview previews", WRITERS),
    **of_each("admin/articles/article/", "inbox unsaved unsaved/forget", WRITERS),
    "admin/articles/article/promise/": EDITORS,
    **of_each("admin/articles/article/inbox/mistakes/<int:pk>/", "done undo", EDITORS),
    **of_each("admin/articles/article/<int:pk>/", "unsaved unsaved/forget", EDITORS),
    "admin/articles/article/<int:pk>/previews/<int:link>/revoke/": EDITORS,
    **stock("articles/author", WRITERS, add=EDITORS, delete=EDITORS),
    **stock("articles/picture", WRITERS, add=WRITERS, delete=EDITORS),
    **of_each("admin/articles/picture/", "choose upload", WRITERS),
    **stock("articles/section", WRITERS, add=EDITORS, delete=EDITORS),
    **stock("articles/tag", WRITERS, add=WRITERS, delete=EDITORS),
    **stock("articles/correction", EDITORS, add=NOBODY, delete=NOBODY),
    **stock("articles/newspapersettings", EDITORS),
    **stock("articles/pin", EDITORS, add=NOBODY, delete=NOBODY),
    **stock("articles/standingpage", EDITORS, add=EDITORS, delete=EDITORS),
    **stock("comments/discussionsettings", EDITORS),
    **stock("comments/rejectionreason", EDITORS, add=EDITORS),
    **stock("comments/reach", SENIORS, add=SENIORS, delete=SENIORS),
    **stock("outbox/job", SUPERUSERS),
    **of_each("admin/comments/", "queue queue/retry queue/<int:pk> comment", MODERATORS),
    "admin/comments/moderationaction/": MODERATORS + "E",
    **of_each("admin/comments/queue/<int:pk>/", "approve reject spam not-spam check-again defer undo", MODERATORS),
    **of_each("admin/comments/queue/<int:pk>/", "pending feature note preview reply keep", MODERATORS),
    **of_each("admin/comments/queue/<int:pk>/", "edit deny", SENIORS),
    **of_each("admin/comments/queue/bulk/", "<uuid:number> <uuid:number>/undo all", MODERATORS),
    **of_each("admin/comments/queue/", "since keys claims/renew <int:pk>/claim <int:pk>/release", MODERATORS),
    "admin/comments/queue/bulk/": MODERATORS,
    **of_each("admin/comments/queue/saved/", "<int:number>/rename <int:number>/delete", MODERATORS),
    "admin/comments/queue/saved/": MODERATORS,
    "admin/comments/comment/<int:pk>/change/": MODERATORS,
    **of_each("admin/comments/legalreport/", "<int:pk> <int:pk>/decide", MODERATORS),
    "admin/comments/legalreport/": MODERATORS,
    "admin/comments/alarms/": MODERATORS,
    "admin/comments/mail/": STAFF,
    "admin/comments/numbers/": MODERATORS,
    "admin/comments/numbers/<slug:slug>.csv": MODERATORS,
    "admin/comments/question/<int:comment>/": EDITORS,
    "admin/comments/questions/<int:article>/": EDITORS,
    **of_each("admin/comments/questions/<int:article>/", "ask recall use take-out", EDITORS),
    "admin/comments/log/export/": MODERATORS + "E",
    "admin/comments/log/<int:pk>/undo/": MODERATORS,
    **of_each("admin/comments/", "people people/<int:pk> people/<int:pk>/note people/<int:pk>/undo", MODERATORS),
    **of_each("admin/comments/people/<int:pk>/", "restrict lift", SENIORS),
    **of_each("admin/comments/rules/", "<slug:kind> <slug:kind>/versions <slug:kind>/undo", KEEPERS),
    "admin/comments/rules/": KEEPERS,
    "admin/comments/mode/": MODERATORS + "E",
    "admin/comments/mode/<int:pk>/end/": KEEPERS,
    "admin/comments/spam-service/": MODERATORS,
    **of_each("admin/comments/spam-service/", "try sample seen", SUPERUSERS),
    "admin/moving/": SUPERUSERS,
    **of_each("admin/moving/", "wordpress disqus archive upload/<str:ticket>/<slug:kind> release", SUPERUSERS),
    **of_each("admin/moving/", "<int:pk> <int:pk>/stop <int:pk>/again <int:pk>/delete <int:pk>/download", SUPERUSERS),
    **of_each("admin/moving/<int:pk>/", "import take-back take-in who", SUPERUSERS),
    "admin/moving/<int:pk>/who.toml": SUPERUSERS,
    "admin/moving/batches/<int:pk>/take-back/": SUPERUSERS,
    "admin/moving/<int:pk>/<slug:step>/findings.csv": SUPERUSERS,
    "admin/moving/<int:pk>/<slug:step>/articles.csv": SUPERUSERS,
    **of_each("admin/moving/export/", "archive wordpress articles comments", SUPERUSERS),
}


def admin_addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    for each in (resolver or get_resolver()).url_patterns:
        path = prefix + re.sub("<app_label>[a-z|]+", "<app_label>", str(each.pattern))
        if isinstance(each, URLResolver):
            yield from admin_addresses(each, path)
        elif isinstance(each, URLPattern) and path.startswith("admin/"):
            yield path


@pytest.fixture
def clients() -> dict[str, Client]:
    """One of each role, signed in. The author has written the article."""
    keep_groups()
    found = {"anonymous": Client(), "reader": signed_in("reader")}
    found |= {letter: signed_in(role, staff=True) for letter, role in STAFF_ROLES.items()}
    return found


def signed_in(role: str, **columns: Any) -> Client:
    user = make_user(f"the-{role}", is_superuser=role == "superuser", **columns)
    user.groups.set(Group.objects.filter(name=role))
    if role == "author":
        Article.objects.get().bylines.create(author=make_author(user=user))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def examples() -> dict[str, int]:
    """An object for each model, with which addresses are filled."""
    comment = make_comment(make_article())
    comment.undo(comment.reject(by=make_moderator("mo"), reason="insult", note="Rude."), by=make_moderator("ann"))
    DiscussionSettings.load().save()
    return {
        "accounts/user": make_user("somebody").pk,
        "auth/group": Group.objects.get_or_create(name="editor")[0].pk,
        "articles/article": comment.article_id,
        "articles/author": make_author().pk,
        "articles/picture": make_picture().pk,
        "articles/section": comment.article.section_id,
        "articles/tag": make_tag("Ferries", comment.article).pk,
        "articles/correction": Correction.objects.create(article=comment.article, text="It was Monday.").pk,
        "articles/newspapersettings": 1,
        "articles/pin": Pin.objects.create(place=Place.LEAD, article=comment.article).pk,
        "articles/standingpage": StandingPage.objects.create(slug="about", title="About", body="<p>We.</p>").pk,
        "comments/people": Commenter.objects.create(email_key="k").pk,
        "comments/queue": comment.pk,
        "comments/comment": comment.pk,
        "comments/question": make_comment(comment.article, status="approved").pk,
        "comments/questions": comment.article_id,
        "comments/log": ModerationAction.objects.latest("pk").pk,
        "comments/discussionsettings": 1,
        "comments/legalreport": LegalReport.objects.create(comment=comment, version=1, nonce="n", why="It lies.").pk,
        "comments/reach": Reach.objects.create(moderator=make_user("limited", staff=True)).pk,
        "comments/mode": Mode.objects.create(by=User.objects.get(username="mo")).pk,
        "comments/rejectionreason": RejectionReason.objects.get(code="other").pk,
        "moving/": make_transfer().pk,
        "moving/batches": make_batch().pk,
        "outbox/job": Job.objects.create(kind="example").pk,
    }


def filled(pattern: str, examples: dict[str, int]) -> str:
    if "app_label" in pattern:
        return "/admin/comments/"
    if pattern.startswith("admin/r/"):
        return f"/admin/r/{ContentType.objects.get_for_model(Article).pk}/{examples['articles/article']}/"
    if "<uuid:" in pattern:
        pattern = pattern.replace("<uuid:number>", str(ModerationAction.objects.latest("pk").batch))
    pattern = pattern.replace("<str:ticket>/<slug:kind>", "ticket/wordpress")
    pattern = pattern.replace("<slug:kind>", "links").replace("<slug:step>", "try")
    pattern = pattern.replace("numbers/<slug:slug>", "numbers/waiting")
    model = "/".join(pattern.split("/")[1:3]).partition("<")[0]
    return "/" + re.sub(r"\(\?P<url>.*|<[^>]*>", lambda _part: str(examples.get(model, "nothing")), pattern)


def outcome(answer: Any) -> str:
    """The stock admin answers 302 to its front page for objects that somebody may not see: "perhaps it was deleted"."""
    leads_to = answer["Location"] if answer.status_code == 302 else ""
    if "/login/" in leads_to:
        return "sign in"
    unseen = leads_to == "/admin/" and re.search("/(history|change|delete)/$", answer.wsgi_request.path)
    return "denied" if unseen or answer.status_code in (403, 404) else f"{answer.status_code}"


def digest() -> dict[str, str]:
    """Of every table of the database."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = sorted(map(repr, cursor.fetchall()))
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def test_this_table_knows_every_address_of_the_admin() -> None:
    assert set(admin_addresses()) == set(EXPECTED)


@pytest.mark.once
@pytest.mark.parametrize("letter", STAFF_ROLES)
def test_a_role_opens_what_it_may_and_nothing_else_and_reading_changes_nothing(
    examples: dict[str, int], clients: dict[str, Client], letter: str
) -> None:
    before = digest()
    for pattern, roles in EXPECTED.items():
        address = filled(pattern, examples)
        with CaptureQueriesContext(connection) as captured:
            answer = clients[letter].get(address)
        told = f"{pattern} answers {STAFF_ROLES[letter]} with {answer.status_code}"
        assert outcome(answer) in ({"200", "302", "405"} if letter in roles else {"denied", "405"}), told
        assert not [query for query in captured if re.match("INSERT|UPDATE|DELETE", query["sql"])], pattern
    assert digest() == before


@pytest.mark.parametrize("role", OUTSIDERS)
def test_whoever_is_no_staff_is_sent_to_sign_in_everywhere(
    examples: dict[str, int], clients: dict[str, Client], role: str
) -> None:
    before = digest()
    for pattern in EXPECTED.keys() - KEPT_OUT:
        for method in ("get", "post", "put", "delete"):
            answer = getattr(clients[role], method)(filled(pattern, examples))
            assert outcome(answer) == "sign in", f"{method} {pattern}: {answer.status_code}"
    assert digest() == before


@pytest.mark.once
@pytest.mark.parametrize("letter", STAFF_ROLES)
def test_what_a_role_may_not_open_it_can_not_post_to_either(
    examples: dict[str, int], clients: dict[str, Client], letter: str
) -> None:
    before = digest()
    posted = {"status": "pending", "version": "1", "reason": "insult", "until": "hour", "post": "yes", "_save": "Save"}
    for pattern in (pattern for pattern, roles in EXPECTED.items() if letter not in roles):
        answer = clients[letter].post(filled(pattern, examples), posted)
        assert outcome(answer) in {"denied", "405"}, f"{pattern}: {answer.status_code}"
    assert digest() == before


@pytest.mark.parametrize(("letter", "status"), [("A", 302), ("E", 302), ("M", 404), ("N", 404), ("S", 302)])
def test_the_way_from_a_number_to_a_public_address_is_for_who_may_see_the_row(
    examples: dict[str, int], clients: dict[str, Client], letter: str, status: int
) -> None:
    article = ContentType.objects.get_for_model(Article).pk
    client = clients[letter]
    assert client.get(f"/admin/r/{article}/{examples['articles/article']}/").status_code == status
    comment = ContentType.objects.get_for_model(Comment).pk
    unseen = [(article, 0), (0, 1), ("x", "y"), (article, "9" * 30), (comment, examples["comments/comment"])]
    for kind, number in unseen:
        assert client.get(f"/admin/r/{kind}/{number}/").status_code == 404, f"{kind} {number}"
