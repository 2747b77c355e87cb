from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_language"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="session_nonce",
            field=models.CharField(blank=True, db_default="", editable=False, max_length=32),
        ),
    ]
