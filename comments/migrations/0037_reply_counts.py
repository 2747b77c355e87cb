import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0014_mistake_reports"),
        ("comments", "0036_recommendations"),
    ]

    operations = [
        migrations.CreateModel(
            name="ArticleTerms",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                (
                    "message",
                    models.CharField(
                        blank=True,
                        help_text="Over this article's comment form: a question to readers, or what they should know.",
                        max_length=300,
                        verbose_name="message to commenters",
                    ),
                ),
                (
                    "slow_minutes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Minutes that each reader waits between two comments here. Empty: as everywhere.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1440),
                        ],
                        verbose_name="slow mode",
                    ),
                ),
            ],
            options={
                "verbose_name": "terms of a discussion",
                "verbose_name_plural": "terms of discussions",
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="comment",
            name="reply_count",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("depth", 0), ("on_page", True)),
                fields=["article", "-reply_count", "-id"],
                name="comment_most_replied",
            ),
        ),
    ]
