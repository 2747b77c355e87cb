"""What editors see of the comments on an article's form: the mode that is in force there, and what waits."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from articles import editing
from articles.admin.beside import Beside
from articles.models import Article
from comments.desk import mode_words
from comments.desk.answers import moderator
from comments.desk.article_mode import ModeOfArticle
from comments.desk.mode_form import may_set
from comments.models import ArticleTerms
from comments.models.rule import Mode
from comments.queue.of_article import Waiting, waiting_under
from comments.reach import sections_of


class ModeInline(Beside):
    model = Mode
    template = "admin/comments/article_mode.html"

    class Media:
        css = {"all": ["css/article-desk.css"]}

    def form_for(self, request: HttpRequest, article: Article, data: Any) -> ModeOfArticle | None:
        if not may_set(moderator(request), article.section_id):
            return None
        return ModeOfArticle(data, article=article, user=moderator(request))


class TermsOfArticle(forms.ModelForm):  # type: ignore[type-arg]
    """Nothing is changed by who does not send these fields."""

    prefix = "terms"

    class Meta:
        model = ArticleTerms
        fields = ("message", "slow_minutes")
        widgets: ClassVar[Any] = {"message": forms.Textarea(attrs={"rows": 2, "dir": "auto"})}

    def __init__(self, data: Any = None, *, article: Article) -> None:
        is_sent = data is not None and "terms-message" in data
        super().__init__(data if is_sent else None, instance=ArticleTerms.of(article.pk))

    @property
    def changed_names(self) -> list[str]:
        return [str(self.fields[name].label) for name in self.changed_data]

    def save(self, commit: bool = True) -> Any:
        return super().save(commit) if self.has_changed() else self.instance


class TermsInline(Beside):
    """For editors, as the article itself."""

    model = ArticleTerms
    template = "admin/comments/article_terms.html"

    def form_for(self, request: HttpRequest, article: Article, data: Any) -> TermsOfArticle | None:
        return TermsOfArticle(data, article=article) if editing.is_editor(request.user) else None


def figures(article: Article) -> dict[str, Any]:
    mode = mode_words.own(article)
    return {
        "own": mode_words.sentence(mode) if mode else "",
        "beyond": mode_words.beyond(article),
        "waiting": waiting_under(article.pk),
    }


def queue_address(request: HttpRequest, article: Article, waiting: Waiting) -> str:
    """Empty for whoever does not moderate it."""
    user = moderator(request)
    reach = sections_of(user)
    if not user.has_perm("comments.moderate_comment") or (reach is not None and article.section_id not in reach):
        return ""
    return f"{reverse('admin:comments_queue_changelist')}?{waiting.query}"
