"""What an import says: each finding at once as a line, and at the end how many of each there were."""

from collections import Counter
from collections.abc import Callable

from moving.imports.values import Finding

SENTENCES = {
    # the file
    "broken_off": "The file breaks off here: everything before it was taken, whatever followed is missing.",
    "item_broken_off": "The file is broken within it, so it was left out. Import a sound file to have it.",
    "comments_broken_off": "The file is broken within it: comments that followed may be missing. Import a sound file.",
    "picked_up": "Here it is no XML: what is broken was left out, and reading went on at the next whole thing.",
    "no_xml": "From here on it is no XML; everything before was taken.",
    "endless_tag": "A tag without an end begins here; everything before was taken.",
    "too_deep": "Elements are nested deeper than any export nests them; everything before was taken.",
    "declares_entities": "It declares entities, which no export does and which can do harm; it is read no further.",
    "unknown_encoding": "It names an encoding that is none; it was read as UTF-8.",
    "other_encoding": "From here on there are bytes that are not of its encoding; they were read as Windows-1252.",
    "control_characters": "From here on there are control characters; they were left out.",
    # what is left out
    "other_kind": "Left out: neither a post nor a page.",
    "other_comment": "Left out: not a comment of a reader.",
    "no_number": "Left out: it has no number, so it could not be known again.",
    "unknown_status": "Left out: its status is not known.",
    "article_left_out": "Left out: what it is a comment on is not there.",
    "page_takes_none": "Left out: what it is a comment on has become a standing page.",
    "empty_comment": "Left out: there are no words in it.",
    "twice": "Left out: the same number is there twice in this run, and the first one was taken.",
    "picture_missing": "The picture is not in the folder of uploads.",
    "picture_refused": "The picture could not be read.",
    "shortcode_left_out": "A shortcode that means nothing here was left out, the words between its marks were kept.",
    "block_left_out": "A block that the former site filled by itself was left out.",
    "request_left_out": "Addresses and browsers of older comments were left out: they would be deleted here.",
    # what is otherwise than it was
    "has_password": "It asked for a password; it is unpublished here, since articles can't be locked.",
    "article_undated": "It has no date; the time of the import was taken.",
    "article_of_the_future": "It is published, with a date to come: it is scheduled for then.",
    "comment_undated": "It has no date; that of its article was taken.",
    "comment_of_the_future": "Its date is still to come; the time of the import was taken.",
    "parent_missing": "What it answers is not there; it begins a thread.",
    "parents_in_circle": "It answers itself by way of others; it begins a thread.",
    "thread_too_deep": "It is nested too deep; it answers a comment further up.",
    "cut": "It was too long and was cut.",
    "text_too_long": "A text in it is longer than 16 million characters and was left out.",
    "other_address": "Its address was taken or can't be used; it has another.",
    "section_moved_up": "Sections nest one level deep here; it stands under the first one above it.",
    "section_circle": "It stands under itself; it is a section at the top.",
    "page_with_comments": "A page with comments: it has become an article, so that they have a place.",
    "path_too_long": "Its old address is longer than 200 characters and leads nowhere.",
    "mapped_nowhere": "The mapping names it, the export does not.",
    # threads of Disqus
    "thread_without_address": "Left out with what was written there: it has no address.",
    "thread_without_article": "Left out with what was written there: no article here has or had its address.",
    "thread_of_gone_article": "Left out with what was written there: the article of its address was deleted.",
    "thread_of_local_site": "Left out with what was written there: its address is one of somebody's own machine.",
    "thread_mapped_away": "Left out with what was written there, as the mapping says.",
    "thread_mapped_wrong": "Left out with what was written there: the mapping names an address that no article has.",
    "thread_missing": "Left out: its thread is not in the file.",
}

FAULTS = {"broken_off", "item_broken_off", "comments_broken_off", "picked_up", "no_xml"}
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
