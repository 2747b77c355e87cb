import comments.models.comment
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0014_mistake_reports"),
        ("comments", "0032_contacts"),
    ]

    operations = [
        migrations.CreateModel(
            name="LetterClock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("article", "new comments on an article"),
                            ("thread", "new comments in a thread"),
                            ("replies", "what becomes of one's own comment, and replies to it"),
                        ],
                        max_length=7,
                    ),
                ),
                (
                    "often",
                    models.CharField(
                        choices=[
                            ("at_once", "at once"),
                            ("hourly", "at most once an hour"),
                            ("daily", "once a day, in the morning"),
                        ],
                        default="at_once",
                        max_length=7,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("told_until", models.DateTimeField(default=django.utils.timezone.now)),
                ("told_status", models.CharField(blank=True, max_length=10)),
                ("told_version", models.PositiveIntegerField(default=0)),
                (
                    "article",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="articles.article"
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="comments.comment"
                    ),
                ),
                (
                    "commenter",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follows",
                        to="comments.commenter",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)), fields=["due_at", "commenter"], name="follow_due"
                    ),
                    models.Index(
                        condition=models.Q(("confirmed_at", None)), fields=["asked_at"], name="follow_unconfirmed"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("article__isnull", False), ("comment", None), ("kind", "article")),
                            models.Q(
                                ("article", None), ("comment__isnull", False), ("kind__in", ["thread", "replies"])
                            ),
                            _connector="OR",
                        ),
                        name="follow_names_what_its_kind_needs",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("article__isnull", False)),
                        fields=("commenter", "article"),
                        name="article_is_followed_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("comment__isnull", False)),
                        fields=("commenter", "comment", "kind"),
                        name="comment_is_followed_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mailbox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nonce", models.CharField(default=comments.models.comment.new_nonce, max_length=32)),
                ("letters", models.PositiveIntegerField(default=0)),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("refused_at", models.DateTimeField(null=True)),
                ("fault", models.CharField(blank=True, max_length=200)),
                (
                    "commenter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mailbox", to="comments.commenter"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["sent_at"], name="mailbox_sent"),
                    models.Index(
                        condition=models.Q(("refused_at__isnull", False)), fields=["refused_at"], name="mailbox_refused"
                    ),
                ],
            },
        ),
    ]
