from django.db import migrations

from comments.models.commenter import domain_key

SECTIONS = """
UPDATE comments_comment SET section = (SELECT a.section_id FROM articles_article a WHERE a.id = article_id)
"""
REMOVED = """
UPDATE comments_comment SET shelf = 'removed' WHERE status IN ('rejected', 'spam') AND 'approved' = (
    SELECT a.from_status FROM comments_moderationaction a
    WHERE a.comment = comments_comment.id AND a.kind = 'status' ORDER BY a.id DESC LIMIT 1)
"""
ADDRESSES = """
SELECT c.commenter_id, MAX(u.email) FROM comments_submission u JOIN comments_comment c ON c.id = u.comment_id
WHERE u.email <> '' AND c.commenter_id IS NOT NULL GROUP BY c.commenter_id
"""


def fill(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(SECTIONS)
        cursor.execute(REMOVED)
        cursor.execute(ADDRESSES)
        keys = [(domain_key(address), person) for person, address in cursor.fetchall()]
        cursor.executemany("UPDATE comments_commenter SET domain_key = %s WHERE id = %s", keys)


class Migration(migrations.Migration):
    """What older comments have in the columns of the queues."""

    dependencies = [("comments", "0017_queues")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
