import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("comments", "0035_legal_reports")]

    operations = [
        migrations.AddField(
            model_name="discussionsettings",
            name="recommendations",
            field=models.BooleanField(
                default=True,
                help_text="Without an account, once for each browser. Switched off, pages show nothing of it.",
                verbose_name="readers can recommend comments",
            ),
        ),
        migrations.CreateModel(
            name="Recommended",
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
                ("count", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(blank=True, max_length=22)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "comment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recommendations",
                        to="comments.comment",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="recommendation", index=models.Index(fields=["comment"], name="recommendation_of_comment")
        ),
        migrations.AddIndex(
            model_name="recommendation",
            index=models.Index(condition=Q(mark__gt=""), fields=["at"], name="recommendation_mark"),
        ),
        migrations.AddConstraint(
            model_name="recommendation",
            constraint=models.UniqueConstraint(
                condition=Q(mark__gt=""), fields=("comment", "mark"), name="one_recommendation_per_browser"
            ),
        ),
    ]
