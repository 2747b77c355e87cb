from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0010_addresses_of_authors")]

    operations = [
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["status", "-updated_at", "published_at"], name="article_changed"),
        ),
    ]
