from django.db import migrations


def ask_for_entries(apps, schema_editor):
    """The worker makes them, as it does when a name changes."""
    using = schema_editor.connection.alias
    job, article = apps.get_model("outbox", "Job"), apps.get_model("articles", "Article")
    published = article.objects.using(using).filter(status="published").values_list("pk", flat=True)
    job.objects.using(using).bulk_create(
        (job(kind="articles.words", ref=number) for number in published), batch_size=500, ignore_conflicts=True
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0012_search_entries"), ("outbox", "0002_job_held_at")]

    operations = [migrations.RunPython(ask_for_entries, migrations.RunPython.noop)]
