import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0023_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AlarmLimits",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "oldest_minutes",
                    models.PositiveIntegerField(
                        default=240,
                        help_text="Minutes that a comment may wait for a person.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100000),
                        ],
                        verbose_name="longest wait",
                    ),
                ),
                (
                    "spam_percent",
                    models.PositiveIntegerField(
                        default=50,
                        help_text="Per cent of an hour's comments, if that is also twice as much as in the week before.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="share of spam",
                    ),
                ),
                (
                    "burst_comments",
                    models.PositiveIntegerField(
                        default=30,
                        help_text="In a quarter of an hour, if that is also five times what the article had in the day before.",
                        validators=[
                            django.core.validators.MinValueValidator(2),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="comments on one article",
                    ),
                ),
                (
                    "check_minutes",
                    models.PositiveIntegerField(
                        default=10,
                        help_text="Minutes without an answer of the spam check.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100000),
                        ],
                        verbose_name="spam check down",
                    ),
                ),
            ],
            options={
                "verbose_name": "limits of the alarms",
                "verbose_name_plural": "limits of the alarms",
            },
        ),
        migrations.CreateModel(
            name="Alarm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("oldest", "somebody waits for long"),
                            ("spam", "more spam than usual"),
                            ("burst", "many comments on one article"),
                            ("check", "the spam check is down"),
                        ],
                        max_length=6,
                    ),
                ),
                ("article", models.BigIntegerField(default=0)),
                ("figure", models.PositiveIntegerField()),
                ("usual", models.PositiveIntegerField()),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["began_at"], name="alarm_began")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("kind", "article"), name="one_alarm_of_a_kind"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MailWish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "alarms",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "never"),
                            ("hourly", "at most once an hour"),
                            ("daily", "once a day, in the morning"),
                        ],
                        max_length=6,
                        verbose_name="alarms of the desk",
                    ),
                ),
                (
                    "articles",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "never"),
                            ("hourly", "at most once an hour"),
                            ("daily", "once a day, in the morning"),
                        ],
                        max_length=6,
                        verbose_name="published comments on my articles",
                    ),
                ),
                ("alarms_until", models.DateTimeField(default=django.utils.timezone.now)),
                ("articles_until", models.DateTimeField(default=django.utils.timezone.now)),
                ("trouble", models.CharField(blank=True, max_length=200)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "mail to you",
            },
        ),
    ]
