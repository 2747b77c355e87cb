from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="desk_keys",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="Single letters decide comments there. The desk itself has a switch for them.",
                verbose_name="keys of the moderation desk",
            ),
        ),
    ]
