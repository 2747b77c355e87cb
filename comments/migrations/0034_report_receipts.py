import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0033_letters")]

    operations = [
        migrations.CreateModel(
            name="ReportReceipt",
            fields=[
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="receipt",
                        serialize=False,
                        to="comments.report",
                    ),
                ),
                ("nonce", models.CharField(max_length=32, unique=True)),
                (
                    "tell",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="comments.commenter",
                    ),
                ),
                (
                    "told",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("open", "open"),
                            ("upheld", "upheld"),
                            ("dismissed", "dismissed"),
                            ("moot", "settled without a person"),
                        ],
                        max_length=9,
                    ),
                ),
            ],
        ),
    ]
