from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "comments"

    def ready(self) -> None:
        from comments import checking, feedback, renewing, retention, usage  # noqa: F401  they register their jobs
        from comments import reach

        reach.register()
