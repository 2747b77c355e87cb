"""Random newspapers, as plain values that hypothesis can make smaller, and as rows."""

from datetime import timedelta
from html import escape
from io import BytesIO
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import strategies as st
from PIL import Image

from articles.models import (
    Article,
    ArticleAddress,
    Author,
    AuthorAddress,
    Byline,
    Correction,
    FormerSegment,
    Picture,
    Section,
    StandingPage,
    Tag,
    TagAddress,
    Tagging,
)
from comments import markup
from comments.models import Comment
from comments.text import clean_line, clean_text
from tests.factories import make_comment, make_submission

lines = st.text("ab Äж東<&\"'.;,[]", min_size=1, max_size=20).map(clean_line).filter(bool)
maybe = st.just("") | lines
typed = st.sampled_from(["*so*", "**", "> quoted", "https://x.example/a_b?c=1&d=2", "`code`", "• one", "<b>", "&amp;"])
texts = st.lists(typed | lines, min_size=1, max_size=3).flatmap(
    lambda parts: st.sampled_from([" ", "\n", "\n\n", "\n\n\n"]).map(lambda gap: clean_text(gap.join(parts)))
)
ago = st.integers(60, 20 * 86_400)  # seconds
tick = st.integers(0, 999_999)
places = st.integers(0, 3)  # in a list that may be shorter: then nothing is meant

pictures = st.tuples(lines, maybe, maybe, st.integers(0, 100), st.integers(0, 100))
sections = st.fixed_dictionaries(
    {
        "name": lines,
        "description": maybe,
        "parent": places,
        "position": st.integers(0, 9),
        "on_front": st.booleans(),
        "moved": st.booleans(),
    }
)
authors = st.fixed_dictionaries(
    {"name": lines, "job_title": maybe, "bio": st.just("") | texts, "portrait": places, "moved": st.booleans()}
)
BARE, WITH_ALT, WITH_CAPTION = "<img{}>", '<img{} alt="&quot;Own&quot;">', '<img{} alt=""><figcaption>Own</figcaption>'
parts = (
    lines.map(lambda line: f"<p>{escape(line, quote=False)}</p>")
    | st.sampled_from(
        [
            "<h2>More</h2>",
            "<blockquote><p>Aye &amp; no</p></blockquote>",
            "<ul><li>one</li><li>two</li></ul>",
            '<aside data-kind="pro-tip"><p>Tie it.</p></aside>',
            '<section data-kind="questions"><details><summary>Why?</summary><p>So.</p></details></section>',
            "<p>[gallery ids=1] https://bare.example/x &lt;!-- wp:x --&gt;</p>",
            '<p><a href="/news/x/">here</a> <a href="https://x.example/?a=1&amp;b=2">there</a></p>',
            "<p>one<br>two</p><hr>",
            "<table><tbody><tr><td>1</td></tr></tbody></table>",
        ]
    )
    | st.tuples(st.sampled_from([BARE, WITH_ALT, WITH_CAPTION]), places)
)
comments = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["unchecked", "pending", "approved", "rejected", "spam", "withdrawn"]),
        "name": lines,
        "text": st.just("") | texts,
        "parent": places,
        "website": st.sampled_from(["", "https://x.example/?a=1&b=2"]),
        "badge": st.sampled_from(["", "", "staff", "author"]),
        "at": ago,
        "sent": st.booleans(),
        "edited": st.booleans(),
        "featured": st.booleans(),
    }
)
articles = st.fixed_dictionaries(
    {
        "headline": lines,
        "standfirst": maybe,
        "body": st.lists(parts, max_size=3),
        "section": places,
        "authors": st.lists(places, unique=True, max_size=3),
        "titles": st.lists(maybe, min_size=3, max_size=3),
        "tags": st.lists(places, unique=True, max_size=3),
        "label": st.sampled_from(["news", "analysis", "opinion", "sponsored"]),
        "state": st.sampled_from(["draft", "was public", "in_review", "scheduled", "published", "unpublished"]),
        "picture": places,
        "words": st.tuples(maybe, maybe, maybe),
        "closing": st.sampled_from(["open", "closed", "over", "date", "days"]),
        "corrections": st.lists(texts, max_size=2),
        "times": st.tuples(ago, tick, ago),
        "comments": st.lists(comments, max_size=4),
    }
)
pages = st.fixed_dictionaries(
    {
        "title": lines,
        "description": maybe,
        "body": st.lists(parts, max_size=2),
        "position": st.integers(0, 9),
        "state": st.sampled_from(["shown", "hidden", "never shown"]),
        "moved": st.booleans(),
    }
)
papers = st.fixed_dictionaries(
    {
        "pictures": st.lists(pictures, max_size=3),
        "sections": st.lists(sections, min_size=1, max_size=3),
        "authors": st.lists(authors, max_size=3),
        "tags": st.lists(lines.map(str.casefold), unique=True, max_size=3),
        "articles": st.lists(articles, max_size=3),
        "pages": st.lists(pages, max_size=2),
    }
)


class Built:
    """The rows of a paper."""

    def __init__(self, paper: dict[str, Any]) -> None:
        self.numbers = count(1)
        self.now = timezone.now().replace(microsecond=0)
        self.pictures = [_picture(at, *words) for at, words in enumerate(paper["pictures"])]
        self.sections: list[Section] = []
        for told in paper["sections"]:
            self.sections.append(self._section(told))
        self.authors = [self._author(told) for told in paper["authors"]]
        self.tags = [self._tag(name) for name in paper["tags"]]
        for role, told in zip(("about", None), paper["pages"], strict=False):
            self._page(role, told)
        for told in paper["articles"]:
            self._article(told)

    def _section(self, told: dict[str, Any]) -> Section:
        tops = [section for section in self.sections if section.parent is None]
        section = Section(slug=f"part-{next(self.numbers)}", parent=_at(tops, told["parent"]))
        for name in ("name", "description", "position", "on_front"):
            setattr(section, name, told[name])
        section.save()
        if told["moved"]:
            FormerSegment.objects.create(slug=f"{section.slug}-once", segment=section)
        return section

    def _author(self, told: dict[str, Any]) -> Author:
        said = {name: told[name] for name in ("name", "job_title", "bio")}
        author = Author.objects.create(
            slug=f"who-{next(self.numbers)}", portrait=_at(self.pictures, told["portrait"]), **said
        )
        if told["moved"]:
            AuthorAddress.objects.create(slug=f"{author.slug}-once", author=author)
        return author

    def _tag(self, name: str) -> Tag:
        tag = Tag.objects.create(name=name, slug=f"about-{next(self.numbers)}")
        TagAddress.objects.create(slug=f"{tag.slug}-once", tag=tag)
        return tag

    def _body(self, told: list[Any]) -> str:
        return "".join(part if isinstance(part, str) else self._figure(*part) for part in told)

    def _figure(self, shape: str, place: int) -> str:
        picture = _at(self.pictures, place)
        return f"<figure>{shape.format(f' src="{picture.url}"')}</figure>" if picture else ""

    def _page(self, role: str | None, told: dict[str, Any]) -> None:
        page = StandingPage(slug=f"page-{next(self.numbers)}", role=role, body=self._body(told["body"]))
        page.title, page.description, page.position = told["title"], told["description"], told["position"]
        page.is_public = told["state"] == "shown"
        page.public_since = None if told["state"] == "never shown" else self.now - timedelta(days=3, microseconds=7)
        page.updated_at = self.now - timedelta(days=2, microseconds=5)
        page.save()
        if told["moved"]:
            FormerSegment.objects.create(slug=f"{page.slug}-once", segment=page)

    def _article(self, told: dict[str, Any]) -> None:
        since, micro, written = told["times"]
        state = {"scheduled": "published", "was public": "draft"}.get(told["state"], told["state"])
        at = self.now + timedelta(seconds=since if told["state"] == "scheduled" else -since, microseconds=-micro)
        article = Article(section=self.sections[told["section"] % len(self.sections)], status=state)
        article.slug, article.body = f"story-{next(self.numbers)}", self._body(told["body"])
        article.headline, article.standfirst, article.label = told["headline"], told["standfirst"], told["label"]
        article.published_at = at if told["state"] not in ("draft", "in_review") else None
        article.picture, (article.picture_alt, article.caption, article.credit) = self._pictured(told)
        self._close(article, told["closing"])
        article.save()
        dates = {
            "created_at": min(at, self.now) - timedelta(seconds=written),
            "updated_at": max(at, self.now) if at > self.now else at,
        }
        Article.objects.filter(pk=article.pk).update(**dates)
        self._beside(article, told)

    def _pictured(self, told: dict[str, Any]) -> tuple[Picture | None, tuple[str, str, str]]:
        return _at(self.pictures, told["picture"]), told["words"]

    def _close(self, article: Article, how: str) -> None:
        article.takes_comments = how != "closed"
        article.comments_close_after = 14 if how == "days" else None
        ends = {"over": timedelta(hours=-1), "date": timedelta(days=9, microseconds=3)}
        article.comments_close_at = self.now + ends[how] if how in ends else None

    def _beside(self, article: Article, told: dict[str, Any]) -> None:
        for at, place in enumerate(told["authors"]):
            if author := _at(self.authors, place):
                Byline.objects.create(article=article, author=author, position=at, job_title=told["titles"][at])
        for at, place in enumerate(told["tags"]):
            if tag := _at(self.tags, place):
                Tagging.objects.create(article=article, tag=tag, position=at)
        for text in told["corrections"]:
            Correction.objects.create(article=article, text=text, at=self.now - timedelta(microseconds=1))
        if article.published_at:
            ArticleAddress.objects.create(path=f"/once/{article.slug}/", article=article, since=article.published_at)
        made: list[Comment] = []
        for said in told["comments"]:
            made.append(self._comment(article, said, made))

    def _comment(self, article: Article, told: dict[str, Any], made: list[Comment]) -> Comment:
        at = self.now - timedelta(seconds=told["at"])
        columns: dict[str, Any] = {name: told[name] for name in ("status", "name", "text", "website", "badge")}
        columns |= {"created_at": at, "html": markup.render(told["text"]), "markup": markup.MARKUP}
        if told["status"] not in ("unchecked", "pending"):
            columns["decided_at"] = at + timedelta(seconds=30, microseconds=5)
        columns["edited_at"] = at + timedelta(microseconds=9) if told["edited"] else None
        columns["featured_at"] = at if told["featured"] and told["status"] == "approved" else None
        parent = _at(made, told["parent"])
        comment = make_comment(article, **_worded(columns), parent=parent, **({} if parent else {"root": None}))
        if told["sent"] and comment.text:
            make_submission(comment, ip="2001:db8::7", email="zoe@example.org", user_agent="Browser/1.0", created_at=at)
        return comment


def _worded(columns: dict[str, Any]) -> dict[str, Any]:
    """What has no words is a stub; only some may be."""
    if columns["text"]:
        return columns
    if columns["status"] not in ("spam", "withdrawn"):
        return columns | {"text": "Words.", "html": markup.render("Words.")}
    return columns | {"name": "", "website": "", "html": "", "emptied_at": columns["decided_at"]}


def _at[Row](rows: list[Row], place: int) -> Row | None:
    return rows[place] if place < len(rows) else None


def _picture(at: int, alt: str, caption: str, credit: str, x: int, y: int) -> Picture:
    written = BytesIO()
    Image.new("RGB", (4 + at, 3), (at, 9, 9)).save(written, "PNG")
    upload: Any = SimpleUploadedFile(f"{at}.png", written.getvalue())
    words = {"alt": alt, "caption": caption, "credit": credit, "focus_x": x, "focus_y": y}
    return Picture.objects.take_in(upload, by=None, **words)[0]
