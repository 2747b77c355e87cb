"""Whether anything in the database has changed, of whatever table."""

import hashlib

from django.apps import apps
from django.contrib.sessions.models import Session


def digest_of_all_tables() -> dict[str, str]:
    """By table. Sessions are left out: a request of somebody signed in may renew theirs."""
    models = [model for model in apps.get_models(include_auto_created=True) if model is not Session]
    rows = {model._meta.db_table: sorted(map(repr, model._base_manager.values_list())) for model in models}
    return {table: hashlib.sha256("\n".join(found).encode()).hexdigest() for table, found in rows.items()}


def changed(before: dict[str, str]) -> list[str]:
    after = digest_of_all_tables()
    return sorted(table for table in after if after[table] != before.get(table))
