from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "comments"

    def ready(self) -> None:
        # They register their jobs.
        from comments import alike, checking, feedback, reach, renewing, retention, usage  # noqa: F401

        reach.register()
