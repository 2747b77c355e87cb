from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone

from comments import log_triggers


def install(apps, schema_editor):
    log_triggers.install(schema_editor.connection)


def index(name, column, condition):
    made = models.Index(fields=[column, "id"], condition=condition, name=name)
    return migrations.AddIndex("moderationaction", made)


class Migration(migrations.Migration):
    dependencies = [("comments", "0015_claims")]

    operations = [
        migrations.CreateModel(
            name="LogSeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first", models.BigIntegerField()),
                ("last", models.BigIntegerField()),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64)),
                ("at", models.DateTimeField(default=timezone.now)),
                ("form", models.PositiveSmallIntegerField()),
                ("marks", models.BinaryField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["previous"], name="the_chain_of_seals_does_not_fork")],
            },
        ),
        migrations.CreateModel(
            name="LogCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ended_at", models.DateTimeField()),
                ("found", models.CharField(blank=True, max_length=200)),
            ],
            options={"constraints": [models.CheckConstraint(condition=Q(pk=1), name="one_log_check")]},
        ),
        migrations.RemoveConstraint("moderationaction", "an_act_is_undone_once"),
        migrations.AlterField("moderationaction", "person", models.BigIntegerField(null=True)),
        migrations.AlterField("moderationaction", "actor", models.BigIntegerField(null=True)),
        migrations.AddConstraint(
            "moderationaction",
            models.UniqueConstraint(fields=["undoes"], condition=Q(undoes__isnull=False), name="an_act_is_undone_once"),
        ),
        index("log_by_actor", "actor", Q(actor__isnull=False)),
        index("log_by_person", "person", Q(person__isnull=False)),
        index("log_by_subject", "subject", Q(subject__isnull=False)),
        index("log_by_kind", "kind", ~Q(kind="status")),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
