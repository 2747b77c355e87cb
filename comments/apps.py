from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "comments"

    def ready(self) -> None:
        from comments import checking, feedback, retention, usage  # noqa: F401  they register their jobs
