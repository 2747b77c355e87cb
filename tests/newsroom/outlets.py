"""
Every address of the site, collected from the URLconf and made concrete by one table.

A public pattern that the table doesn't know fails `test_visibility_outlets.py`: what is not in here is not looked at by
the visibility matrix.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from articles.models import Article
from articles.sitemaps.reading import SLICE
from comments.links import status_url
from comments.models import Comment, ModerationAction

FOREIGN_TOKEN = "A" * 22


class Subject(NamedTuple):
    """What the addresses are about: an article in any state, and a comment under it in any status."""

    article: Article
    comment: Comment


type Addresses = Callable[[Subject], list[str]]


def article_addresses(it: Subject) -> list[str]:
    page, root = it.article.get_absolute_url(), it.comment.root_id or it.comment.pk
    queries = (f"comment={it.comment.pk}", f"thread={it.comment.pk}", f"thread={root}", f"thread={root}&after={root}")
    around = (f"before={it.comment.pk + 1}", f"newer={it.comment.pk - 1}", "utm_source=x")
    return [page, *(f"{page}?{query}" for query in (*queries, *around))]


def form_addresses(it: Subject) -> list[str]:
    form = f"{it.article.get_absolute_url()}comment/"
    return [form, f"{form}?parent={it.comment.pk}"]


def mistake_addresses(it: Subject) -> list[str]:
    form = f"{it.article.get_absolute_url()}mistake/"
    return [form, f"{form}?sent=1"]


def list_addresses(page: str) -> list[str]:
    return [page, f"{page}?before=nonsense"]


def section_addresses(it: Subject) -> list[str]:
    section = it.article.section
    above = section.parent.get_absolute_url() if section.parent else "/no-such-section/"
    return [*list_addresses(section.get_absolute_url()), above]


def author_addresses(it: Subject) -> list[str]:
    pages = [author.get_absolute_url() for author in it.article.authors.all()]
    return [address for page in pages for address in list_addresses(page)] or ["/authors/nobody/"]


def tag_addresses(it: Subject) -> list[str]:
    pages = [tag.get_absolute_url() for tag in it.article.tags.all()]
    return [address for page in pages for address in list_addresses(page)] or ["/tags/nothing/"]


def search_addresses(it: Subject) -> list[str]:
    """By a word that is no secret: the name of the author."""
    narrowed = f"section={it.article.section.slug}&label={it.article.label}&period=year"
    return [
        f"/search/{query}" for query in ("", "?q=ada", "?q=ada&order=newest", f"?q=ada&{narrowed}", "?q=ada&page=2")
    ]


def archive_addresses(form: str) -> Addresses:
    """Of the day it has a date for, and of the next days, on which it may come."""
    return lambda it: [f"/archive/{(timezone.localdate() + timedelta(days=n)).strftime(form)}/" for n in (0, 1, 2)]


def media_addresses(it: Subject) -> list[str]:
    return [it.article.picture.url if it.article.picture else "/media/none.webp"]


def both_forms(*feeds: str) -> list[str]:
    return [f"/feeds/{feed}.{form}" for feed in feeds for form in ("rss", "atom")]


def section_feeds(it: Subject) -> list[str]:
    section = it.article.section
    return both_forms(*(f"section/{place.slug}" for place in (section, section.parent) if place))


def author_feeds(it: Subject) -> list[str]:
    return both_forms(*[f"author/{author.slug}" for author in it.article.authors.all()] or ["author/nobody"])


def tag_feeds(it: Subject) -> list[str]:
    return both_forms(*[f"tag/{tag.slug}" for tag in it.article.tags.all()] or ["tag/none"])


def forged_addresses(act: str) -> Addresses:
    return lambda it: [f"/comments/status/{it.comment.pk}-{FOREIGN_TOKEN}/{act}"]


READERS_LINK = "(?P<token>[1-9][0-9]{0,17}-[0-9a-z]{1,13}-[0-9a-f]{32})"
OUTLETS: dict[str, Addresses] = {
    "": lambda it: ["/"],
    "robots.txt": lambda it: ["/robots.txt"],
    "sitemap.xml": lambda it: ["/sitemap.xml"],
    "sitemap-places.xml": lambda it: ["/sitemap-places.xml"],
    "^sitemap-(?P<number>[0-9]{1,9})\\.xml$": lambda it: [f"/sitemap-{it.article.pk // SLICE}.xml"],
    "news-sitemap.xml": lambda it: ["/news-sitemap.xml"],
    "favicon.ico": lambda it: ["/favicon.ico"],
    "comment-data/": lambda it: ["/comment-data/"],
    "media/<path:path>": media_addresses,
    "corrections/": lambda it: list_addresses("/corrections/"),
    "feeds/corrections.<feed_form:form>": lambda it: ["/feeds/corrections.rss", "/feeds/corrections.atom"],
    "authors/<slug:slug>/": author_addresses,
    "tags/<slug:slug>/": tag_addresses,
    "search/": search_addresses,
    "archive/": lambda it: ["/archive/"],
    "archive/<yyyy:year>/<dd:month>/": archive_addresses("%Y/%m"),
    "archive/<yyyy:year>/<dd:month>/<dd:day>/": archive_addresses("%Y/%m/%d"),
    "feeds/articles.<feed_form:form>": lambda it: both_forms("articles"),
    "feeds/section/<slug:slug>.<feed_form:form>": section_feeds,
    "feeds/author/<slug:slug>.<feed_form:form>": author_feeds,
    "feeds/tag/<slug:slug>.<feed_form:form>": tag_feeds,
    "feeds/comments/<slug:section>/<slug:slug>.<feed_form:form>": lambda it: both_forms(
        f"comments{it.article.get_absolute_url().removesuffix('/')}"
    ),
    "preview/<str:token>/": lambda it: [f"/preview/{FOREIGN_TOKEN}/", f"/preview/{FOREIGN_TOKEN}:{FOREIGN_TOKEN}/"],
    "<slug:slug>/": section_addresses,
    "<slug:section>/<slug:slug>/": article_addresses,
    "<slug:section>/<slug:slug>/mistake/": mistake_addresses,
    "comments/news/<int:article>/": lambda it: [f"/comments/news/{it.article.pk}/?than={n}" for n in (0, 1)],
    "<slug:section>/<slug:slug>/comment/": form_addresses,
    "<slug:section>/<slug:slug>/comment/preview/": lambda it: [f"{form_addresses(it)[0]}preview/"],
    **{
        rf"^comments/status/(?P<token>[0-9]{{1,18}}-[0-9A-Za-z_-]{{22}})/{act}$": forged_addresses(act)
        for act in ("", "edit/", "withdraw/", "appeal/", "confirm/", "question/")
    },
    "^comments/(?P<number>[1-9][0-9]{0,17})/report/$": lambda it: [f"/comments/{it.comment.pk}/report/"],
    "^comments/report/(?P<token>[0-9]{1,18}-[0-9A-Za-z_-]{22})/$": lambda it: [f"/comments/report/1-{FOREIGN_TOKEN}/"],
    "^comments/(?P<number>[1-9][0-9]{0,17})/illegal/$": lambda it: [f"/comments/{it.comment.pk}/illegal/"],
    "^comments/legal/(?P<token>[0-9]{1,18}-[0-9A-Za-z_-]{22})/$": lambda it: [f"/comments/legal/1-{FOREIGN_TOKEN}/"],
    "^comments/(?P<number>[1-9][0-9]{0,17})/recommend/$": lambda it: [f"/comments/{it.comment.pk}/recommend/"],
    "^comments/confirm/(?P<token>[0-9]{1,18}-[0-9A-Za-z_-]{22})/$": lambda it: [
        f"/comments/confirm/1-{FOREIGN_TOKEN}/"
    ],
    "comments/identity/": lambda it: ["/comments/identity/", "/comments/identity/?sent"],
    "comments/identity/leave/": lambda it: ["/comments/identity/leave/"],
    "comments/identity/leave-all/": lambda it: ["/comments/identity/leave-all/"],
    "comments/mine/": lambda it: ["/comments/mine/"],
    "comments/mine/under-address/": lambda it: ["/comments/mine/under-address/"],
    "comments/mine/download/": lambda it: ["/comments/mine/download/"],
    "comments/mine/erase/": lambda it: ["/comments/mine/erase/"],
    r"^comments/erasure/(?P<token>[0-9]{1,18}-[0-9A-Za-z_-]{22})/$": lambda it: [
        f"/comments/erasure/1-{FOREIGN_TOKEN}/"
    ],
    r"^comments/follow/article/(?P<number>[1-9][0-9]{0,17})/$": lambda it: [
        f"/comments/follow/article/{it.article.pk}/",
        f"/comments/follow/article/{it.article.pk}/?sent",
    ],
    r"^comments/follow/thread/(?P<number>[1-9][0-9]{0,17})/$": lambda it: [
        f"/comments/follow/thread/{number}/" for number in {it.comment.pk, it.comment.root_id or it.comment.pk}
    ],
    r"^comments/letters/(?P<token>[0-9]{1,18}-[0-9A-Za-z_-]{22})/$": lambda it: [
        f"/comments/letters/{it.comment.pk}-{FOREIGN_TOKEN}/"
    ],
    "accounts/": lambda it: ["/accounts/"],
    "accounts/login/": lambda it: ["/accounts/login/", f"/accounts/login/?next={it.article.get_absolute_url()}"],
    "accounts/logout/": lambda it: ["/accounts/logout/"],
    "accounts/password/": lambda it: ["/accounts/password/"],
    f"accounts/confirm/{READERS_LINK}/$": lambda it: [f"/accounts/confirm/1-abc123-{'0' * 32}/"],
    f"accounts/password/reset/{READERS_LINK}/$": lambda it: [f"/accounts/password/reset/1-abc123-{'0' * 32}/"],
    "accounts/password/reset/": lambda it: ["/accounts/password/reset/", "/accounts/password/reset/?sent"],
    "accounts/sign-up/": lambda it: ["/accounts/sign-up/"],
    "accounts/sign-up/mailed/": lambda it: ["/accounts/sign-up/mailed/", "/accounts/sign-up/mailed/?again"],
    "accounts/name/": lambda it: ["/accounts/name/"],
    "accounts/addresses/add/": lambda it: ["/accounts/addresses/add/"],
    "accounts/addresses/(?P<number>[1-9][0-9]{0,17})/$": lambda it: ["/accounts/addresses/1/"],
    "accounts/sessions/": lambda it: ["/accounts/sessions/"],
    "accounts/elsewhere/<slug:name>/": lambda it: ["/accounts/elsewhere/example/"],
    "accounts/elsewhere/<slug:name>/leave/": lambda it: ["/accounts/elsewhere/example/leave/"],
    "accounts/elsewhere/<slug:name>/back/": lambda it: ["/accounts/elsewhere/example/back/"],
    "accounts/elsewhere/<slug:name>/join/": lambda it: ["/accounts/elsewhere/example/join/"],
    "accounts/elsewhere/<slug:name>/join/forget/": lambda it: ["/accounts/elsewhere/example/join/forget/"],
    "accounts/elsewhere/<slug:name>/connect/": lambda it: ["/accounts/elsewhere/example/connect/"],
    "accounts/elsewhere/connections/(?P<number>[1-9][0-9]{0,17})/remove/$": lambda it: [
        "/accounts/elsewhere/connections/1/remove/"
    ],
    "accounts/language/": lambda it: ["/accounts/language/"],
    "accounts/second-factor/": lambda it: ["/accounts/second-factor/"],
    "accounts/second-factor/set-up/": lambda it: ["/accounts/second-factor/set-up/"],
    "accounts/second-factor/codes/": lambda it: ["/accounts/second-factor/codes/"],
    "accounts/second-factor/code/": lambda it: ["/accounts/second-factor/code/"],
    "accounts/passkeys/": lambda it: ["/accounts/passkeys/"],
    "accounts/passkeys/options/": lambda it: ["/accounts/passkeys/options/"],
    "accounts/passkeys/<int:pk>/name/": lambda it: ["/accounts/passkeys/1/name/"],
    "accounts/passkeys/<int:pk>/remove/": lambda it: ["/accounts/passkeys/1/remove/"],
    "accounts/passkeys/sign-in/": lambda it: ["/accounts/passkeys/sign-in/"],
    "accounts/passkeys/sign-in/options/": lambda it: ["/accounts/passkeys/sign-in/options/"],
    "accounts/passkeys/show/": lambda it: ["/accounts/passkeys/show/"],
    "accounts/passkeys/show/options/": lambda it: ["/accounts/passkeys/show/options/"],
}
"""By pattern, as the URLconf spells it: the addresses under which a stranger would look for the subject's words."""

BESIDES = ["/healthz", "/readyz", "/static/css/base.css", "/static/none.css", "/no-such-section/", "/a/b/", "/a/b/c/d/"]
"""Answered before the URLconf is asked, or by the error pages."""


def patterns() -> list[str]:
    return list(_walk(get_resolver(), ""))


def public_patterns() -> list[str]:
    return [pattern for pattern in patterns() if not pattern.startswith("admin/")]


def admin_patterns() -> list[str]:
    return [pattern for pattern in patterns() if pattern.startswith("admin/")]


def public_addresses(it: Subject) -> list[str]:
    """All of them, and all pages besides."""
    return [*(address for addresses in OUTLETS.values() for address in addresses(it)), *BESIDES]


def private_address(it: Subject) -> str:
    """The status page that the comment's author alone knows."""
    return status_url(it.comment)


def admin_addresses(it: Subject) -> list[str]:
    """One for each pattern, filled in with the subject or the first row of the model it is about."""
    return [f"/{_filled_in(pattern, it)}" for pattern in admin_patterns()]


def _walk(resolver: URLResolver, before: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield before + (str(entry.pattern).removeprefix("^") if before else str(entry.pattern))
        else:
            yield from _walk(entry, before + str(entry.pattern))


def _filled_in(pattern: str, it: Subject) -> str:
    if pattern.startswith("admin/r/"):
        return f"admin/r/{ContentType.objects.get_for_model(Article).pk}/{it.article.pk}/"
    pattern = re.sub(r"\(\?P<app_label>(\w+)\S*\$", r"\1/", pattern)
    pattern = pattern.replace("(?P<url>.*)$", "no-such-page")
    pattern = pattern.replace("numbers/<slug:slug>", "numbers/waiting").replace("<slug:kind>", "links")
    pattern = pattern.replace("<uuid:number>", str(_last_batch()))
    return re.sub(r"<(?:\w+:)?\w+>", lambda _: str(_key(pattern, it)), pattern)


def _last_batch() -> UUID:
    """Of decisions; any number where nobody has decided yet."""
    return ModerationAction.objects.order_by("-pk").values_list("batch", flat=True).first() or UUID(int=1)


def _key(pattern: str, it: Subject) -> int:
    """Of the subject where the pattern is about such a row, else of the model's first one."""
    app, model = pattern.split("/")[1:3]
    known = {"queue": it.comment.pk, "comment": it.comment.pk, "article": it.article.pk}
    about = apps.get_app_config(app).models.get("moderationaction" if model == "log" else model)
    first = about._default_manager.order_by("pk").first() if about else None
    return known.get(model) or (first.pk if first else 1)
