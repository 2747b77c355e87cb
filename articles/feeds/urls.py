from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from articles.discussion import Discussion
from articles.feeds import views


class FormConverter(StringConverter):
    regex = "rss|atom"


register_converter(FormConverter, "feed_form")


def addresses(discussion: Discussion) -> list[URLPattern]:
    handed = {"discussion": discussion}
    return [
        path("feeds/articles.<feed_form:form>", views.show_site, name="feed"),
        path("feeds/corrections.<feed_form:form>", views.show_corrections, name="corrections_feed"),
        path("feeds/section/<slug:slug>.<feed_form:form>", views.show_section, name="section_feed"),
        path("feeds/author/<slug:slug>.<feed_form:form>", views.show_author, name="author_feed"),
        path("feeds/tag/<slug:slug>.<feed_form:form>", views.show_tag, name="tag_feed"),
        path(
            "feeds/comments/<slug:section>/<slug:slug>.<feed_form:form>",
            views.show_comments,
            handed,
            name="comments_feed",
        ),
    ]
