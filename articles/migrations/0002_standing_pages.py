import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations = [
        migrations.RenameModel("SectionAddress", "FormerSegment"),
        migrations.RenameField("FormerSegment", "section", "segment"),
        migrations.AlterField(
            "FormerSegment",
            "segment",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="former_addresses",
                to="articles.firstsegment",
            ),
        ),
        migrations.CreateModel(
            name="StandingPage",
            fields=[
                (
                    "firstsegment_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="articles.firstsegment",
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                (
                    "description",
                    models.CharField(
                        blank=True, help_text="For search engines.", max_length=300, verbose_name="description"
                    ),
                ),
                ("body", models.TextField(verbose_name="body")),
                ("body_html", models.TextField(blank=True, editable=False)),
                ("body_markup", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("guidelines", "comment guidelines"),
                            ("privacy", "privacy"),
                            ("imprint", "imprint"),
                            ("contact", "contact"),
                            ("about", "about"),
                        ],
                        help_text="The comment form links to the page whose role is comment guidelines.",
                        max_length=12,
                        null=True,
                        unique=True,
                        verbose_name="role",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Order at the foot of pages.", verbose_name="position"
                    ),
                ),
                ("is_public", models.BooleanField(default=False, verbose_name="shown to readers")),
                ("public_since", models.DateTimeField(editable=False, null=True)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "standing page",
                "verbose_name_plural": "standing pages",
                "ordering": ["position", "title"],
            },
            bases=("articles.firstsegment",),
        ),
    ]
