"""Small exports of Disqus, written as Disqus writes them."""

from itertools import count
from pathlib import Path

HEAD = """<?xml version="1.0" encoding="utf-8"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:schemaLocation="http://disqus.com/api/schemas/1.0/disqus.xsd http://disqus.com/api/schemas/1.0/disqus-internals.xsd">

<category dsq:id="1"><forum>theport</forum><title>General</title><isDefault>true</isDefault></category>

"""
TAIL = "</disqus>\n"
AT = "2024-03-02T09:00:00Z"
_numbers = count(1)


def export(*parts: str, head: str = HEAD, tail: str = TAIL) -> str:
    return head + "".join(parts) + tail


def thread(
    number: int | str, link: str = "", ident: str = "", *, at: str = "2024-03-01T08:00:00Z", flags: str = ""
) -> str:
    named = f"<id>{ident}</id>" if ident else "<id />"
    return f"""<thread dsq:id="{number}">
{named}
<forum>theport</forum>
<category dsq:id="1" />
<link>{link.replace("&", "&amp;")}</link>
<title>Ships</title>
<message />
<createdAt>{at}</createdAt>
<author><name>Ada</name><isAnonymous>false</isAnonymous><username>ada</username></author>
<isClosed>{_flag("closed", flags)}</isClosed>
<isDeleted>{_flag("deleted", flags)}</isDeleted>
</thread>
"""


def post(
    number: int | str,
    of: int | str,
    message: str = "<p>A word.</p>",
    *,
    parent: int | str = "",
    at: str = AT,
    flags: str = "",
    name: str = "Zoë",
    ident: str = "",
    inside: str = "",
) -> str:
    """`inside`: of its author, or elements of older exports."""
    answers = f'<parent dsq:id="{parent}" />\n' if parent else ""
    named = f"<id>{ident}</id>" if ident else "<id />"
    return f"""<post dsq:id="{number}">
{named}
<message><![CDATA[{message}]]></message>
<createdAt>{at}</createdAt>
<isDeleted>{_flag("deleted", flags)}</isDeleted>
<isSpam>{_flag("spam", flags)}</isSpam>
<author><name>{name}</name><isAnonymous>{_flag("anonymous", flags)}</isAnonymous>{inside}</author>
<thread dsq:id="{of}" />
{answers}{"<isApproved>false</isApproved>" if "waiting" in flags else ""}</post>
"""


def _flag(name: str, flags: str) -> str:
    return str(name in flags).lower()


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / f"disqus-{next(_numbers)}.xml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
