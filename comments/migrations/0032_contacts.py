import django.db.models.deletion
from django.db import migrations, models

import comments.models.contact


class Migration(migrations.Migration):
    """An address that was typed and one that was confirmed are two commenters from here on."""

    dependencies = [("comments", "0031_erasures")]

    operations = [
        migrations.AddField("commenter", "of_owner", models.BooleanField(default=False)),
        migrations.AlterField("commenter", "email_key", models.CharField(max_length=64, null=True)),
        migrations.AddConstraint(
            "commenter",
            models.UniqueConstraint(fields=("email_key", "of_owner"), name="one_commenter_per_claim"),
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.CharField(max_length=254)),
                ("asked_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("nonce", models.CharField(default=comments.models.contact.new_nonce, max_length=32)),
                ("then", models.CharField(blank=True, max_length=200)),
                (
                    "comment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="comments.comment",
                    ),
                ),
                (
                    "commenter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="contact", to="comments.commenter"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("confirmed_at", None)), fields=["asked_at"], name="contact_unconfirmed"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_at__isnull", False), ("asked_at__isnull", False), _connector="OR"
                        ),
                        name="contact_confirmed_or_asked",
                    )
                ],
            },
        ),
    ]
