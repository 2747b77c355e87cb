from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0024_alarms"),
    ]

    operations = [
        migrations.AddField(
            model_name="discussionsettings",
            name="authors_decide",
            field=models.BooleanField(
                default=False,
                help_text="Whether moderators who wrote the article decide about comments that name them. Otherwise a colleague does.",
                verbose_name="authors decide about themselves",
            ),
        ),
    ]
