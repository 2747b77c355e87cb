import hmac
import secrets
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

from django.contrib.auth.models import AbstractUser, Group
from django.db import connection, models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from database import statements

GRANTED = [
    """
SELECT 'right', app.app_label || '.' || p.codename
FROM auth_permission p JOIN django_content_type app ON app.id = p.content_type_id
WHERE p.id IN (
    SELECT permission_id FROM accounts_user_user_permissions WHERE user_id = %(user)s
    UNION SELECT granted.permission_id FROM auth_group_permissions granted
    JOIN accounts_user_groups member ON member.group_id = granted.group_id WHERE member.user_id = %(user)s
)
""",
    """
SELECT 'second factor', 'asked for' FROM accounts_asksforsecondfactor asks
JOIN accounts_user_groups member ON member.group_id = asks.group_id WHERE member.user_id = %(user)s
""",
    """
SELECT 'authenticator', CAST(id AS text) FROM mfa_authenticator
WHERE user_id = %(user)s AND type IN ('totp', 'webauthn')
""",
]
"""What hangs on an account and comes with every page of the admin, in one query: rows of a kind and a text.

Apps above add theirs in `ready()`.
"""


class User(AbstractUser):
    """A person with an account. Accounts are deactivated, never deleted: the moderation log names them by number."""

    public_name = models.CharField(
        _("public name"),
        max_length=60,
        blank=True,
        help_text=_("Shown beside this person's comments. Empty: the full name, else the username."),
    )
    desk_keys = models.BooleanField(
        _("keys of the moderation desk"),
        default=True,
        db_default=True,
        help_text=_("Single letters decide comments there. The desk itself has a switch for them."),
    )

    language = models.CharField(_("language"), max_length=12, blank=True, db_default="", editable=False)
    session_nonce = models.CharField(max_length=32, blank=True, db_default="", editable=False)

    def __str__(self) -> str:
        return self.name_shown

    @property
    def name_shown(self) -> str:
        return self.public_name or self.get_full_name() or self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's, of the password and of a nonce: a new one ends all sessions, and the password stays."""
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        kept = f"{self.password}{self.session_nonce}"
        return salted_hmac(salt, kept, secret=secret, algorithm="sha256").hexdigest()

    @property
    def rights(self) -> frozenset[str]:
        """Permissions as "app.codename": own ones and those of groups. A superuser has all, whatever stands here."""
        return self.granted.get("right", frozenset())

    @cached_property
    def granted(self) -> dict[str, frozenset[str]]:
        """By kind, see GRANTED."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(GRANTED), {"user": self.pk})
            for kind, value in cursor.fetchall():
                found[kind].add(value)
        return {kind: frozenset(values) for kind, values in found.items()}


class AsksForSecondFactor(models.Model):
    """A group whose members do nothing in the admin before they have shown a second factor."""

    group = models.OneToOneField(Group, models.CASCADE, primary_key=True, related_name="asks_for_second_factor")

    def __str__(self) -> str:
        return self.group.name


class PseudonymKeys(models.Manager["PseudonymKey"]):
    def current(self) -> "PseudonymKey":
        """This month's key, made on demand. Of two that make it at once, the second waits and takes the first's."""
        return statements.ensure(self.model, month=this_month())

    def usable(self) -> list["PseudonymKey"]:
        """This month's key first, then last month's if there is one."""
        return [self.current(), *self.filter(month=month_before(this_month()))]

    def old(self, now: datetime) -> "models.QuerySet[PseudonymKey]":
        """Those of the months before last: without them nobody can tell any more whom a pseudonym stood for."""
        return self.filter(month__lt=month_before(month_of(now)))


def new_secret() -> bytes:
    return secrets.token_bytes(32)


class PseudonymKey(models.Model):
    """The random key under which one month's addresses are turned into pseudonyms. It is written nowhere else."""

    month = models.DateField(unique=True, help_text=_("First day of the month, in UTC."))
    secret = models.BinaryField(default=new_secret)

    objects = PseudonymKeys()

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    def pseudonym(self, value: str) -> str:
        return hmac.digest(bytes(self.secret), value.encode(errors="backslashreplace"), "sha256").hex()[:32]


def this_month() -> date:
    return month_of(timezone.now())


def month_of(moment: datetime) -> date:
    return moment.astimezone(UTC).date().replace(day=1)


def month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


class Bucket(models.Model):
    """What one caller has spent of one limit, as the time at which the bucket will be full again."""

    key = models.CharField(max_length=80, unique=True)
    full_at = models.BigIntegerField(help_text=_("Microseconds since 1970."))

    def __str__(self) -> str:
        return f"{self.key}, full at {datetime.fromtimestamp(self.full_at / 1e6, UTC):%Y-%m-%d %H:%M:%S}"
