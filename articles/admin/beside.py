"""Forms of other apps that stand within the article's own, and are saved with it: what articles need not know of."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.options import InlineModelAdmin
from django.http import HttpRequest

from articles.models import Article


class Held:
    """A form, or none, where the admin looks for a set of forms for rows."""

    form_for: ClassVar[Any]
    new_objects: ClassVar[list[Any]] = []
    changed_objects: ClassVar[list[Any]] = []
    deleted_objects: ClassVar[list[Any]] = []
    initial_forms: ClassVar[list[Any]] = []
    extra_forms: ClassVar[list[Any]] = []
    media = forms.Media()

    def __init__(self, data: Any = None, *, instance: Article, **_options: Any) -> None:
        self.article = instance
        self.form = self.form_for(instance, data)

    @classmethod
    def get_default_prefix(cls) -> str:
        return "beside"

    def get_queryset(self) -> list[Any]:
        return []

    def is_multipart(self) -> bool:
        return False

    def is_valid(self) -> bool:
        return self.form is None or not self.form.is_bound or bool(self.form.is_valid())

    @property
    def errors(self) -> list[Any]:
        return [self.form.errors] if self.form else []

    def non_form_errors(self) -> list[Any]:
        return []

    @property
    def changed(self) -> list[str]:
        """What was changed, for the history."""
        return list(self.form.changed_names) if self.form is not None and self.form.is_bound else []

    def save(self, commit: bool = True) -> list[Any]:
        if self.form is not None and self.form.is_bound:
            self.form.save()
        return []


class Beside(InlineModelAdmin):  # type: ignore[type-arg]
    """Of an article that is there already. Its form says as `changed_names` what a save of it changes.

    `template` has the form, or None, as `inline_admin_formset.formset.form`. `form_for` is what each kind must have: it
    answers with None for who may see what is there, and not change it; a form without data stays as it is.
    """

    form_for: Callable[[HttpRequest, Article, Any], Any]
    extra = 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form_for = staticmethod(lambda article, data: self.form_for(request, article, data))
        return type("HeldForm", (Held,), {"form_for": form_for})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return []

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
