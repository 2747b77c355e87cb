from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_append_only_log")]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("deferred_until__isnull", False)),
                fields=["deferred_until", "id"],
                name="comment_deferred",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("deferred_until", None), ("status", "pending"), _connector="OR"),
                name="deferred_comment_is_pending",
            ),
        ),
    ]
