from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person with an account. Accounts are deactivated, never deleted: the moderation log names them by number."""

    public_name = models.CharField(
        _("public name"),
        max_length=60,
        blank=True,
        help_text=_("Shown beside this person's comments. Empty: the full name, else the username."),
    )

    def __str__(self) -> str:
        return self.name_shown

    @property
    def name_shown(self) -> str:
        return self.public_name or self.get_full_name() or self.username
