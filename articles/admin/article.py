from typing import Any, cast

from django.contrib import admin
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles import closing, content, editing, revising, unsaved
from articles.admin import acting, history, inbox, keeping, links, mistakes, naming, panel, previews
from articles.admin.article_form import ArticleForm
from articles.admin.beside import Held
from articles.admin.byline import BylineInline
from articles.admin.content_rows import ContentRows
from articles.admin.named_fields import NamedListField
from articles.admin.shared import SharedAdmin
from articles.admin.tagging import TaggingInline
from articles.models import Article, Author
from articles.models.article import SHOWN_IN_TEASERS, ArticleQuerySet
from articles.states import StateFilter, state_of


@admin.register(Article)
class ArticleAdmin(SharedAdmin):
    form = ArticleForm
    inlines = [BylineInline, TaggingInline]
    list_display = ["headline", "state", "section", "names", "published_at"]
    list_filter = [StateFilter, "section", "label"]
    search_fields = ["headline", "slug"]
    ordering = ["-pk"]
    readonly_fields = ["comments_now"]
    prepopulated_fields = {"slug": ["headline"]}
    raw_id_fields = ["picture"]
    fieldsets = [
        (_("Text"), {"fields": ["headline", "slug", "standfirst", "body"]}),
        (_("Place"), {"fields": ["section", "label", "related"]}),
        (_("Picture"), {"fields": ["picture", "picture_alt", "caption", "credit"]}),
        (
            _("Discussion"),
            {
                "fields": ["comments_now", "closing", "closing_at", "closing_after"],
                "description": _("Not part of the text: this is so as soon as you save."),
                "classes": ["discussion"],
            },
        ),
    ]

    class Media:
        css = {"all": ["css/editing.css", "css/publication.css", "css/revisions.css"]}

    @admin.display(description=_("state"))
    def state(self, article: Article) -> str:
        return state_of(article)

    @admin.display(description=_("authors"))
    def names(self, article: Article) -> str:
        return ", ".join(byline.author.name for byline in article.bylines.all())

    @admin.display(description=_("Now"))
    def comments_now(self, article: Article) -> str:
        return closing.sentence(article) if article.pk else "–"

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "related":
            return NamedListField("article", label=capfirst(db_field.verbose_name), required=False)
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "section":  # its signs to change, delete and add lie too near
            field.widget = field.widget.widget
        return field

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """An author's list holds the author's own articles; a list needs no bodies."""
        articles = editing.within_reach(request.user, cast(ArticleQuerySet, super().get_queryset(request)))
        is_list = bool(request.resolver_match and request.resolver_match.url_name == "articles_article_changelist")
        return articles.for_lists().only(*SHOWN_IN_TEASERS, "working_copy") if is_list else articles

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Article | None:
        """Held while it is saved: a form writes all columns, and would take back an act that it has not seen."""
        article = super().get_object(request, object_id, from_field)
        if article and request.method == "POST" and connection.in_atomic_block:
            article.refresh_from_db(from_queryset=Article.objects.select_for_update(no_key=True))
        if article and (slot := keeping.asked_for(request, article)):
            vars(article)["_unsaved"] = unsaved.initial(slot, keeping.FIELDS)
        return article

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        slot = keeping.asked_for(request, None)
        return unsaved.initial(slot, keeping.FIELDS) if slot else super().get_changeform_initial_data(request)

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """Rows that were typed and not saved, where they were asked for."""
        slot = keeping.asked_for(request, obj if obj.pk else None)
        typed = unsaved.rows(slot, prefix) if slot and issubclass(inline.formset, ContentRows) else None
        shown = {} if typed is None else {"initial": typed}
        return super().get_formset_kwargs(request, obj, inline, prefix) | shown

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Who writes under an own name needs one: an editor makes the author and names the account there."""
        return super().has_add_permission(request) and (
            editing.is_editor(request.user) or Author.objects.filter(user=request.user.pk).exists()
        )

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return super().has_change_permission(request, obj) and editing.may_change(request.user, obj)

    def get_view_on_site_url(self, obj: Article | None = None) -> str | None:
        return obj.get_absolute_url() if obj and obj.is_public else None

    # Saving: the text becomes a revision, what is beside it is so at once

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        row = Article.objects.get(pk=obj.pk) if change else obj
        for name, value in form.beside.items():
            setattr(row, name, value)
        if form.beside or not change:
            row.save()

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """By the parts of the text that a revision names, and what was changed beside it."""
        if add:
            return super().construct_change_message(request, form, [], add)
        names: list[Any] = [content.NAMES[name] for name in form.kept.changed] if form.kept else []
        names += [gettext("until when it takes comments")] if form.beside else []
        names += [name for rows in formsets if isinstance(rows, Held) for name in rows.changed]
        return gettext("Changed: %(names)s") % {"names": ", ".join(map(str, names))} if names else ""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """A save that changed nothing, as before a verb, is not worth a line."""
        return super().log_change(request, obj, message) if message else None

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Whoever may change only own articles can't write under another name alone."""
        typed = form.content()
        for rows in formsets:
            if isinstance(rows, ContentRows):
                typed[rows.NAME] = rows.content()
            self.save_formset(request, form, rows, change)
        if not editing.is_editor(request.user):
            typed["bylines"] = _with_own_name(typed.get("bylines", []), request)
        told = {"by": cast(User, request.user), "note": form.cleaned_data.get("note", "")}
        if change:
            form.kept = revising.keep(form.instance, revising.opened(form.instance) | typed, **told)
        else:
            revising.begin(form.instance, content.of_row(form.instance) | typed, **told)
        unsaved.forget(told["by"], form.instance if change else None)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context |= panel.describe(request, kwargs.get("obj"), context["adminform"].form)
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return history.show(self, request, object_id)

    def response_add(self, request: HttpRequest, obj: Article, post_url_continue: str | None = None) -> HttpResponse:
        return acting.answer(self, request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        return acting.answer(self, request, obj) or super().response_change(request, obj)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("links/", view(links.find), name="articles_links"),
            *naming.addresses(view),
            path("<int:pk>/unpublish/", view(acting.unpublish(self)), name="articles_article_unpublish"),
            path("<int:pk>/discard/", view(acting.discard(self)), name="articles_article_discard"),
            path("<int:pk>/compare/", view(history.compare(self)), name="articles_article_compare"),
            path("<int:pk>/restore/<int:revision>/", view(history.restore(self)), name="articles_article_restore"),
            path("<int:pk>/preview/", view(previews.show(self)), name="articles_article_preview"),
            path("<int:pk>/previews/", view(previews.list_links(self)), name="articles_article_previews"),
            path("<int:pk>/previews/<int:link>/revoke/", view(previews.revoke(self)), name="articles_article_revoke"),
            path("promise/", view(acting.promise), name="articles_article_promise"),
            path("inbox/", view(inbox.show(self)), name="articles_article_inbox"),
            *mistakes.addresses(self),
            path("unsaved/", view(keeping.keep(self)), name="articles_article_keep_new"),
            path("unsaved/forget/", view(keeping.forget(self)), name="articles_article_forget_new"),
            path("<int:pk>/unsaved/", view(keeping.keep(self)), name="articles_article_keep"),
            path("<int:pk>/unsaved/forget/", view(keeping.forget(self)), name="articles_article_forget"),
            *super().get_urls(),
        ]


def _with_own_name(bylines: list[dict[str, Any]], request: HttpRequest) -> list[dict[str, Any]]:
    author = Author.objects.filter(user=request.user.pk).first()
    if author is None or author.pk in {row["author"] for row in bylines}:
        return bylines
    return [*bylines, {"author": author.pk, "job_title": author.job_title}]
