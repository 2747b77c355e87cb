import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from django.db.models import Q

GROUNDS = [
    ("defamation", "It insults or defames somebody."),
    ("threat", "It threatens somebody, or calls for violence."),
    ("hate", "It stirs up hatred against a group of people."),
    ("privacy", "It publishes private data or pictures of somebody."),
    ("property", "It uses a work or a trademark that is somebody else's."),
    ("fraud", "It cheats people, or offers what must not be sold."),
    ("children", "It shows or offers the sexual abuse of children."),
    ("other", "It is against another law or right."),
]
OUTCOMES = [("open", "open"), ("removed", "removed"), ("kept", "kept"), ("not_ours", "not for us")]


class Migration(migrations.Migration):
    dependencies = [("comments", "0034_report_receipts")]

    operations = [
        migrations.CreateModel(
            name="LegalReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("ground", models.CharField(choices=GROUNDS, max_length=10, verbose_name="what is against the law")),
                ("passage", models.CharField(blank=True, max_length=500, verbose_name="which words")),
                ("why", models.TextField(blank=True, max_length=3000, verbose_name="why")),
                ("law", models.CharField(blank=True, max_length=300, verbose_name="law or right")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("nonce", models.CharField(max_length=32, unique=True)),
                ("outcome", models.CharField(choices=OUTCOMES, default="open", max_length=8)),
                ("basis", models.CharField(blank=True, max_length=300)),
                ("explanation", models.TextField(blank=True, max_length=3000)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="legal_reports",
                        to="comments.comment",
                    ),
                ),
            ],
            options={
                "verbose_name": "report of illegal content",
                "verbose_name_plural": "reports of illegal content",
                "permissions": [("handle_legal_reports", "Can decide reports of illegal content")],
            },
        ),
        migrations.AddIndex(
            model_name="legalreport", index=models.Index(condition=Q(outcome="open"), fields=["id"], name="legal_open")
        ),
        migrations.AddIndex(
            model_name="legalreport",
            index=models.Index(
                condition=Q(decided_at__isnull=False), fields=["-decided_at", "-id"], name="legal_decided"
            ),
        ),
        migrations.AddConstraint(
            model_name="legalreport",
            constraint=models.CheckConstraint(
                condition=Q(outcome__in=["open", "removed", "kept", "not_ours"]), name="legal_outcome_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="legalreport",
            constraint=models.CheckConstraint(
                condition=Q(outcome="open", decided_at=None) | ~Q(outcome="open") & Q(decided_at__isnull=False),
                name="legal_report_decided_at_a_time",
            ),
        ),
        migrations.CreateModel(
            name="LegalContact",
            fields=[
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="contact",
                        serialize=False,
                        to="comments.legalreport",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=80)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("told", models.CharField(blank=True, choices=OUTCOMES, max_length=8)),
            ],
        ),
    ]
