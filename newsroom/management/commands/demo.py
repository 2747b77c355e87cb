from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from articles.models import FirstSegment
from newsroom.demo import accounts, discussions, newspaper


class Command(BaseCommand):
    help = "Loads the demo newspaper into an empty installation and prints its sign-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists() or FirstSegment.objects.exists():
            raise CommandError("The demo is loaded only into an empty database; this one has content.")
        now = timezone.now()
        with transaction.atomic():
            users = accounts.create()
            articles = newspaper.load(now, users["author"])
            comments = discussions.load(articles, users, now)
        self.stdout.write(f"Loaded {len(articles)} articles and {comments} comments into {settings.DATA_DIR}.")
        self.stdout.write(accounts.sign_ins())
