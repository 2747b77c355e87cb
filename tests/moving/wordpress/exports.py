"""Small exports of WordPress, written as its own exporter writes them."""

from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>The Port</title>
<link>https://port.example</link>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_blog_url>https://port.example</wp:base_blog_url>
"""
TAIL = "</channel>\n</rss>\n"
AT = "2024-03-01 08:00:00"
_numbers = count(1)


def data(text: str) -> str:
    """As core does it: the end of CDATA within a text is parted over two."""
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def element(name: str, text: object) -> str:
    return f"<{name}>{data(str(text))}</{name}>\n"


def export(*parts: str, head: str = HEAD, tail: str = TAIL) -> str:
    return head + "".join(parts) + tail


def author(login: str, name: str = "", number: int = 1) -> str:
    told = f"<wp:author_id>{number}</wp:author_id>" + element("wp:author_login", login)
    return f"<wp:author>{told}{element('wp:author_display_name', name or login)}</wp:author>\n"


def category(slug: str, name: str = "", parent: str = "") -> str:
    told = element("wp:category_nicename", slug) + element("wp:category_parent", parent)
    return f"<wp:category>{told}{element('wp:cat_name', name or slug)}</wp:category>\n"


def tag(slug: str, name: str = "") -> str:
    return f"<wp:tag>{element('wp:tag_slug', slug)}{element('wp:tag_name', name or slug)}</wp:tag>\n"


def attachment(
    number: int,
    address: str,
    alt: str = "",
    *,
    parent: int = 0,
    order: int = 0,
    link: str = "https://port.example/x/y/",
) -> str:
    named = element("wp:attachment_url", address)
    named += element("wp:post_parent", parent) + element("wp:menu_order", order)
    return post(
        number,
        "file",
        kind="attachment",
        status="inherit",
        inside=named,
        link=link,
        meta={"_wp_attachment_image_alt": alt},
    )


def post(
    number: int,
    title: str = "Ships",
    *comments: str,
    kind: str = "post",
    status: str = "publish",
    body: str = "<p>Words.</p>",
    at: str = AT,
    filed: Mapping[str, str] | None = None,
    meta: Mapping[str, str] | None = None,
    inside: str = "",
    **columns: Any,
) -> str:
    """`filed`: slugs of categories ("news": "category") and tags ("fish": "post_tag")."""
    slug = columns.get("slug", f"post-number-{number}")
    told = {
        "title": title,
        "link": columns.get("link", f"https://port.example/2024/03/{slug}/"),
        "dc:creator": columns.get("creator", "ada"),
        "content:encoded": body,
        "excerpt:encoded": columns.get("excerpt", ""),
        "wp:post_id": number,
        "wp:post_date": columns.get("local", at),
        "wp:post_date_gmt": at,
        "wp:comment_status": columns.get("comments", "open"),
        "wp:post_name": slug,
        "wp:status": status,
        "wp:post_type": kind,
        "wp:post_password": columns.get("password", ""),
    }
    listed = "".join(element(name, text) for name, text in told.items())
    listed += "".join(
        f'<category domain="{domain}" nicename="{key}">{data(key)}</category>\n'
        for key, domain in (filed or {}).items()
    )
    listed += "".join(_meta("wp:postmeta", key, value) for key, value in (meta or {}).items())
    return f"<item>\n{listed}{inside}{''.join(comments)}</item>\n"


def comment(
    number: int | str,
    text: str = "A word.",
    *,
    parent: int = 0,
    status: str = "1",
    at: str = "2024-03-02 09:00:00",
    meta: Mapping[str, str] | None = None,
    **columns: Any,
) -> str:
    told = {
        "wp:comment_id": number,
        "wp:comment_author": columns.get("name", "Zoë"),
        "wp:comment_author_email": columns.get("email", "zoe@example.org"),
        "wp:comment_author_IP": columns.get("ip", "192.0.2.7"),
        "wp:comment_date": columns.get("local", at),
        "wp:comment_date_gmt": at,
        "wp:comment_content": text,
        "wp:comment_approved": status,
        "wp:comment_type": columns.get("kind", "comment"),
        "wp:comment_parent": parent,
        "wp:comment_user_id": columns.get("user", 0),
    }
    listed = "".join(element(name, value) for name, value in told.items())
    listed += f"<wp:comment_author_url>{columns.get('website', '')}</wp:comment_author_url>\n"
    listed += "".join(_meta("wp:commentmeta", key, value) for key, value in (meta or {}).items())
    return f"<wp:comment>\n{listed}</wp:comment>\n"


def _meta(name: str, key: str, value: str) -> str:
    return f"<{name}>{element('wp:meta_key', key)}{element('wp:meta_value', value)}</{name}>\n"


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / f"export-{next(_numbers)}.xml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
