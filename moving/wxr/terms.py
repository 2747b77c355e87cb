"""Who wrote and what it is filed under: authors, sections as a tree of categories, tags."""

from __future__ import annotations

from collections.abc import Iterator

from articles.models import Author, Section, Tag
from moving.lists.listing import in_order
from moving.wxr.numbers import Numbers
from moving.wxr.xml import data, meta, words


def authors(numbers: Numbers) -> Iterator[str]:
    for author in in_order(Author.objects.select_related("user"), "former_addresses"):
        first, _, last = author.name.rpartition(" ")
        email = author.user.email if author.user else ""
        yield (
            f"<wp:author><wp:author_id>{author.pk}</wp:author_id><wp:author_login>{data(author.slug)}</wp:author_login>"
            f"<wp:author_email>{data(email)}</wp:author_email>"
            f"<wp:author_display_name>{words(author.name)}</wp:author_display_name>"
            f"<wp:author_first_name>{words(first)}</wp:author_first_name>"
            f"<wp:author_last_name>{words(last)}</wp:author_last_name>"
            f"{meta('authormeta', _of_author(author, numbers))}</wp:author>\n"
        )


def _of_author(author: Author, numbers: Numbers) -> Iterator[tuple[str, object]]:
    yield "newsroom_job_title", author.job_title
    yield "newsroom_bio", author.bio
    yield "newsroom_portrait", author.portrait_id and numbers.pictures + author.portrait_id
    yield from _former(author)


def _former(named: Author | Section | Tag) -> Iterator[tuple[str, object]]:
    """Slugs of old, which lead on."""
    yield from (("newsroom_former_slug", address.slug) for address in named.former_addresses.all())


def sections() -> Iterator[str]:
    """Parents first: WordPress makes a child of one that it does not know a category of its own."""
    found = Section.objects.select_related("parent").prefetch_related("former_addresses")
    for section in sorted(found, key=lambda each: (each.parent_id or 0, each.pk)):
        yield _section(section)


def _section(section: Section) -> str:
    parent = section.parent.slug if section.parent else ""
    return (
        f"<wp:category><wp:term_id>{section.pk}</wp:term_id><wp:category_nicename>{data(section.slug)}"
        f"</wp:category_nicename><wp:category_parent>{data(parent)}</wp:category_parent><wp:cat_name>"
        f"{words(section.name)}</wp:cat_name><wp:category_description>{words(section.description)}"
        f"</wp:category_description>{meta('termmeta', _of_section(section))}</wp:category>\n"
    )


def _of_section(section: Section) -> Iterator[tuple[str, object]]:
    yield "newsroom_position", section.position
    yield "newsroom_on_front", int(section.on_front)
    yield from _former(section)


def tags(numbers: Numbers) -> Iterator[str]:
    for tag in in_order(Tag.objects.all(), "former_addresses"):
        yield (
            f"<wp:tag><wp:term_id>{numbers.tags + tag.pk}</wp:term_id><wp:tag_slug>{data(tag.slug)}</wp:tag_slug>"
            f"<wp:tag_name>{words(tag.name)}</wp:tag_name>{meta('termmeta', _former(tag))}</wp:tag>\n"
        )
