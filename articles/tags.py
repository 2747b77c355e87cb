"""The page of a tag. One without anything that readers can see has none, under no address that it ever had."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from articles import caching, heads, paging
from articles.caching import public_page
from articles.discussion import Discussion
from articles.models import Article, Tag
from articles.views import PAGE_SIZE, moved


@public_page
def show_tag(request: HttpRequest, slug: str, discussion: Discussion) -> HttpResponse:
    stamp = caching.site_stamp()
    tag = Tag.objects.filter(slug=slug).first() or get_object_or_404(Tag, former_addresses__slug=slug)
    articles = Article.objects.published().tagged(tag)
    if not articles.exists():
        raise Http404
    if tag.slug != slug:
        return moved(request, tag.get_absolute_url())

    def page() -> HttpResponse:
        found = paging.take_page(articles.for_lists(), request.GET.get("before", ""), PAGE_SIZE)
        return render(request, "articles/tag.html", {"tag": tag, "page": found, "head": heads.of_tag(tag, found)})

    return caching.respond(request, stamp, discussion.clock(), render=page)
