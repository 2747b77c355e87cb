"""An export of Disqus about the articles of bench.wordpress: python -m bench.disqus FILE [articles] [comments]

Posts of all threads are mixed by their dates, as Disqus has them; a third are answers, one in ten has a link, a
quotation or emphasis, some are spam, deleted or not approved yet.
"""

import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.wordpress import words

HEAD = """<?xml version="1.0" encoding="utf-8"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals"><category dsq:id="1">
<forum>bench</forum><title>General</title><isDefault>true</isDefault></category>
"""
STATES = [("false", "false", "true")] * 94 + [("true", "false", "true")] * 2  # deleted, spam, approved
STATES += [("false", "true", "true")] * 2 + [("false", "false", "false")] * 2
MARKED = (
    'As <a href="https://example.org/{0}" rel="nofollow noopener">this page</a> says: {1}',
    "<blockquote>{1}</blockquote> Is that so in number {0}?",
    "<b>Never</b> was it <i>like that</i> in {0}. {1}",
)
MARKED_IN = 10


def export(articles: int, comments: int, now: datetime) -> Iterator[str]:
    chance = random.Random(11)
    yield HEAD
    yield from (
        _thread(number, now - timedelta(hours=2 * (articles - number + 1))) for number in range(1, articles + 1)
    )
    latest: dict[int, list[int]] = {}
    for pk in range(1, comments + 1):
        number = 1 + (pk * articles // comments + chance.randrange(50)) % articles
        among = latest.setdefault(number, [])
        parent = chance.choice(among) if among and chance.random() < 1 / 3 else 0
        among.append(pk)
        yield _post(chance, pk, number, parent, now - timedelta(minutes=comments - pk, seconds=17))
    yield "</disqus>\n"


def _thread(number: int, at: datetime) -> str:
    link = f"https://bench.example/2024/post-{number}/"
    return f"""<thread dsq:id="{number}"><id>{number} {link}?p={number}</id><forum>bench</forum><category dsq:id="1" />
<link>{link}</link><title>Post {number}</title><message /><createdAt>{at:%Y-%m-%dT%H:%M:%SZ}</createdAt>
<author><name>Editor</name><isAnonymous>false</isAnonymous><username>editor</username></author>
<isClosed>false</isClosed><isDeleted>false</isDeleted></thread>
"""


def _post(chance: random.Random, pk: int, thread: int, parent: int, at: datetime) -> str:
    person, (deleted, spam, approved) = chance.randrange(5_000), chance.choice(STATES)
    return f"""<post dsq:id="{pk}"><id /><message><![CDATA[{_message(chance, pk)}]]></message>
<createdAt>{at:%Y-%m-%dT%H:%M:%SZ}</createdAt><isDeleted>{deleted}</isDeleted><isSpam>{spam}</isSpam>
<isApproved>{approved}</isApproved><author><name>Guest {person}</name><isAnonymous>false</isAnonymous>
<username>guest{person}</username></author><thread dsq:id="{thread}" /><parent dsq:id="{parent or ""}" /></post>
"""


def _message(chance: random.Random, pk: int) -> str:
    said = words(chance, chance.randrange(30, 90))
    marked = MARKED[pk // MARKED_IN % len(MARKED)].format(pk, said) if pk % MARKED_IN == 0 else said
    return f"<p>{marked}</p>"


def main(name: str, articles: str = "5000", comments: str = "100000") -> None:
    with Path(name).open("w", encoding="utf-8") as file:
        file.writelines(export(int(articles), int(comments), datetime.now(UTC)))


if __name__ == "__main__":
    main(*sys.argv[1:])
