import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0013_words_of_articles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MistakeReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quote", models.CharField(blank=True, max_length=500, verbose_name="sentence")),
                ("text", models.TextField(max_length=2000, verbose_name="what is wrong")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="came at")),
                ("handled_at", models.DateTimeField(null=True, verbose_name="handled at")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mistakes",
                        to="articles.article",
                        verbose_name="article",
                    ),
                ),
                (
                    "handled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "report of a mistake",
                "verbose_name_plural": "reports of mistakes",
                "indexes": [models.Index(fields=["handled_at", "id"], name="mistake_handled")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("handled_at__isnull", False), ("handled_by", None), _connector="OR"),
                        name="mistake_handled_at_a_time",
                    )
                ],
            },
        ),
    ]
