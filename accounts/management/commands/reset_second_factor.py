from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.second_factor.resetting import reset


class Command(BaseCommand):
    help = "Removes second factor and passkeys of an account: the last way in, for a superuser who has lost them all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account “{username}”.")
        if not reset(user, by=user):
            raise CommandError(f"“{username}” has no second factor.")
        self.stdout.write(f"“{username}” signs in with the password alone now.")
