from django.db import migrations, models


class Migration(migrations.Migration):
    """What its author had erased is left without words as well, not only old spam."""

    dependencies = [("comments", "0029_edit_minutes")]

    operations = [
        migrations.RemoveConstraint(model_name="comment", name="emptied_comment_is_spam"),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("emptied_at", None),
                    models.Q(
                        ("html", ""),
                        ("name", ""),
                        ("status__in", ("spam", "withdrawn")),
                        ("text", ""),
                        ("website", ""),
                    ),
                    _connector="OR",
                ),
                name="emptied_comment_has_no_words",
            ),
        ),
    ]
