"""What an import says: each finding at once as a line, and at the end how many of each there were."""

from collections import Counter
from collections.abc import Callable

from django.utils.translation import gettext_noop as _

from moving.imports.values import Finding

SENTENCES = {
    # the file
    "broken_off": _("The file breaks off here: everything before it was taken, whatever followed is missing."),
    "item_broken_off": _("The file is broken within it, so it was left out. Import a sound file to have it."),
    "comments_broken_off": _(
        "The file is broken within it: comments that followed may be missing. Import a sound file."
    ),
    "picked_up": _("Here it is no XML: what is broken was left out, and reading went on at the next whole thing."),
    "no_xml": _("From here on it is no XML; everything before was taken."),
    "endless_tag": _("A tag without an end begins here; everything before was taken."),
    "too_deep": _("Elements are nested deeper than any export nests them; everything before was taken."),
    "declares_entities": _("It declares entities, which no export does and which can do harm; it is read no further."),
    "no_wordpress": _("There is nothing in it that an export of WordPress has."),
    "before_xml": _("Before the XML there is something else, as of a fault of the former site; it was left out."),
    "unknown_encoding": _("It names an encoding that is none; it was read as UTF-8."),
    "other_encoding": _("From here on there are bytes that are not of its encoding; they were read as Windows-1252."),
    "control_characters": _("From here on there are control characters; they were left out."),
    # what is left out
    "other_kind": _("Left out: neither a post nor a page."),
    "kind_left_out": _("All of this kind were left out. This line in a mapping brings them in, as articles or pages."),
    "filing_left_out": _(
        "What articles are filed under there was left out. This line in a mapping makes tags of it, or sections."
    ),
    "field_left_out": _("A field of a plugin was left out, of as many articles as is said here."),
    "other_comment": _("Left out: not a comment of a reader."),
    "no_number": _("Left out: it has no number, so it could not be known again."),
    "unknown_status": _("Left out: its status is not known."),
    "article_left_out": _("Left out: what it is a comment on is not there."),
    "page_takes_none": _("Left out: what it is a comment on has become a standing page."),
    "empty_comment": _("Left out: there are no words in it."),
    "twice": _("Left out: the same number is there twice in this run, and the first one was taken."),
    "picture_missing": _("The picture is not in the folder of uploads."),
    "picture_refused": _("The picture could not be read."),
    "shortcode_left_out": _("A shortcode that means nothing here was left out, the words between its marks were kept."),
    "block_left_out": _("A block that the former site filled by itself was left out."),
    "file_left_out": _(
        "It links to a file of the former site that is no picture. Such files stay behind; mend the link."
    ),
    "request_left_out": _("Addresses and browsers of older comments were left out: they would be deleted here."),
    # what is otherwise than it was
    "sticky": _("It stood first on the former front page. If it still is to, pin it here."),
    "base_found": _("Old addresses began so, as links in the texts show; they lead to where that is now."),
    "has_password": _("It asked for a password; it is unpublished here, since articles can't be locked."),
    "article_undated": _("It has no date; the time of the import was taken."),
    "article_of_the_future": _("It is published, with a date to come: it is scheduled for then."),
    "comment_undated": _("It has no date; that of its article was taken."),
    "comment_of_the_future": _("Its date is still to come; the time of the import was taken."),
    "parent_missing": _("What it answers is not there; it begins a thread."),
    "parents_in_circle": _("It answers itself by way of others; it begins a thread."),
    "thread_too_deep": _("It is nested too deep; it answers a comment further up."),
    "cut": _("It was too long and was cut."),
    "text_too_long": _("A text in it is longer than 16 million characters and was left out."),
    "other_address": _("Its address was taken or can't be used; it has another."),
    "section_moved_up": _("Sections nest one level deep here; it stands under the first one above it."),
    "section_circle": _("It stands under itself; it is a section at the top."),
    "page_with_comments": _("A page with comments: it has become an article, so that they have a place."),
    "role_taken": _("Another page has its role here; it has none."),
    "page_path_too_long": _("Its old address is longer than 60 characters and leads nowhere."),
    "path_too_long": _("Its old address is longer than 200 characters and leads nowhere."),
    "mapped_nowhere": _("The mapping names it, the export does not."),
    "account_unknown": _("The mapping names it, and there is no such account here: its comments belong to none."),
    # threads of Disqus
    "thread_without_address": _("Left out with what was written there: it has no address."),
    "thread_without_article": _("Left out with what was written there: no article here has or had its address."),
    "thread_of_gone_article": _("Left out with what was written there: the article of its address was deleted."),
    "thread_of_local_site": _("Left out with what was written there: its address is one of somebody's own machine."),
    "thread_mapped_away": _("Left out with what was written there, as the mapping says."),
    "thread_mapped_wrong": _("Left out with what was written there: the mapping names an address that no article has."),
    "thread_missing": _("Left out: its thread is not in the file."),
}

FAULTS = {"broken_off", "item_broken_off", "comments_broken_off", "picked_up", "no_xml", "no_wordpress"}
FAULTS |= {"endless_tag", "too_deep", "declares_entities"}  # by which something of a file may be missing


class Report:
    """`tell` is given a line for each finding."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.tell = tell
        self.counts: Counter[str] = Counter()

    @property
    def is_of_a_broken_file(self) -> bool:
        return not FAULTS.isdisjoint(self.counts)

    def add(self, finding: Finding) -> None:
        self.counts[finding.why] += 1
        self.tell(written(finding))


def written(finding: Finding) -> str:
    line = f"line {finding.line}: " if finding.line else ""
    about = f"{finding.about}: " if finding.about else ""
    detail = f" ({finding.detail})" if finding.detail else ""
    return f"{line}{about}{SENTENCES[finding.why]}{detail}"
