from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"

    def ready(self) -> None:
        from articles import renditions, renewing  # noqa: F401  # they register their jobs
