from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.admin import BoundedPaginator
from accounts.models import User
from articles import editing
from articles.models import Article, Author, Byline, Section, Status
from articles.models.article import ArticleQuerySet
from articles.states import StateFilter, state_of


class SharedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    paginator = BoundedPaginator
    show_full_result_count = False

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """One by one, as from its own page: deleting is more than a row."""
        for each in queryset:
            each.delete()


@admin.register(Section)
class SectionAdmin(SharedAdmin):
    list_display = ["name", "slug", "parent", "position"]
    list_select_related = ["parent"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Author)
class AuthorAdmin(SharedAdmin):
    list_display = ["name", "job_title", "user"]
    list_select_related = ["user"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Staff to choose from: a search through all accounts is open to superusers only."""
        if db_field.name == "user":
            people = User.objects.filter(Q(is_staff=True) | Q(author__isnull=False))
            kwargs["queryset"] = people.order_by("username")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class BylineForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean(self) -> dict[str, Any]:
        """A byline that is added takes the author's present title; one that is emptied later stays bare."""
        cleaned = super().clean() or {}
        author = cleaned.get("author")
        if self.instance.pk is None and author and not cleaned.get("job_title"):
            cleaned["job_title"] = author.job_title
        return cleaned


def name_field(field: forms.Field) -> None:
    """For those who listen, where the admin writes no label: under a column's head, or beside a legend."""
    wrapped = isinstance(field.widget, RelatedFieldWidgetWrapper)
    widget = field.widget.widget if wrapped else field.widget
    widget.attrs["aria-label"] = field.label


class BylineFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            name_field(field)


class BylineInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Byline
    form = BylineForm
    formset = BylineFormSet
    extra = 0
    autocomplete_fields = ["author"]


BODY_HELP = _(
    "Paragraphs, h2 to h4, lists, quotations, tables, figures and links; anything else is dropped when you save. Boxes:"
    " &lt;aside data-kind=&quot;key-takeaway&quot;&gt; (or expert-insight, did-you-know, pro-tip)."
    " Questions: &lt;section data-kind=&quot;questions&quot;&gt; around &lt;details&gt; with &lt;summary&gt;."
)


class ArticleForm(forms.ModelForm):  # type: ignore[type-arg]
    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        widgets = {"standfirst": forms.Textarea(attrs={"rows": 3}), "body": forms.Textarea(attrs={"rows": 30})}
        help_texts = {"body": BODY_HELP}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_revision"] = self.instance.revision
        if picture := self.fields.get("picture"):
            name_field(picture)

    def clean(self) -> dict[str, Any]:
        """Nobody's work is overwritten unread."""
        cleaned = super().clean() or {}
        if self.instance.pk and cleaned.get("seen_revision") != self.instance.revision:
            message = _("Somebody else saved this article while you wrote. Open it in a second tab and compare.")
            raise ValidationError(message, "changed_meanwhile")
        return cleaned


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
