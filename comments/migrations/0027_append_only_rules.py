from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from comments import log_triggers


def install(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Of the versions of rules; the others stand."""
    log_triggers.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0026_words_of_comments"),
    ]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
