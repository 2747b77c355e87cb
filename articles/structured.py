"""What a page shows, said once more for machines: things of schema.org, as JSON-LD.

Everything in here stands on the page as well, in the same words. Functions are pure; `write` makes the scripts.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.addresses import path_of
from articles.asked import questions_of
from articles.models import Article, Author, Correction, Label, Section
from articles.reading import corrections_of
from articles.shots import Shot, shot_of

type Thing = dict[str, Any]

KINDS = {
    Label.NEWS: "NewsArticle",
    Label.ANALYSIS: "AnalysisNewsArticle",
    Label.OPINION: "OpinionNewsArticle",
    Label.SPONSORED: "AdvertiserContentArticle",
}
_SCRIPT = '<script type="application/ld+json">{}</script>\n'


def write(*things: Thing | None) -> SafeString:
    """No value can end the script: JSON has another way to write what HTML would read."""
    written = (json.dumps({"@context": "https://schema.org"} | thing, ensure_ascii=False) for thing in things if thing)
    # Three times `replace` is a hundred times faster than `translate` for characters that become several.
    safe = (text.replace("&", "\\u0026").replace("<", "\\u003C").replace(">", "\\u003E") for text in written)
    return SafeString("".join(_SCRIPT.format(text) for text in safe))


def news_article(
    article: Article, authors: Iterable[Author], tags: Iterable[str], comment_count: int, comments: Sequence[Thing]
) -> Thing:
    """`comments` are those of this page; `authors` have their title as of publication, as `byline_title`."""
    assert article.published_at is not None
    page, shot = _whole(article.get_absolute_url()), shot_of(article)
    return _filled(
        {
            "@type": KINDS[Label(article.label)],
            "@id": f"{page}#article",
            "url": page,
            "mainEntityOfPage": page,
            "headline": article.headline,
            "description": article.standfirst,
            "datePublished": _moment(article.published_at),
            "dateModified": _moment(max(article.published_at, article.updated_at)),
            "author": [person(author, vars(author).get("byline_title", "")) for author in authors],
            "publisher": publisher(),
            "image": [image(shot)] if shot else [_icon()],
            "articleSection": article.section.name,
            "keywords": list(tags),
            "wordCount": article.body_words,
            "inLanguage": settings.LANGUAGE_CODE,
            "isAccessibleForFree": True,
            "correction": [_correction(correction) for correction in corrections_of(article)],
            "commentCount": comment_count,
            "comment": comments,
        }
    )


def _correction(correction: Correction) -> Thing:
    return {"@type": "CorrectionComment", "text": correction.text, "datePublished": _moment(correction.at)}


def person(author: Author, job_title: str) -> Thing:
    address = _whole(author.get_absolute_url())
    return _filled({"@type": "Person", "@id": address, "name": author.name, "url": address, "jobTitle": job_title})


def profile(author: Author) -> Thing:
    about = person(author, author.job_title) | _filled(
        {"description": author.bio, "image": _whole(author.portrait.plain.url) if author.portrait else ""}
    )
    return {"@type": "ProfilePage", "url": about["url"], "mainEntity": about | {"worksFor": publisher()}}


def publisher() -> Thing:
    front = _whole(path_of("articles:front"))
    return {"@type": "NewsMediaOrganization", "@id": f"{front}#us", "name": settings.SITE_NAME, "url": front} | {
        "logo": _icon()
    }


def _icon() -> Thing:
    """Of the paper: with it, too, is shared what has no picture of its own."""
    return {"@type": "ImageObject", "url": _whole(static("icons/icon-512.png")), "width": 512, "height": 512}


def image(shot: Shot) -> Thing:
    described = {"url": _whole(shot.path), "width": shot.width, "height": shot.height}
    return _filled({"@type": "ImageObject", **described, "caption": shot.caption, "creditText": shot.credit})


def website() -> Thing:
    front = _whole(path_of("articles:front"))
    known = {"@type": "WebSite", "@id": f"{front}#site", "name": settings.SITE_NAME, "url": front}
    return known | {"inLanguage": settings.LANGUAGE_CODE, "publisher": publisher()}


def collection(name: str, description: str, path: str, articles: Sequence[Article]) -> Thing:
    """A list as it stands on the page, in its order."""
    items = [
        {"@type": "ListItem", "position": position, "name": article.headline, "url": _whole(article.get_absolute_url())}
        for position, article in enumerate(articles, start=1)
    ]
    listed = {"@type": "ItemList", "itemListElement": items} if items else None
    page = {"@type": "CollectionPage", "url": _whole(path), "name": name, "description": description}
    return _filled({**page, "inLanguage": settings.LANGUAGE_CODE, "mainEntity": listed})


def breadcrumb(here: str, above: Iterable[tuple[str, str]] = ()) -> Thing:
    """`above` are names and paths. The last part is where the reader is, and leads nowhere."""
    places = [(_("Home"), path_of("articles:front")), *above]
    crumbs = [_crumb(name, position, _whole(path)) for position, (name, path) in enumerate(places, start=1)]
    return {"@type": "BreadcrumbList", "itemListElement": [*crumbs, _crumb(here, len(crumbs) + 1)]}


def above(here: str, section: Section) -> list[tuple[str, str]]:
    """As templates/articles/_breadcrumb.html has it."""
    places = [section.parent] if section.parent else []
    places += [section] if section.name != here else []
    return [(place.name, place.get_absolute_url()) for place in places]


def _crumb(name: str, position: int, address: str = "") -> Thing:
    return _filled({"@type": "ListItem", "position": position, "name": name, "item": address})


def questions(html: str) -> Thing | None:
    """None for a body without questions."""
    asked = [
        {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}}
        for question, answer in questions_of(html)
    ]
    return {"@type": "FAQPage", "mainEntity": asked} if asked else None


def _whole(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _moment(moment: Any) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _filled(thing: Thing) -> Thing:
    """What is not known is not said."""
    return {name: value for name, value in thing.items() if value not in (None, "", [])}
