"""Who wrote the comments of a portion: each address is one commenter, as at intake; accounts are the mapping's."""

from collections.abc import Collection, Iterable, Mapping

from accounts.models import User
from comments.models import Commenter
from comments.models.commenter import domain_key, email_key
from moving.imports.values import Author, Comment


class Writers:
    def __init__(self, authors: Mapping[str, Author], accounts: Mapping[str, str]) -> None:
        by_login = {author.key: author for author in authors.values()}
        self.logins = {author.number: author.key for author in by_login.values() if author.number}
        users = User.objects.in_bulk(list(accounts.values()), field_name="username")
        self.users = {login: users[name].pk for login, name in accounts.items() if name in users}
        self.unknown = sorted(set(accounts.values()) - users.keys())

    def login_of(self, comment: Comment) -> str:
        """Exports name accounts by their numbers."""
        return self.logins.get(comment.account, comment.account)

    def of(self, comments: Collection[Comment]) -> dict[str, int]:
        """Rows by the comments' keys, made where there are none, in a transaction. None for who left no address."""
        users = {self.users[login] for each in comments if (login := self.login_of(each)) in self.users}
        keys = {email: email_key(email) for email in {each.email for each in comments if each.email}}
        by_user = _of_accounts(users)
        by_email = _of_addresses({key: email for email, key in keys.items()})
        found = {}
        for each in comments:
            user = self.users.get(self.login_of(each))
            row = by_user[user] if user else by_email.get(keys.get(each.email, ""))
            if row:
                found[each.key] = row
        return found


def _of_accounts(users: Iterable[int]) -> dict[int, int]:
    return {user: Commenter.objects.get_or_create(user_id=user)[0].pk for user in sorted(users)}


def _of_addresses(emails: Mapping[str, str]) -> dict[str, int]:
    there = Commenter.objects.filter(email_key__in=list(emails), of_owner=False)
    found: dict[str, int] = {key or "": pk for key, pk in there.values_list("email_key", "pk")}
    missing = [
        Commenter(email_key=key, domain_key=domain_key(emails[key])) for key in sorted(emails.keys() - found.keys())
    ]
    if missing:
        Commenter.objects.bulk_create(missing, ignore_conflicts=True)
        found |= {key or "": pk for key, pk in there.all().values_list("email_key", "pk")}
    return found
