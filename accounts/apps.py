from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.elsewhere import parts as elsewhere
        from accounts.passkeys import letters, parts  # noqa: F401  the former has jobs
        from accounts.readers import closing, own  # noqa: F401  the former has a job

        own.register()
        parts.show()
        elsewhere.show()
