import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
        ("comments", "0013_restrictions"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuthorWords",
            fields=[
                ("action", models.BigIntegerField(primary_key=True, serialize=False)),
                ("text", models.TextField(max_length=1000)),
            ],
        ),
        migrations.CreateModel(
            name="FormerText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("by", models.BigIntegerField(null=True)),
                ("replaced_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("text", models.TextField(max_length=1000)),
                ("removed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="RejectionReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        help_text="Stands in the log for ever, and can't be changed later.",
                        max_length=40,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-z][a-z0-9_]*\\Z", "Small letters, digits and underscores."
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        help_text="What moderators choose, as the end of “Rejected: …”.",
                        max_length=80,
                        verbose_name="label",
                    ),
                ),
                (
                    "sentence",
                    models.CharField(
                        help_text="What the author reads on the page that only they can see.",
                        max_length=300,
                        verbose_name="sentence",
                    ),
                ),
                (
                    "clause",
                    models.CharField(
                        blank=True,
                        help_text="The part of your guidelines that it goes against, if you want to name one: “3, insults”.",
                        max_length=200,
                        verbose_name="guideline",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="The lowest number stands first in the list.", verbose_name="position"
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Without it, nobody can choose this reason any more. Old ones keep it.",
                        verbose_name="in use",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "reason for rejections",
                "verbose_name_plural": "reasons for rejections",
                "ordering": ["position", "pk"],
                "default_permissions": ("add", "change", "view"),
            },
        ),
        migrations.AddField(
            model_name="comment",
            name="came_as",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="comment",
            name="edited_by",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="comment",
            name="featured_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("featured_at__isnull", False)),
                fields=["article", "-featured_at"],
                name="comment_featured",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("featured_at", None), ("status", "approved"), _connector="OR"),
                name="featured_comment_is_approved",
            ),
        ),
        migrations.AddField(
            model_name="authorwords",
            name="comment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="comments.comment"
            ),
        ),
        migrations.AddField(
            model_name="formertext",
            name="comment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="former_texts", to="comments.comment"
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="comment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="comments.comment"
            ),
        ),
        migrations.AddConstraint(
            model_name="formertext",
            constraint=models.UniqueConstraint(fields=("comment", "version"), name="one_former_text_per_version"),
        ),
    ]
