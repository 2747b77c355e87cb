from django.db import migrations, models


class Migration(migrations.Migration):
    """Which comments a new release of the markup has left behind."""

    dependencies = [
        ("comments", "0009_one_job_forgets"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["markup", "id"], name="comment_markup"),
        ),
    ]
