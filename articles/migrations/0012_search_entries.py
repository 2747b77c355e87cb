import django.db.models.deletion
from django.db import migrations, models

from articles.search import index


def install(apps, schema_editor):
    index.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("articles", "0011_latest_changes")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                (
                    "place",
                    models.BigIntegerField(
                        help_text="Second of publication and number: newer ones are higher.", unique=True
                    ),
                ),
                ("headline", models.TextField()),
                ("standfirst", models.TextField()),
                ("body", models.TextField()),
                ("tags", models.TextField()),
                ("authors", models.TextField()),
                ("marks", models.TextField(help_text="Section, label and authors, as words that nobody types.")),
            ],
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
