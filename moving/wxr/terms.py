"""Who wrote and what it is filed under: authors, sections as a tree of categories, tags."""

from __future__ import annotations

from collections.abc import Iterator

from articles.models import Author, Section, Tag
from moving.lists.listing import in_order
from moving.wxr.numbers import Numbers
from moving.wxr.xml import data, words


def authors() -> Iterator[str]:
    for author in in_order(Author.objects.select_related("user")):
        first, _, last = author.name.rpartition(" ")
        email = author.user.email if author.user else ""
        yield (
            f"<wp:author><wp:author_id>{author.pk}</wp:author_id><wp:author_login>{data(author.slug)}</wp:author_login>"
            f"<wp:author_email>{data(email)}</wp:author_email>"
            f"<wp:author_display_name>{words(author.name)}</wp:author_display_name>"
            f"<wp:author_first_name>{words(first)}</wp:author_first_name>"
            f"<wp:author_last_name>{words(last)}</wp:author_last_name></wp:author>\n"
        )


def sections() -> Iterator[str]:
    """Parents first: WordPress makes a child of one that it does not know a category of its own."""
    for section in sorted(Section.objects.select_related("parent"), key=lambda each: (each.parent_id or 0, each.pk)):
        yield _section(section)


def _section(section: Section) -> str:
    parent = section.parent.slug if section.parent else ""
    return (
        f"<wp:category><wp:term_id>{section.pk}</wp:term_id><wp:category_nicename>{data(section.slug)}"
        f"</wp:category_nicename><wp:category_parent>{data(parent)}</wp:category_parent><wp:cat_name>"
        f"{words(section.name)}</wp:cat_name><wp:category_description>{words(section.description)}"
        "</wp:category_description></wp:category>\n"
    )


def tags(numbers: Numbers) -> Iterator[str]:
    for tag in in_order(Tag.objects.all()):
        yield (
            f"<wp:tag><wp:term_id>{numbers.tags + tag.pk}</wp:term_id><wp:tag_slug>{data(tag.slug)}</wp:tag_slug>"
            f"<wp:tag_name>{words(tag.name)}</wp:tag_name></wp:tag>\n"
        )
