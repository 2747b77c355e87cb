"""People and groups, for superusers only: whoever may change accounts may make themselves anything."""

from typing import Any, cast

import allauth.account.admin
import allauth.mfa.admin
import allauth.socialaccount.admin  # noqa: F401  all three, so that what they register can be taken away below
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangosGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangosUserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import BooleanField, CheckboxSelectMultiple, ModelForm
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.changes import announce
from accounts.models import AsksForSecondFactor, User
from accounts.second_factor import resetting

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
    list_display = ("username", "name_shown", "email", "active", "staff", "superuser", "seen")
    filter_horizontal = ()
    search_fields = ("username", "public_name", "first_name", "last_name", "email")
    readonly_fields = ("second_factor",)
    fieldsets = (
        (None, {"fields": ("username", "password", "second_factor")}),
        (_("Person"), {"fields": ("public_name", "first_name", "last_name", "email")}),
        (
            _("Rights"),
            {
                "fields": ("is_active", "is_staff", "is_superuser", "groups"),
                "description": _(
                    "Accounts are deactivated, never deleted, because the moderation log names people by number."
                    " Deactivating ends all sessions of that person at once. Only staff may enter these pages."
                ),
            },
        ),
        (_("Single rights, besides those of the groups"), {"fields": ("user_permissions",), "classes": ("collapse",)}),
        (_("Important dates"), {"fields": ("last_login", "date_joined")}),
    )

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(db_field, request, widget=CheckboxSelectMultiple, **kwargs)

    @admin.display(boolean=True, ordering="is_active", description=_("active"))
    def active(self, user: User) -> bool:
        return user.is_active

    @admin.display(boolean=True, ordering="is_staff", description=_("staff"))
    def staff(self, user: User) -> bool:
        return user.is_staff

    @admin.display(boolean=True, ordering="is_superuser", description=_("superuser"))
    def superuser(self, user: User) -> bool:
        return user.is_superuser

    @admin.display(ordering="last_login", description=_("last sign-in"))
    def seen(self, user: User) -> str:
        return date_format(localtime(user.last_login), "SHORT_DATE_FORMAT") if user.last_login else "–"

    def get_urls(self) -> list[URLPattern]:
        reset = self.admin_site.admin_view(resetting.reset_second_factor)
        return [path("<int:pk>/second-factor/", reset, name="accounts_user_second_factor"), *super().get_urls()]

    @admin.display(description=_("second factor"))
    def second_factor(self, user: User) -> str:
        return resetting.shown(user)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The groups are saved here, after the account."""
        super().save_related(request, form, formsets, change)
        announce([form.instance])

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody may, superusers included: see the note beside `is_active`."""
        return False


# No page shows what a second factor is made of.
admin.site.unregister([Group, EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken])


class GroupForm(ModelForm):  # type: ignore[type-arg]
    asks = BooleanField(
        label=_("Asks for a second factor"),
        required=False,
        help_text=_(
            "Members set up an authenticator app or a passkey before they do anything else here, also those who are"
            " signed in now."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asks"].initial = AsksForSecondFactor.objects.filter(group=self.instance.pk).exists()


@admin.register(Group)
class GroupAdmin(ForSuperusers, DjangosGroupAdmin):
    form = GroupForm
    fields = ("name", "asks", "permissions")
    list_display = ("name", "asks")
    list_select_related = ("asks_for_second_factor",)
    filter_horizontal = ()

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest | None = None, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(db_field, request, widget=CheckboxSelectMultiple, **kwargs)

    @admin.display(boolean=True, description=_("asks for a second factor"))
    def asks(self, group: Group) -> bool:
        return hasattr(group, "asks_for_second_factor")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if form.cleaned_data["asks"]:
            AsksForSecondFactor.objects.get_or_create(group=form.instance)
        else:
            AsksForSecondFactor.objects.filter(group=form.instance).delete()
        announce(User.objects.filter(groups=form.instance))
