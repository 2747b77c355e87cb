"""Small factories: each makes one valid row, with whatever the test wants otherwise given by name."""

from datetime import timedelta
from functools import reduce
from itertools import count
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from articles.models import Article, Author, Byline, Picture, Section, Status, Tag, Tagging
from comments.models import Appeal, Comment, Commenter, Discussion, Report, Submission

numbers = count(1)


def make_user(username: str = "", *, staff: bool = False, permissions: tuple[str, ...] = (), **columns: Any) -> User:
    """`permissions` as "app.codename". Nobody is called like staff: such names are reserved, and a 6 reads like a 9."""
    from django.contrib.auth.models import Permission

    name = username or f"{'staff' if staff else 'user'}{next(numbers)}"
    user = User.objects.create_user(name, password="pass", is_staff=staff, **columns)
    if permissions:
        asked = [Q(content_type__app_label=app, codename=name) for app, name in (one.split(".") for one in permissions)]
        found = Permission.objects.filter(reduce(or_, asked)).values_list("pk", flat=True)
        assert len(found) == len(set(permissions)), f"not all of {permissions} are there"
        user.user_permissions.add(*found)
    return user


def make_moderator(username: str = "", **columns: Any) -> User:
    return make_user(
        username,
        staff=True,
        permissions=("comments.moderate_comment", "comments.view_log", "comments.publish_comments"),
        **columns,
    )


def make_section(slug: str = "", **columns: Any) -> Section:
    slug = slug or f"section-{next(numbers)}"
    return Section.objects.create(**{"slug": slug, "name": slug.replace("-", " ").title()} | columns)


def make_author(name: str = "", **columns: Any) -> Author:
    name = name or f"Author {next(numbers)}"
    return Author.objects.create(**{"name": name, "slug": name.lower().replace(" ", "-")} | columns)


def make_tag(name: str, *articles: Article) -> Tag:
    """The last tag of each of these."""
    tag = Tag.objects.create(name=name, slug=name.lower().replace(" ", "-"))
    for article in articles:
        Tagging.objects.create(article=article, tag=tag, position=article.taggings.count())
    return tag


def make_picture(alt: str = "A boat at the quay", **columns: Any) -> Picture:
    """A row alone; `tests.articles.pictures.take_in` has a file as well."""
    defaults = {"file": f"originals/{next(numbers)}.jpg", "width": 1200, "height": 800, "alt": alt}
    return Picture.objects.create(**defaults | columns)


def make_article(headline: str = "", authors: tuple[Author, ...] = (), **columns: Any) -> Article:
    """Published an hour ago and open for comments, unless told otherwise; `authors` bring their job titles along."""
    number = next(numbers)
    defaults: dict[str, Any] = {
        "headline": headline or f"Headline {number}",
        "slug": f"article-{number}",
        "body": "<p>Body.</p>",
        "status": Status.PUBLISHED,
        "published_at": timezone.now() - timedelta(hours=1),
    }
    if "section" not in columns:
        defaults["section"] = make_section()
    article = Article.objects.create(**defaults | columns)
    for position, author in enumerate(authors):
        Byline.objects.create(article=article, author=author, position=position, job_title=author.job_title)
    return article


def make_comment(article: Article | None = None, **columns: Any) -> Comment:
    """Pending unless told otherwise; a reply when `parent` is given. Kept counters are left right."""
    parent = columns.get("parent")
    status = columns.get("status", "pending")
    defaults: dict[str, Any] = {
        "article": article or (parent.article if parent else make_article()),
        "root": (parent.root or parent) if parent else None,
        "depth": parent.depth + 1 if parent else 0,
        "name": f"Reader {next(numbers)}",
        "text": "A remark.",
        "html": "<p>A remark.</p>",
        "status": "pending",
        "on_page": status == "approved",
    }
    comment = Comment.objects.create(**defaults | columns)
    if status == "approved":
        with transaction.atomic():
            Discussion.lock(comment.article_id).recount_with_threads()
    return comment


def make_submission(comment: Comment, **columns: Any) -> Submission:
    number = next(numbers)
    defaults: dict[str, Any] = {
        "comment": comment,
        "version": comment.version,
        "token": f"{number:032x}",
        "fingerprint": f"{number:064x}",
        "ip": "198.51.100.7",
        "email": "reader@example.org",
        "user_agent": "Browser/1.0",
        "payload": {"user_ip": "198.51.100.7", "comment_content": comment.text},
    }
    return Submission.objects.create(**defaults | columns)


def make_report(comment: Comment, reporter: Commenter | None = None, **said: Any) -> Report:
    """By a reader of its own, known by a pseudonym, unless `reporter` or `network` is given."""
    who = {} if reporter else {"network": f"network-{next(numbers)}"}
    return Report.file(comment, reporter=reporter, **{"reason": "insult", "words": "Rude."} | who | said)


def make_appeal(comment: Comment, words: str = "Please look again.") -> Appeal:
    """Against the decision that stands."""
    return Appeal.file(comment, words=words)
