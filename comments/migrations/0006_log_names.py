from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("comments", "0005_feedback")]

    operations = [
        migrations.AlterModelOptions(
            name="moderationaction",
            options={
                "permissions": [("view_log", "Can read the moderation log")],
                "verbose_name": "row of the moderation log",
                "verbose_name_plural": "moderation log",
            },
        ),
    ]
