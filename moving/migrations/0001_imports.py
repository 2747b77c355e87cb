import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("system", models.CharField(max_length=20)),
                ("address", models.CharField(max_length=250)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("system", "address"), name="source_once")],
            },
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("log", models.UUIDField(default=uuid.uuid4, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "Running"),
                            ("done", "Done"),
                            ("going_back", "Going Back"),
                            ("taken_back", "Taken Back"),
                        ],
                        default="running",
                        max_length=10,
                    ),
                ),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="batches", to="moving.source"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Origin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("author", "Author"),
                            ("section", "Section"),
                            ("tag", "Tag"),
                            ("article", "Article"),
                            ("page", "Page"),
                            ("picture", "Picture"),
                            ("comment", "Comment"),
                        ],
                        max_length=8,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("row", models.BigIntegerField()),
                ("state", models.CharField(blank=True, max_length=12)),
                ("is_ours", models.BooleanField(default=True)),
                ("is_settled", models.BooleanField(default=True)),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="origins",
                        to="moving.batch",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="moving.source",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["batch", "kind", "row"], name="origin_of_batch")],
                "constraints": [models.UniqueConstraint(fields=("source", "kind", "name"), name="origin_once")],
            },
        ),
    ]
