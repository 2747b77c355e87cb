from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.second_factor import codes, record


class Command(BaseCommand):
    help = "Removes the second factor of an account: the last way in, for a superuser who has lost device and codes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account “{username}”.")
        if not codes.remove(user):
            raise CommandError(f"“{username}” has no second factor.")
        record.note(user, user, record.RESET)
        self.stdout.write(f"“{username}” signs in with the password alone now.")
