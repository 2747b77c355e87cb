from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0014_mistake_reports"),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="comments_close_after",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days for comments"),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("comments_close_after", None),
                    ("published_at", None),
                    ("comments_close_at__isnull", False),
                    _connector="OR",
                ),
                name="article_closes_after_its_publication",
            ),
        ),
    ]
