"""The links that show a discussion otherwise: its orders, and what the editors have set apart. Written without the
template engine, as every page has them."""

from collections.abc import Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from comments.orders import NEWEST, ORDERS
from comments.pages import Page

_LINK = '<li><a href="{address}{query}#comments" rel="nofollow"{here}>{words}</a></li>\n'
_LIST = '<ul class="plain" aria-label="{label}">\n{links}</ul>\n'


def links(page: Page, address: str, count: int, featured: int) -> SafeString:
    """Nothing over one comment, or over a part of the discussion that is shown alone."""
    if count < 2 or page.alone or page.meant:
        return SafeString("")
    written = (
        [_LIST.format(label=escape(_("Which comments")), links=_tabs(page, address, featured))] if featured else []
    )
    if not page.is_featured:
        written.append(_LIST.format(label=escape(_("Sort by")), links="".join(_sorts(page, address))))
    return mark_safe(f'<div class="discussion-ways">\n{"".join(written)}</div>\n')


def _tabs(page: Page, address: str, featured: int) -> str:
    those = _("Featured (%(number)d)") % {"number": featured}
    return _link(address, "", _("All"), here=not page.is_featured) + _link(
        address, "?show=featured", those, here=page.is_featured
    )


def _sorts(page: Page, address: str) -> Iterator[str]:
    for order in ORDERS:
        query = "" if order is NEWEST else f"?sort={order.name}"
        yield _link(address, query, str(order.label), here=order is page.order)


def _link(address: str, query: str, words: str, *, here: bool) -> str:
    marked = ' aria-current="true"' if here else ""
    return _LINK.format(address=address, query=query, here=marked, words=escape(words))
