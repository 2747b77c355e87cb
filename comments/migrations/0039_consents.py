import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0038_replies_counted"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=600)),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("asked", "no answer yet"),
                            ("agreed", "agreed"),
                            ("refused", "said no"),
                            ("withdrawn", "took the consent back"),
                            ("recalled", "the editors took the request back"),
                        ],
                        default="asked",
                        max_length=9,
                    ),
                ),
                (
                    "credit",
                    models.CharField(
                        blank=True, choices=[("name", "by name"), ("reader", "as a reader")], max_length=6
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answered_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="consent", to="comments.comment"
                    ),
                ),
            ],
            options={
                "verbose_name": "consent",
                "verbose_name_plural": "consents",
                "default_permissions": (),
                "indexes": [models.Index(fields=["answer", "used_at"], name="consent_to_be_used")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ["asked", "agreed", "refused", "withdrawn", "recalled"])),
                        name="consent_answer_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "agreed"), _negated=True),
                            ("credit__in", ["name", "reader"]),
                            _connector="OR",
                        ),
                        name="consent_says_how_to_credit",
                    ),
                ],
            },
        ),
    ]
