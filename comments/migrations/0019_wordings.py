import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """By which texts that are nearly the same find each other."""

    dependencies = [("comments", "0018_queues_filled")]

    operations = [
        migrations.CreateModel(
            name="Wording",
            fields=[
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="comments.comment",
                    ),
                ),
                ("number", models.BigIntegerField()),
            ],
            options={"indexes": [models.Index(fields=["number", "comment"], name="wording_number")]},
        ),
    ]
