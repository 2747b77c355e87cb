import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import articles.pictures

KEY = {"blank": True, "null": True, "on_delete": django.db.models.deletion.PROTECT, "to": "articles.picture"}
OWN_WORDS = "Of this article; without it, that of the picture."
IN_PER_CENT = {
    "default": 50,
    "help_text": "In per cent.",
    "validators": [django.core.validators.MaxValueValidator(100)],
}


class Migration(migrations.Migration):
    """Beside the columns that named files until now; the next migration moves what they hold."""

    dependencies = [
        ("articles", "0005_front_page"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Picture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", articles.pictures.PictureField(unique=True, upload_to="originals/", verbose_name="file")),
                (
                    "width",
                    models.PositiveIntegerField(editable=False, help_text="In pixels; 0 until the file could be read."),
                ),
                ("height", models.PositiveIntegerField(editable=False)),
                (
                    "alt",
                    models.CharField(
                        help_text="What the picture shows, for those who can't see it. An article may say it otherwise.",
                        max_length=300,
                        verbose_name="alternative text",
                    ),
                ),
                ("caption", models.CharField(blank=True, max_length=300, verbose_name="caption")),
                ("credit", models.CharField(blank=True, max_length=120, verbose_name="credit")),
                (
                    "focus_x",
                    models.PositiveSmallIntegerField(verbose_name="focus, from the left", **IN_PER_CENT),
                ),
                (
                    "focus_y",
                    models.PositiveSmallIntegerField(verbose_name="focus, from the top", **IN_PER_CENT),
                ),
                (
                    "digest",
                    models.CharField(
                        blank=True, editable=False, help_text="SHA-256 of the file as it came.", max_length=64
                    ),
                ),
                (
                    "uploaded_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="uploaded at"),
                ),
                (
                    "made",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="What pages need of the renditions, so that they ask for no rows: token, fallback,"
                        " widths.",
                        max_length=80,
                    ),
                ),
                ("rendering", models.PositiveSmallIntegerField(db_index=True, default=0, editable=False)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "picture",
                "verbose_name_plural": "pictures",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("digest", ""), _negated=True), fields=("digest",), name="picture_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("focus_x__lte", 100), ("focus_y__lte", 100)),
                        name="picture_focus_lies_inside",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rendition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("format", models.CharField(max_length=4)),
                ("width", models.PositiveIntegerField()),
                ("file", models.FileField(unique=True, upload_to="")),
                ("bytes", models.PositiveIntegerField()),
                (
                    "picture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="renditions",
                        to="articles.picture",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("picture", "format", "width"), name="rendition_once")],
            },
        ),
        migrations.AddField(
            model_name="article",
            name="figures",
            field=models.ManyToManyField(editable=False, related_name="shown_in_articles", to="articles.picture"),
        ),
        migrations.AddField(
            model_name="standingpage",
            name="figures",
            field=models.ManyToManyField(editable=False, related_name="shown_on_pages", to="articles.picture"),
        ),
        migrations.AddField(
            model_name="article",
            name="picture_row",
            field=models.ForeignKey(related_name="articles", verbose_name="picture", **KEY),
        ),
        migrations.AddField(
            model_name="author",
            name="portrait_row",
            field=models.ForeignKey(related_name="authors", verbose_name="portrait", **KEY),
        ),
        migrations.AlterField(
            model_name="article",
            name="picture_alt",
            field=models.CharField(blank=True, help_text=OWN_WORDS, max_length=300, verbose_name="alternative text"),
        ),
        migrations.AlterField(
            model_name="article",
            name="caption",
            field=models.CharField(blank=True, help_text=OWN_WORDS, max_length=300, verbose_name="caption"),
        ),
        migrations.AlterField(
            model_name="article",
            name="credit",
            field=models.CharField(blank=True, help_text=OWN_WORDS, max_length=120, verbose_name="credit"),
        ),
        migrations.AlterField(
            model_name="article",
            name="body_markup",
            field=models.PositiveSmallIntegerField(db_index=True, default=0, editable=False),
        ),
    ]
