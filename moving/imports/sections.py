"""Sections of the export as sections here, before all else: the tree is kept as far as ours goes, one level deep."""

from django.core.exceptions import ValidationError

from articles.models import FirstSegment, FormerSegment, Section
from articles.models.section import refuse_reserved
from moving.imports import values
from moving.imports.cutting import cut, free_slug, slug_of
from moving.imports.ledger import Entry, Ledger
from moving.imports.mapping import Mapping
from moving.imports.report import Report
from moving.imports.values import Finding
from moving.models import Kind

LONGEST_NAME, LONGEST_DESCRIPTION, LONGEST_SLUG = 60, 300, 60
NO_SECTION = values.Section("uncategorized", "Uncategorized")


class Sections:
    def __init__(self, surveyed: dict[str, values.Section], ledger: Ledger, report: Report, mapping: Mapping) -> None:
        self.surveyed, self.ledger, self.report, self.mapping = surveyed, ledger, report, mapping
        self.rows = {key: origin.row for key, origin in ledger.known(Kind.SECTION, list(surveyed)).items()}

    def missing(self) -> list[str]:
        """WordPress's section of what has none is made for the first article that stands in it."""
        return [key for key in self.surveyed if key not in self.rows and key != NO_SECTION.key]

    def try_out(self) -> None:
        """Tells what would be found, and writes nothing."""
        for key in self.missing():
            if not self.mapping.sections.get(key):
                self._topmost(self.surveyed[key])

    def row_of(self, keys: tuple[str, ...]) -> int:
        """Of the first that there is; of none, where articles of no section stand. In a transaction."""
        key = next((key for key in keys if key in self.surveyed), NO_SECTION.key)
        self.surveyed.setdefault(key, NO_SECTION)
        return self.take(key)

    def take(self, key: str) -> int:
        if key not in self.rows:
            self.rows |= {known: origin.row for known, origin in self.ledger.known(Kind.SECTION, [key]).items()}
        if key not in self.rows:
            row, is_ours = self._find_or_make(self.surveyed[key])
            self.rows[key] = row
            self.ledger.note(Kind.SECTION, [Entry(key, row, is_ours=is_ours)])
        return self.rows[key]

    def _find_or_make(self, value: values.Section) -> tuple[int, bool]:
        mapped = self.mapping.sections.get(value.key, "")
        parent = None if mapped else self._parent_of(value)
        slug = mapped or slug_of(LONGEST_SLUG, value.key, value.name) or "section"
        there = Section.objects.filter(slug=slug).first()
        if there and (mapped or there.name == cut(value.name, LONGEST_NAME)):
            return there.pk, False
        made = Section(
            slug=free_segment(slug, LONGEST_SLUG),
            name=cut(self.mapping.section_names.get(mapped) or value.name, LONGEST_NAME),
            description=cut(value.description, LONGEST_DESCRIPTION),
            parent_id=parent,
            position=min(len(self.rows), 32_000) if value.position is None else value.position,
            on_front=value.on_front,
        )
        made.save()
        _lead_on(value, made)
        if made.slug != slug:
            self._tell(value, "other_address", f"/{made.slug}/")
        return made.pk, True

    def _parent_of(self, value: values.Section) -> int | None:
        key = self._topmost(value)
        if not key:
            return None
        above = self.take(key)
        return Section.objects.filter(pk=above).values_list("parent", flat=True)[0] or above

    def _topmost(self, value: values.Section) -> str:
        """The key of the one above it; none of one at the top."""
        line = [value.key]
        while (parent := self.surveyed[line[-1]].parent) in self.surveyed and parent not in line:
            line.append(parent)
        if parent in line:
            self._tell(value, "section_circle")
            return ""
        if len(line) > 2:
            self._tell(value, "section_moved_up")
        return line[-1] if len(line) > 1 else ""

    def _tell(self, value: values.Section, why: str, detail: str = "") -> None:
        self.report.add(Finding(value.line, f"section {value.key}", why, detail))


def _lead_on(value: values.Section, made: Section) -> None:
    """From addresses that it had, unless they lead elsewhere."""
    taken = FormerSegment.objects.filter(slug__in=value.former).values_list("slug", flat=True)
    for slug in {slug_of(LONGEST_SLUG, each) for each in value.former} - {*taken, ""}:
        FormerSegment.objects.keep(slug, made)


def free_segment(slug: str, longest: int) -> str:
    """That neither a section nor a page has or had, nor the site itself."""
    begins = slug[: longest - 8]
    taken = set(FirstSegment.objects.filter(slug__startswith=begins).values_list("slug", flat=True))
    taken |= set(FormerSegment.objects.filter(slug__startswith=begins).values_list("slug", flat=True))
    return free_slug(slug, taken | ({slug} if _is_reserved(slug) else set()), longest)


def _is_reserved(slug: str) -> bool:
    try:
        refuse_reserved(slug)
    except ValidationError:
        return True
    return False
