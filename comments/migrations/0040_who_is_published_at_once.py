from django.db import migrations, models


class Migration(migrations.Migration):
    """The words beside the setting alone."""

    dependencies = [("comments", "0039_consents")]

    operations = [
        migrations.AlterField(
            model_name="discussionsettings",
            name="publish_after",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text=(
                    "Who is signed in or has confirmed an address, and has this many approved comments, is published as"
                    " soon as the spam check says ham. Empty: every comment waits for a person."
                ),
                null=True,
                verbose_name="publish at once after",
            ),
        ),
    ]
