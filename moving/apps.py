from django.apps import AppConfig


class MovingConfig(AppConfig):
    name = "moving"

    def ready(self) -> None:
        from moving.desk import carrying, imports, retention  # noqa: F401  the first registers its job

        imports.register()
        retention.register()
