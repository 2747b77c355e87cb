from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moving", "0002_transfers")]

    operations = [
        migrations.AddField(model_name="source", name="bases", field=models.JSONField(default=dict)),
    ]
