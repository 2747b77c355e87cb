from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class Queue(Comment):
    """Comments as the admin lists them for moderators; it gives the desk its address, /admin/comments/queue/."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("comment in the queue")
        verbose_name_plural = _("moderation queue")
