from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles import editing
from articles.admin.article_form import ArticleForm
from articles.admin.byline import BylineInline
from articles.admin.shared import SharedAdmin
from articles.models import Article, Author, Byline, Status
from articles.models.article import ArticleQuerySet
from articles.states import StateFilter, state_of


@admin.register(Article)
class ArticleAdmin(SharedAdmin):
    form = ArticleForm
    inlines = [BylineInline]
    list_display = ["headline", "state", "section", "names", "published_at"]
    list_filter = [StateFilter, "section", "label"]
    search_fields = ["headline", "slug"]
    ordering = ["-pk"]
    prepopulated_fields = {"slug": ["headline"]}
    autocomplete_fields = ["related"]
    readonly_fields = ["state", "published_at"]
    fieldsets = [
        (None, {"fields": ["state", "published_at"]}),
        (_("Text"), {"fields": ["headline", "slug", "standfirst", "body"]}),
        (_("Place"), {"fields": ["section", "label", "related"]}),
        (_("Picture"), {"fields": ["picture", "picture_alt", "caption", "credit"]}),
        (_("Discussion"), {"fields": ["takes_comments", "comments_close_at"]}),
    ]

    class Media:
        css = {"all": ["css/editing.css"]}

    @admin.display(description=_("state"))
    def state(self, article: Article) -> str:
        return state_of(article)

    @admin.display(description=_("authors"))
    def names(self, article: Article) -> str:
        return ", ".join(byline.author.name for byline in article.bylines.all())

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """An author's list holds the author's own articles; a list needs no bodies."""
        articles = cast(ArticleQuerySet, super().get_queryset(request))
        if not editing.is_editor(request.user):
            articles = articles.filter(bylines__author__user=request.user.pk)
        is_list = bool(request.resolver_match and request.resolver_match.url_name == "articles_article_changelist")
        return articles.for_lists() if is_list else articles

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Article | None:
        """Held while it is saved: a form writes all columns, and would take back an act that it has not seen."""
        article = super().get_object(request, object_id, from_field)
        if article and request.method == "POST" and connection.in_atomic_block:
            article.refresh_from_db(from_queryset=Article.objects.select_for_update(no_key=True))
        return article

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Who writes under an own name needs one: an editor makes the author and names the account there."""
        return super().has_add_permission(request) and (
            editing.is_editor(request.user) or Author.objects.filter(user=request.user.pk).exists()
        )

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return super().has_change_permission(request, obj) and editing.may_change(request.user, obj)

    def get_view_on_site_url(self, obj: Article | None = None) -> str | None:
        return obj.get_absolute_url() if obj and obj.is_public else None

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Whoever may change only own articles can't write under another name alone."""
        super().save_related(request, form, formsets, change)
        author = Author.objects.filter(user=request.user.pk).first()
        if author and not editing.is_editor(request.user):
            Byline.objects.get_or_create(article=form.instance, author=author, defaults={"job_title": author.job_title})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        article = kwargs.get("obj") or Article(status=Status.DRAFT)
        context["verbs"] = editing.open_verbs(request.user, article)
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request: HttpRequest, obj: Article, post_url_continue: str | None = None) -> HttpResponse:
        return self._acted(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        return self._acted(request, obj) or super().response_change(request, obj)

    def _acted(self, request: HttpRequest, article: Article) -> HttpResponse | None:
        """After the save: the verb whose button was pressed, if it was one's."""
        pressed = [verb for verb in editing.VERBS if f"_{verb.name}" in request.POST]
        return self._act(request, article, pressed[0]) if pressed else None

    def _act(self, request: HttpRequest, article: Article, verb: editing.Verb) -> HttpResponse:
        if not verb.is_open_to(request.user, article):
            raise PermissionDenied
        try:
            moment = (editing.moment_ahead(request.POST.get("_when", "")),) if verb.asks_when else ()
        except ValidationError as error:
            self.message_user(request, error.message, messages.ERROR)
        else:
            self._tell(request, article, verb, verb.act(article, *moment))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))

    def _tell(self, request: HttpRequest, article: Article, verb: editing.Verb, moved: bool) -> None:
        if moved:
            self.log_change(request, article, str(verb.done) % article.headline)
            self.message_user(request, str(verb.done) % article.headline, messages.SUCCESS)
        else:
            self.message_user(request, _("Somebody was faster: the article has moved meanwhile."), messages.ERROR)

    def get_urls(self) -> list[URLPattern]:
        unpublish = self.admin_site.admin_view(self.unpublish)
        return [path("<int:pk>/unpublish/", unpublish, name="articles_article_unpublish"), *super().get_urls()]

    @method_decorator(require_POST)
    def unpublish(self, request: HttpRequest, pk: int) -> HttpResponse:
        """An address of its own, because it must work even while the form next to it can't be saved."""
        article = get_object_or_404(self.get_queryset(request), pk=pk)
        verb = next(verb for verb in editing.VERBS if verb.name == "unpublish")
        return self._act(request, article, verb)
