"""What pages tell machines is what they show to people: every value of it, and nothing that nobody may read."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from articles.models import Article, Label
from comments import markup
from comments.models import Comment, Status
from tests.articles.structured import SCRIPT, Shown, squeezed, things, values
from tests.factories import (
    make_article,
    make_author,
    make_comment,
    make_moderator,
    make_picture,
    make_section,
    make_tag,
)

pytestmark = pytest.mark.django_db
BASE = "https://paper.example"
END = "</script><!-- & “co” \u2028"
BODY = f"""<p>First &amp; last {END.replace("<", "&lt;")}</p>
<section data-kind="questions">
<details><summary>Who <em>pays</em>? You &amp; me?</summary><p>The <strong>c</strong>ity.</p><ul><li>Half</li><li>now</li></ul></details>
<details><summary>When?</summary><p>Soon<br>or later.</p></details>
<details><summary>Nobody answers?</summary></details>
</section>"""  # noqa: E501


@pytest.fixture(autouse=True)
def at_home(settings: Any) -> None:
    settings.SITE_URL, settings.SITE_NAME = BASE, "The Paper"


@pytest.fixture
def article() -> Article:
    """With something of everything; its authors have risen since."""
    ann, joe = make_author("Ann Bly", job_title="Reporter", bio="Knows ships."), make_author("Joe Moss", job_title="")
    article = make_article(
        f"Boats {END}",
        (ann, joe),
        slug="boats",
        section=make_section("harbor", name="Harbor & Sea", parent=make_section("city", name="City")),
        standfirst="Under the “quay”.",
        body=BODY,
        picture=make_picture("A boat", width=320, height=200),
        caption="At dawn",
        credit="Photo: Bly",
    )
    make_tag("Fish", article)
    make_tag("Deep sea", article)
    ann.job_title = "Publisher"
    ann.save()
    article.body += "<p>More.</p>"
    article.save()
    return article


def said(article: Article, words: str, **columns: Any) -> Comment:
    known = {"text": words, "html": markup.render(words), "markup": markup.MARKUP, "status": "approved"}
    return make_comment(article, **known | columns)


def page(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200
    return response.text


def is_said(shown: Shown, value: Any) -> bool:
    return shown.says(value)


def is_led_to(shown: Shown, value: Any) -> bool:
    """By a link of the page, written whole or from the site's root."""
    return bool({value, value.removeprefix(BASE)} & shown.attributes)


def is_ours(shown: Shown, value: Any) -> bool:
    return bool(value.startswith(BASE))


def is_dated(shown: Shown, value: Any) -> bool:
    return value in shown.attributes


def is_counted(shown: Shown, value: Any) -> bool:
    return shown.says(f"{value} comment")


def goes_without_saying(shown: Shown, value: Any) -> bool:
    return True


CHECKS: dict[str, Callable[[Shown, Any], bool]] = {
    **dict.fromkeys(["headline", "description", "name", "jobTitle", "articleSection", "keywords", "text"], is_said),
    **dict.fromkeys(["caption", "creditText"], is_said),
    **dict.fromkeys(["url", "item", "mainEntityOfPage", "image"], is_led_to),
    **dict.fromkeys(["datePublished", "dateModified"], is_dated),
    "@id": is_ours,
    "commentCount": is_counted,
    **dict.fromkeys(["@context", "@type", "position", "inLanguage", "isAccessibleForFree"], goes_without_saying),
    **dict.fromkeys(["width", "height", "wordCount"], goes_without_saying),  # of what is shown; asked below
}
"""What it means that the page shows a property. One that is not named here fails."""


def assert_shown(html: str) -> None:
    shown = Shown(html)
    for kind, thing in things(html).items():
        publisher = thing.pop(
            "publisher", thing.get("mainEntity", {}).pop("worksFor", None) if kind == "ProfilePage" else None
        )
        for name, value in values(thing):
            assert CHECKS[name](shown, value), (kind, name, value)
        if publisher:
            assert shown.says(publisher["name"])


def test_every_value_of_an_article_is_on_its_page(article: Article) -> None:
    first = said(article, f"Well, *well*. {END}\n\nSee https://example.org/?a=1&b=2", name="Ann <b> & co")
    said(article, "> Quoted\n\nline\nbreak", parent=first, name="Bo")
    html = page(article.get_absolute_url())
    assert set(things(html)) == {"NewsArticle", "BreadcrumbList", "FAQPage"}
    assert_shown(html)


@pytest.mark.parametrize(
    ("address", "kinds"),
    [
        ("/", {"WebSite"}),
        ("/harbor/", {"CollectionPage", "BreadcrumbList"}),
        ("/city/", {"CollectionPage", "BreadcrumbList"}),
        ("/tags/fish/", {"CollectionPage", "BreadcrumbList"}),
        ("/authors/ann-bly/", {"ProfilePage", "BreadcrumbList"}),
        ("/corrections/", {"BreadcrumbList"}),
        ("/archive/", {"BreadcrumbList"}),
        ("/archive/2026/01/", {"BreadcrumbList"}),
        ("/archive/2026/01/31/", {"BreadcrumbList"}),
    ],
)
def test_so_is_every_value_of_the_other_pages(article: Article, address: str, kinds: set[str]) -> None:
    Article.objects.filter(pk=article.pk).update(published_at=datetime(2026, 1, 31, 12, tzinfo=UTC))
    html = page(address)
    assert set(things(html)) == kinds
    assert_shown(html)


def test_a_value_that_is_not_shown_is_found(article: Article) -> None:
    """So that the tests above can fail."""
    html = page(article.get_absolute_url())
    for there, elsewhere in (("Under the", "Over the"), ("Reporter", "Publisher"), ("Harbor & Sea", "Sea")):
        body, scripts = html.split("</footer>")
        assert there.replace("&", "\\u0026") in scripts
        changed = scripts.replace(there.replace("&", "\\u0026"), f"{elsewhere} there")
        with pytest.raises(AssertionError, match="there"):
            assert_shown(f"{body}</footer>{changed}")


def test_an_article_says_what_it_is(article: Article) -> None:
    said(article, "One.")
    thing = things(page(article.get_absolute_url()))["NewsArticle"]
    assert (thing["headline"], thing["description"]) == (f"Boats {END}", "Under the “quay”.")
    assert [(author["name"], author.get("jobTitle")) for author in thing["author"]] == [
        ("Ann Bly", "Reporter"),
        ("Joe Moss", None),
    ]
    assert [author["url"] for author in thing["author"]] == [
        f"{BASE}/authors/ann-bly/",
        f"{BASE}/authors/joe-moss/",
    ]
    assert (thing["articleSection"], thing["keywords"]) == ("Harbor & Sea", ["Fish", "Deep sea"])
    assert (thing["image"][0]["width"], thing["image"][0]["height"]) == (320, 200)
    assert (thing["commentCount"], thing["wordCount"], thing["isAccessibleForFree"]) == (1, article.body_words, True)
    assert thing["dateModified"] > thing["datePublished"]
    assert (thing["publisher"]["name"], thing["inLanguage"]) == ("The Paper", "en-us")


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        (Label.NEWS, "NewsArticle"),
        (Label.ANALYSIS, "AnalysisNewsArticle"),
        (Label.OPINION, "OpinionNewsArticle"),
        (Label.SPONSORED, "AdvertiserContentArticle"),
    ],
)
def test_the_label_says_which_kind_it_is(label: Label, kind: str) -> None:
    assert kind in things(page(make_article(label=label).get_absolute_url()))


def test_what_an_article_lacks_is_not_said() -> None:
    thing = things(page(make_article(authors=()).get_absolute_url()))
    assert set(thing) == {"NewsArticle", "BreadcrumbList"}
    assert not {"description", "author", "keywords", "comment"} & set(thing["NewsArticle"])


def test_an_article_without_picture_has_the_paper_s_as_when_it_is_shared() -> None:
    html = page(make_article().get_absolute_url())
    (image,) = things(html)["NewsArticle"]["image"]
    assert f'<meta property="og:image" content="{image["url"]}">' in html


def test_questions_and_answers_are_those_of_the_body(article: Article) -> None:
    asked = things(page(article.get_absolute_url()))["FAQPage"]["mainEntity"]
    assert [(question["name"], question["acceptedAnswer"]["text"]) for question in asked] == [
        ("Who pays? You & me?", "The city. Half now"),
        ("When?", "Soon or later."),
    ]


def test_the_breadcrumb_is_that_of_the_page(article: Article) -> None:
    crumbs = things(page(article.get_absolute_url()))["BreadcrumbList"]["itemListElement"]
    assert [(crumb["position"], crumb["name"], crumb.get("item")) for crumb in crumbs] == [
        (1, "Home", f"{BASE}/"),
        (2, "City", f"{BASE}/city/"),
        (3, "Harbor & Sea", f"{BASE}/harbor/"),
        (4, f"Boats {END}", None),
    ]


def comments_of(html: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = things(html)["NewsArticle"].get("comment", [])
    return found


@pytest.mark.parametrize("status", [status.value for status in Status if status != Status.APPROVED])
def test_only_approved_comments_are_in_it_and_no_tombstone(article: Article, status: str) -> None:
    hidden = said(article, "qqhidden", name="qqname")
    reply = said(article, "Still here.", parent=hidden)
    Comment.objects.filter(pk=hidden.pk).update(status=status)
    said(article, "qqhidden", name="qqname", status=status)
    html = page(article.get_absolute_url())
    (comment,) = comments_of(html)
    assert comment["@id"] == f"{BASE}/harbor/boats/?comment={reply.pk}#comment-{reply.pk}"
    assert "parentItem" not in comment
    assert "qq" not in html.replace("qq=", "")
    assert f'id="comment-{hidden.pk}"' in html, "its tombstone"


def test_they_are_those_of_the_page(article: Article) -> None:
    roots = [said(article, f"Number {number}.") for number in range(22)]
    first, second = (page(f"{article.get_absolute_url()}{query}") for query in ("", f"?before={roots[2].pk}"))
    assert [comment["text"] for comment in comments_of(second)] == ["Number 1.", "Number 0."]
    assert len(comments_of(first)) == 20
    assert things(first)["NewsArticle"]["commentCount"] == things(second)["NewsArticle"]["commentCount"] == 22


def test_a_comment_says_who_said_what_when_and_to_which(article: Article) -> None:
    first = said(article, "One &lt; *two* & <three>\u00a0.", name="Ann <b>", website="https://spam.example/")
    second = said(article, "Two.", parent=first)
    told = {comment["@id"]: comment for comment in comments_of(page(article.get_absolute_url()))}
    one, two = (told[f"{BASE}/harbor/boats/?comment={pk}#comment-{pk}"] for pk in (first.pk, second.pk))
    assert (one["text"], one["author"]) == (
        "One &lt; two & <three>\u00a0.",
        {"@type": "Person", "name": "Ann <b>"},
    ), "no website: that would be worth something to spammers"
    assert one["datePublished"] == first.created_at.isoformat(timespec="seconds")
    assert two["parentItem"] == {"@id": one["@id"]}


def test_a_decision_is_in_it_at_once(article: Article) -> None:
    comment = said(article, "Later.", status="pending")
    assert comments_of(page(article.get_absolute_url())) == []
    Comment.objects.get(pk=comment.pk).approve(by=make_moderator())
    assert [one["text"] for one in comments_of(page(article.get_absolute_url()))] == ["Later."]


def test_no_value_can_end_its_script(article: Article) -> None:
    said(article, END, name=END)
    html = page(article.get_absolute_url())
    for text in SCRIPT.findall(html):
        assert not {"<", ">", "&"} & set(text)
    assert len(SCRIPT.findall(html)) == html.count('<script type="application') == 3
    assert squeezed(comments_of(html)[0]["text"]) == squeezed(END)
