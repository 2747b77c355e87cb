from django.db import migrations, models

from comments import log_triggers


def install(apps, schema_editor):
    log_triggers.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("comments", "0010_comment_markup")]

    operations = [
        migrations.AlterModelOptions(
            name="comment",
            options={
                "permissions": [
                    ("moderate_comment", "Can moderate comments"),
                    ("publish_comments", "Can publish own comments at once"),
                    ("see_addresses", "Can see commenters' addresses"),
                    ("edit_comment", "Can change the words of comments"),
                    ("undo_others", "Can undo what other moderators did"),
                    ("decide_appeals", "Can decide appeals"),
                    ("restrict_people", "Can hold, suspend and ban commenters"),
                    ("keep_rules", "Can change the rules of the desk"),
                ],
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
            },
        ),
        migrations.AddField("moderationaction", "kind", models.CharField(default="status", max_length=20)),
        migrations.AddField("moderationaction", "person", models.BigIntegerField(db_index=True, null=True)),
        migrations.AddField("moderationaction", "subject", models.BigIntegerField(null=True)),
        migrations.AlterField("moderationaction", "from_status", models.CharField(blank=True, max_length=10)),
        migrations.AlterField("moderationaction", "to_status", models.CharField(blank=True, max_length=10)),
        migrations.AlterField("moderationaction", "version", models.PositiveIntegerField(default=0)),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
