from django.db import migrations

REPLIES = """
UPDATE comments_comment SET reply_count = (
    SELECT COUNT(*) FROM comments_comment r WHERE r.root_id = comments_comment.id AND r.status = 'approved')
WHERE depth = 0 AND on_page
"""


class Migration(migrations.Migration):
    """What older threads have in the column by which they can be sorted."""

    dependencies = [("comments", "0037_reply_counts")]

    operations = [migrations.RunSQL(REPLIES, migrations.RunSQL.noop)]
