from django.db import migrations


def drop_former_jobs(apps, schema_editor):
    """What they did is done by comments.retention now; no code would ever take them."""
    jobs = apps.get_model("outbox", "Job").objects.using(schema_editor.connection.alias)
    jobs.filter(kind__in=["accounts.forget", "outbox.forget"], state="open").delete()


class Migration(migrations.Migration):
    dependencies = [("comments", "0008_retention_run"), ("outbox", "0001_initial")]

    operations = [migrations.RunPython(drop_former_jobs, migrations.RunPython.noop)]
