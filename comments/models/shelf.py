from django.db import models
from django.utils.translation import gettext_lazy as _


class Shelf(models.TextChoices):
    """Where among the comments of its status one stands: what sets it apart for the desk, so that a tab is a range
    of one index. Public pages know nothing of it."""

    PLAIN = "", _("plain")
    REPORTED = "reported", _("reported")  # has open reports; also while a new text of it is checked and waits
    APPEALED = "appealed", _("appealed")  # its author has asked for another look
    REMOVED = "removed", _("removed")  # was public when it was rejected or marked as spam
