import django.db.models.deletion
import django.utils.timezone
import moving.models.transfer
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("moving", "0001_imports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30)),
                ("lane", models.CharField(max_length=10)),
                ("options", models.JSONField(default=dict)),
                ("files", models.JSONField(default=list)),
                ("folder", models.CharField(default=moving.models.transfer.new_folder, max_length=32, unique=True)),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("try", "trial"),
                            ("bring", "import"),
                            ("take_back", "taking back"),
                            ("make", "export"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "course",
                    models.CharField(
                        choices=[
                            ("running", "running"),
                            ("done", "done"),
                            ("stopped", "stopped"),
                            ("failed", "failed"),
                        ],
                        default="running",
                        max_length=7,
                    ),
                ),
                ("is_asked_to_stop", models.BooleanField(default=False)),
                ("done", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("report", models.JSONField(default=dict)),
                ("fault", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("moved_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                ("forgotten_at", models.DateTimeField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="moving.batch"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "transfer",
                "verbose_name_plural": "transfers",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("course", "running")), fields=("lane",), name="one_transfer_at_a_time"
                    )
                ],
            },
        ),
    ]
