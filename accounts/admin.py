"""People and groups, for superusers only: whoever may change accounts may make themselves anything."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangosGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangosUserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.changes import announce
from accounts.models import User

COUNTED = 1_001


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than 1,001: a list of a million opens as fast as one of a thousand. Search finds the rest."""

    @cached_property
    def count(self) -> int:
        return cast(QuerySet[Any], self.object_list).order_by()[:COUNTED].count()


class ForSuperusers(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rights given by hand in the list of permissions open nothing here."""

    paginator = BoundedPaginator
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request)


def _is_superuser(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_superuser


class AccountForm(UserChangeForm):  # type: ignore[type-arg]
    def clean(self) -> dict[str, Any]:
        """Somebody must be left who can undo this."""
        cleaned = super().clean() or {}
        stays = cleaned.get("is_active") and cleaned.get("is_superuser")
        others = User.objects.filter(is_active=True, is_superuser=True).exclude(pk=self.instance.pk)
        if not stays and self._was_superuser() and not others.exists():
            raise ValidationError(
                _("This is the last active superuser: make somebody else one first."), "last_superuser"
            )
        return cleaned

    def _was_superuser(self) -> bool:
        return User.objects.filter(pk=self.instance.pk, is_active=True, is_superuser=True).exists()


@admin.register(User)
class UserAdmin(ForSuperusers, DjangosUserAdmin):  # type: ignore[type-arg]
    form = AccountForm
    list_display = ("username", "name_shown", "email", "is_active", "is_staff", "is_superuser", "last_login")
    search_fields = ("username", "public_name", "first_name", "last_name", "email")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("public_name", "first_name", "last_name", "email")}),
        (
            _("Rights"),
            {
                "fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions"),
                "description": _(
                    "Accounts are deactivated, never deleted, because the moderation log names people by number."
                    " Deactivating ends all sessions of that person at once. Only staff may enter these pages."
                ),
            },
        ),
        (_("Important dates"), {"fields": ("last_login", "date_joined")}),
    )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The groups are saved here, after the account."""
        super().save_related(request, form, formsets, change)
        announce([form.instance])

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody may, superusers included: see the note beside `is_active`."""
        return False


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(ForSuperusers, DjangosGroupAdmin):
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        announce(User.objects.filter(groups=form.instance))
