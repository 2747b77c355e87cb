from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0025_authors_decide"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reworded",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("comment", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "gram", "segment", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("gram", models.BigIntegerField()),
                ("segment", models.IntegerField()),
                ("comments", models.BinaryField()),
            ],
            options={
                "indexes": [models.Index(fields=["segment"], name="posting_segment")],
            },
        ),
    ]
