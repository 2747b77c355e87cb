from django.db import migrations, models


class Migration(migrations.Migration):
    """The index names the column as well, so that what is on hold costs the workers nothing."""

    dependencies = [("outbox", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="job", name="job_due"),
        migrations.AddField(model_name="job", name="held_at", field=models.DateTimeField(null=True)),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("held_at", None), ("state", "open")), fields=["kind", "due_at"], name="job_due"
            ),
        ),
    ]
