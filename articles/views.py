from collections.abc import Callable
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from articles import caching, front, heads, paging, reading
from articles.caching import public_page
from articles.discussion import Discussion
from articles.models import Article, ArticleAddress, Author, AuthorAddress, FormerSegment, Section, StandingPage

PAGE_SIZE = 20


def nowhere(request: HttpRequest) -> str:
    """Where a question leads on a site that was never another one."""
    return ""


@public_page
def show_front(request: HttpRequest, discussion: Discussion, former: Callable[[HttpRequest], str]) -> HttpResponse:
    """The date line makes it another page every day. Other systems have asked for articles here, by their numbers."""
    if path := former(request):
        return HttpResponsePermanentRedirect(path)
    today = timezone.localdate()
    stamp = caching.site_stamp()

    def page() -> HttpResponse:
        known = {"front": front.compose(discussion), "today": today, "head": heads.of_front()}
        return render(request, "articles/front.html", known)

    return caching.respond(request, stamp, discussion.clock(), today, front.turns(), render=page)


@public_page
def show_section(request: HttpRequest, slug: str, discussion: Discussion) -> HttpResponse:
    stamp = caching.site_stamp()
    section = Section.objects.for_page().filter(slug=slug).first()
    if section is None:
        return _show_standing_page(request, slug, stamp)

    def page() -> HttpResponse:
        articles = Article.objects.published().in_section(section).for_lists()
        found = paging.take_page(articles, request.GET.get("before", ""), PAGE_SIZE)
        known = {"section": section, "page": found, "head": heads.of_section(section, found)}
        return render(request, "articles/section.html", known)

    return caching.respond(request, stamp, discussion.clock(), render=page)


def _show_standing_page(request: HttpRequest, slug: str, stamp: str) -> HttpResponse:
    standing = StandingPage.objects.filter(slug=slug).exclude(public_since=None).first()
    if standing is None:
        former = get_object_or_404(FormerSegment.objects.select_related("segment"), slug=slug)
        return moved(request, former.segment.get_absolute_url())
    if not standing.is_public:
        return render(request, "articles/gone.html", {"standing": standing}, status=HTTPStatus.GONE)

    def page() -> HttpResponse:
        return render(request, "articles/standing.html", {"standing": standing, "head": heads.of_standing(standing)})

    return caching.respond(request, stamp, render=page)


@public_page
def show_author(request: HttpRequest, slug: str, discussion: Discussion) -> HttpResponse:
    stamp = caching.site_stamp()
    author = Author.objects.filter(slug=slug).first()
    if author is None:
        return answer_for_author_of_the_past(request, slug)

    def page() -> HttpResponse:
        articles = Article.objects.published().by(author).for_lists()
        found = paging.take_page(articles, request.GET.get("before", ""), PAGE_SIZE)
        known = {"author": author, "page": found, "head": heads.of_author(author, found)}
        return render(request, "articles/author.html", known)

    return caching.respond(request, stamp, discussion.clock(), render=page)


@public_page
def show_article(request: HttpRequest, section: str, slug: str, discussion: Discussion) -> HttpResponse:
    stamp = caching.site_stamp()
    article = reading.find_published(section, slug)
    if article is None:
        return answer_for_the_past(request, request.path)

    def page() -> HttpResponse:
        return render(request, "articles/article.html", _describe(article, discussion, request.GET))

    closed = article.comments_have_closed
    return caching.respond(request, stamp, article.revision, closed, discussion.version(article), render=page)


def _describe(article: Article, discussion: Discussion, query: QueryDict) -> dict[str, object]:
    authors, tags = reading.authors_of(article), reading.tags_of(article)
    count, rendered = discussion.count(article), discussion.render(article, query)
    return {
        "article": article,
        "section": article.section,
        "authors": authors,
        "tags": tags,
        "corrections": reading.corrections_of(article),
        "also_liked": reading.also_liked(article),
        "comment_count": count,
        "discussion_head": discussion.head(),
        "discussion": rendered.html,
        "head": heads.of_article(article, authors, tags, count, rendered),
    }


def answer_for_the_past(
    request: HttpRequest, path: str, address_of: Callable[[Article], str] = Article.get_absolute_url
) -> HttpResponse:
    """What has been public under the path has moved or is gone; of anything else there is nothing to tell."""
    address = ArticleAddress.objects.in_use(path)
    if address is None:
        raise Http404
    return answer_for_address(request, address, address_of)


def answer_for_address(
    request: HttpRequest, address: ArticleAddress, address_of: Callable[[Article], str] = Article.get_absolute_url
) -> HttpResponse:
    if address.article and address.article.is_public:
        return moved(request, address_of(address.article))
    return render(request, "articles/gone.html", status=HTTPStatus.GONE)


def answer_for_author_of_the_past(
    request: HttpRequest, slug: str, address_of: Callable[[Author], str] = Author.get_absolute_url
) -> HttpResponse:
    former = get_object_or_404(AuthorAddress.objects.select_related("author"), slug=slug)
    if former.author:
        return moved(request, address_of(former.author))
    return render(request, "articles/gone.html", {"author": former}, status=HTTPStatus.GONE)


def moved(request: HttpRequest, path: str) -> HttpResponse:
    """With the query, which says where in a discussion or a list somebody wants to be."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
