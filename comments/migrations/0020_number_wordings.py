from django.db import migrations
from django.utils import timezone

NOTE_JOB = "comments.wordings"


def ask_for_the_numbers(apps, schema_editor):
    """The worker makes them of what is there already, a portion at a time."""
    here = schema_editor.connection.alias
    if apps.get_model("comments", "Comment").objects.using(here).exists():
        apps.get_model("outbox", "Job").objects.using(here).create(kind=NOTE_JOB, ref=0, due_at=timezone.now())


class Migration(migrations.Migration):
    """What an older release has taken in gets its number, too."""

    dependencies = [("comments", "0019_wordings"), ("outbox", "0002_job_held_at")]

    operations = [migrations.RunPython(ask_for_the_numbers, migrations.RunPython.noop)]
