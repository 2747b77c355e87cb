import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0028_tombstones")]

    operations = [
        migrations.AddField(
            model_name="discussionsettings",
            name="edit_minutes",
            field=models.PositiveSmallIntegerField(
                default=15,
                help_text="So long after posting, commenters can change what they wrote; it is checked again. 0: they can't at all.",
                validators=[django.core.validators.MaxValueValidator(1440)],
                verbose_name="minutes to change a comment",
            ),
        ),
    ]
