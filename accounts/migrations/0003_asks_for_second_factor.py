from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_desk_keys"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="AsksForSecondFactor",
            fields=[
                (
                    "group",
                    models.OneToOneField(
                        on_delete=models.CASCADE,
                        primary_key=True,
                        related_name="asks_for_second_factor",
                        serialize=False,
                        to="auth.group",
                    ),
                ),
            ],
        ),
    ]
