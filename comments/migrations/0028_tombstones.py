from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0027_append_only_rules")]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                fields=["root"],
                condition=models.Q(("on_page", True), models.Q(("status", "approved"), _negated=True)),
                name="comment_tombstones",
            ),
        ),
    ]
