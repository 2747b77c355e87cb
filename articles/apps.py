from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"

    def ready(self) -> None:
        # They register their jobs.
        from articles import renditions, renewing  # noqa: F401
        from articles.search import rewording  # noqa: F401
