from django.apps import AppConfig, apps
from django.contrib import admin
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    name = "newsroom"

    def ready(self) -> None:
        """The groups follow when `migrate` comes to auth, by then the permissions of all our apps exist."""
        admin.site.index_title = _("The newsroom")  # moderators administer no site
        from newsroom import checks, on_article  # noqa: F401  registers them
        from newsroom.roles import keep_groups

        on_article.add()
        post_migrate.connect(keep_groups, sender=apps.get_app_config("auth"), dispatch_uid="newsroom.roles")
