"""What articles of an export point at, as plain values. Of our own export all is wanted, whatever points at it."""

from collections.abc import Callable, Iterator

from moving.imports.mapping import SECTION, TAG
from moving.imports.values import Attachment, Author, Section, Surveyed, Tag
from moving.wordpress import own
from moving.wordpress.kinds import Kinds
from moving.wordpress.meta import meta_of
from moving.wordpress.shared import Site
from moving.xml.plain import line_of
from moving.xml.stream import Element

HIGHEST = 32_000


def attachment(item: Element, *, is_own: bool) -> Attachment:
    meta = meta_of(item, "wp:postmeta")
    return Attachment(
        key=item.child("wp:post_id"),
        address=item.child("wp:attachment_url") or item.child("guid"),
        alt=line_of(meta.get("_wp_attachment_image_alt", [""])[-1]),
        caption=line_of(item.child("excerpt:encoded")),
        title="" if is_own else line_of(item.child("title")),
        line=item.line,
        credit=line_of(own.one(meta, "credit")),
        focus=own.focus(meta),
        is_wanted=is_own,
    )


def _author(element: Element, site: Site) -> Iterator[Surveyed]:
    login = element.child("wp:author_login")
    meta = meta_of(element, "wp:authormeta")
    if login:
        site.bylines.note_login(login)
        yield Author(
            key=login,
            name=line_of(element.child("wp:author_display_name")) or login,
            email=element.child("wp:author_email"),
            number=element.child("wp:author_id"),
            line=element.line,
            slug=login if site.is_own else "",
            job_title=line_of(own.one(meta, "job_title")),
            bio=own.one(meta, "bio"),
            portrait=own.one(meta, "portrait"),
            former=own.all_of(meta, "former_slug"),
            is_wanted=site.is_own,
        )


def _category(element: Element, site: Site) -> Iterator[Surveyed]:
    key, name = element.child("wp:category_nicename"), line_of(element.child("wp:cat_name"))
    described = line_of(element.child("wp:category_description"))
    if key:
        site.numbers[element.child("wp:term_id")] = key
        yield _section(element, key, name or key, element.child("wp:category_parent"), described)


def _section(element: Element, key: str, name: str, parent: str, described: str) -> Section:
    meta = meta_of(element, "wp:termmeta")
    return Section(
        key,
        name,
        parent,
        described,
        element.line,
        position=own.number(meta, "position", HIGHEST),
        on_front=own.one(meta, "on_front") != "0",
        former=own.all_of(meta, "former_slug"),
    )


def _tag(element: Element, site: Site) -> Iterator[Surveyed]:
    if key := element.child("wp:tag_slug"):
        former = own.all_of(meta_of(element, "wp:termmeta"), "former_slug")
        yield Tag(key, line_of(element.child("wp:tag_name")) or key, element.line, former, site.is_own)


def _term(element: Element, site: Site) -> Iterator[Surveyed]:
    """Newer exports have categories and tags in this form as well."""
    key, kind = element.child("wp:term_slug"), element.child("wp:term_taxonomy")
    name = line_of(element.child("wp:term_name")) or key
    becomes = site.kinds.taxonomies.get(kind, "")
    if key and becomes == SECTION:
        site.numbers[element.child("wp:term_id")] = key
        described = line_of(element.child("wp:term_description"))
        yield _section(element, key, name, element.child("wp:term_parent"), described)
    elif key and becomes == TAG:
        yield Tag(key, name, element.line)


POINTED_AT: dict[str, Callable[[Element, Site], Iterator[Surveyed]]] = {
    "wp:author": _author,
    "wp:category": _category,
    "wp:tag": _tag,
    "wp:term": _term,
}


class Named:
    """Terms as posts name them: an export of posts alone has no others."""

    def __init__(self) -> None:
        self.sections: dict[str, str] = {}
        self.tags: dict[str, str] = {}

    def note(self, item: Element, kinds: Kinds) -> None:
        for each in item.all("category"):
            becomes = kinds.taxonomies.get(each.attributes.get("domain", ""))
            if becomes:
                named = self.sections if becomes == SECTION else self.tags
                named.setdefault(each.attributes.get("nicename", ""), each.text)

    def told(self) -> Iterator[Surveyed]:
        """After all terms of which more is told."""
        yield from (Section(key, line_of(name) or key) for key, name in self.sections.items() if key)
        yield from (Tag(key, line_of(name) or key) for key, name in self.tags.items() if key)
