"""An article's text as a feed carries it: whole, with its picture, and with addresses that hold anywhere."""

import re
from urllib.parse import urljoin

from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.feeds.entries import absolute
from articles.models import Article
from articles.shots import Shot, shared_shot

# In HTML that we wrote ourselves, whose attributes have no bare ">".
_TAG = re.compile(r"<[a-z][^>]*>")
_ADDRESS = re.compile(r'(?<=\s)(href|src|srcset)="([^"]*)"')


def content_of(article: Article) -> str:
    shot = shared_shot(article)
    text = with_absolute_addresses(article.html, absolute(article.get_absolute_url()))
    return f"{_figure(shot) if shot else ''}{text}"


def with_absolute_addresses(html: str, base: str) -> str:
    def whole(match: re.Match[str]) -> str:
        name, value = match.groups()
        return f'{name}="{_several(value, base) if name == "srcset" else _joined(base, value)}"'

    return _TAG.sub(lambda tag: _ADDRESS.sub(whole, tag[0]), html)


def _several(value: str, base: str) -> str:
    """Addresses with their widths, parted by commas."""
    candidates = (candidate.strip().partition(" ") for candidate in value.split(", "))
    return ", ".join(f"{_joined(base, address)} {width}".strip() for address, _, width in candidates)


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # "http://[" is no address; an editor's slip must not cost everybody the feed
        return address


def _figure(shot: Shot) -> SafeString:
    words = " ".join(filter(None, (shot.caption, shot.credit)))
    caption = format_html("<figcaption>{}</figcaption>", words) if words else ""
    image = format_html(
        '<img src="{}" alt="{}" width="{}" height="{}">', absolute(shot.path), shot.alt, shot.width, shot.height
    )
    return format_html("<figure>{}{}</figure>\n", image, caption)
