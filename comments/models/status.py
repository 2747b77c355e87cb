from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    UNCHECKED = "unchecked", _("awaiting spam check")
    PENDING = "pending", _("pending")
    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("rejected")
    SPAM = "spam", _("spam")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Badge(models.TextChoices):
    STAFF = "staff", _("Staff")
    AUTHOR = "author", _("Author")
