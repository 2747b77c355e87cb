from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CommentsConfig(AppConfig):
    name = "comments"

    def ready(self) -> None:
        # They register their jobs.
        from comments import (  # noqa: F401
            alike,
            checking,
            consent_letter,
            digests,
            feedback,
            partiality,
            reach,
            rejections,
            renewing,
            retention,
            sections,
            usage,
            verifying,
        )
        from comments.alarms import watching  # noqa: F401
        from comments.identity import asking, naming, taking_over  # noqa: F401
        from comments.legal import letters as of_notices  # noqa: F401
        from comments.letters import sending  # noqa: F401
        from comments.own import erasing, on_account  # noqa: F401
        from comments.recommending import counting  # noqa: F401
        from comments.reporting import letters as of_reports  # noqa: F401
        from comments.restrictions import removing  # noqa: F401
        from comments.search import segments  # noqa: F401

        naming.register()
        on_account.register()
        reach.register()
        partiality.register()
        post_migrate.connect(rejections.keep_first_ones, sender=self, dispatch_uid="comments.rejections")
