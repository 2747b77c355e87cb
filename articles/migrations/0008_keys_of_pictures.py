from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0007_pictures_of_articles"),
    ]

    operations = [
        migrations.RemoveField(model_name="article", name="picture"),
        migrations.RemoveField(model_name="article", name="picture_width"),
        migrations.RemoveField(model_name="article", name="picture_height"),
        migrations.RemoveField(model_name="author", name="portrait"),
        migrations.RenameField(model_name="article", old_name="picture_row", new_name="picture"),
        migrations.RenameField(model_name="author", old_name="portrait_row", new_name="portrait"),
    ]
