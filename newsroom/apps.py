from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class NewsroomConfig(AppConfig):
    name = "newsroom"

    def ready(self) -> None:
        """The groups follow when `migrate` comes to auth, by then the permissions of all our apps exist."""
        from newsroom import checks  # noqa: F401  registers them
        from newsroom.roles import keep_groups

        post_migrate.connect(keep_groups, sender=apps.get_app_config("auth"), dispatch_uid="newsroom.roles")
