from django.apps import AppConfig


class MovingConfig(AppConfig):
    name = "moving"

    def ready(self) -> None:
        from moving.desk import archives, carrying, exports, imports, retention  # noqa: F401  the first registers its job

        imports.register()
        archives.register()
        exports.register_all()
        retention.register()
