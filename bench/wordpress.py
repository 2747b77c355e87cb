"""An export of WordPress of any size, for measuring the import: python -m bench.wordpress FILE [articles] [comments]

Every article has a section, a byline, three tags and some 400 words; comments are of 30 to 90 words, a third of them
answers, from a tenth as many people; some wait, a few are in the trash, and those of the last weeks have addresses.
"""

import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><link>https://bench.example</link>
<wp:base_blog_url>https://bench.example</wp:base_blog_url>
"""
WORDS = ["harbor", "council", "bridge", "budget", "school", "river", "market", "winter"]
WORDS += ["paper", "vote", "water", "street", "light", "north", "union", "bread"]
STATUSES = ["1"] * 90 + ["0"] * 7 + ["trash"] * 3
SECTIONS, TAGS, AUTHORS = 12, 400, 40


def export(articles: int, comments: int, now: datetime) -> Iterator[str]:
    chance = random.Random(7)
    yield HEAD
    for number in range(SECTIONS):
        named = f"<wp:category_nicename>s-{number}</wp:category_nicename><wp:cat_name>Section {number}</wp:cat_name>"
        yield f"<wp:category>{named}</wp:category>\n"
    last = 0
    for number in range(1, articles + 1):
        end = comments * number // articles
        at = now - timedelta(hours=2 * (articles - number + 1))
        yield f"<item>{_article(chance, number, at)}"
        yield from (_comment(chance, pk, last + 1, end - last, at, comments) for pk in range(last + 1, end + 1))
        yield "</item>\n"
        last = end
    yield "</channel></rss>\n"


def _article(chance: random.Random, number: int, at: datetime) -> str:
    paragraph = "<!-- wp:paragraph --><p>{}</p><!-- /wp:paragraph -->"
    body = "\n".join(paragraph.format(words(chance, 60)) for _ in range(7))
    tags = "".join(
        f'<category domain="post_tag" nicename="t-{tag}">Tag {tag}</category>' for tag in chance.sample(range(TAGS), 3)
    )
    return f"""<title>{words(chance, 7)}</title><link>https://bench.example/2024/post-{number}/</link>
<dc:creator>author-{number % AUTHORS}</dc:creator><content:encoded><![CDATA[{body}]]></content:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date_gmt>{at:%Y-%m-%d %H:%M:%S}</wp:post_date_gmt>
<wp:comment_status>open</wp:comment_status><wp:post_name>post-{number}</wp:post_name><wp:status>publish</wp:status>
<wp:post_type>post</wp:post_type><category domain="category" nicename="s-{number % SECTIONS}">S</category>{tags}"""


def _comment(chance: random.Random, pk: int, first: int, count: int, at: datetime, comments: int) -> str:
    parent = chance.randrange(first, pk) if pk > first and chance.random() < 1 / 3 else 0
    person = chance.randrange(comments // 10 + 1)
    at += timedelta(minutes=60 * (pk - first + 1) / (count + 1))
    return f"""<wp:comment><wp:comment_id>{pk}</wp:comment_id><wp:comment_author>Reader {person}</wp:comment_author>
<wp:comment_author_email>reader-{person}@example.org</wp:comment_author_email>
<wp:comment_author_IP>192.0.2.{person % 250}</wp:comment_author_IP>
<wp:comment_date_gmt>{at:%Y-%m-%d %H:%M:%S}</wp:comment_date_gmt>
<wp:comment_content><![CDATA[{words(chance, chance.randrange(30, 90))}]]></wp:comment_content>
<wp:comment_approved>{chance.choice(STATUSES)}</wp:comment_approved><wp:comment_type>comment</wp:comment_type>
<wp:comment_parent>{parent}</wp:comment_parent><wp:comment_user_id>0</wp:comment_user_id></wp:comment>
"""


def words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count)).capitalize() + "."


def main(name: str, articles: str = "5000", comments: str = "100000") -> None:
    with Path(name).open("w", encoding="utf-8") as file:
        file.writelines(export(int(articles), int(comments), datetime.now(UTC)))


if __name__ == "__main__":
    main(*sys.argv[1:])
