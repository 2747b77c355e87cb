from django.db import migrations

from comments import log_triggers


def install(apps, schema_editor):
    log_triggers.install(schema_editor.connection)


def remove(apps, schema_editor):
    log_triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("comments", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
