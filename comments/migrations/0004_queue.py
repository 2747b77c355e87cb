from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("comments", "0003_deferred_comments")]

    operations = [
        migrations.CreateModel(
            name="Queue",
            fields=[],
            options={
                "verbose_name": "comment in the queue",
                "verbose_name_plural": "moderation queue",
                "proxy": True,
                "default_permissions": (),
                "indexes": [],
                "constraints": [],
            },
            bases=("comments.comment",),
        ),
    ]
