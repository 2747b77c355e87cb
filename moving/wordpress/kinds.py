"""What becomes of the kinds of items that a site has, and of the kinds of terms they are filed under: those of
WordPress itself, those that the mapping names, and all others, each of which is told once with what brings it in."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from moving.imports import mapping
from moving.imports.values import Finding
from moving.wordpress.bylines import AUTHOR, GUEST
from moving.wordpress.meta import Meta
from moving.xml.plain import line_of
from moving.xml.stream import Element

ATTACHMENT, BLOCK, CATEGORY, TAG = "attachment", "wp_block", "category", "post_tag"
TYPES = {"post": mapping.ARTICLE, "page": mapping.PAGE}
TAXONOMIES = {CATEGORY: mapping.SECTION, TAG: mapping.TAG}
READ_ELSEWHERE = {ATTACHMENT, BLOCK, GUEST}  # for what articles have of them
# What WordPress and much used plugins keep for themselves: nobody ever read it as a text.
OWN_TYPES = {
    *("revision", "nav_menu_item", "custom_css", "customize_changeset", "oembed_cache", "user_request"),
    *("wp_template", "wp_template_part", "wp_global_styles", "wp_navigation", "wp_font_family", "wp_font_face"),
    *("acf-field", "acf-field-group", "acf-post-type", "acf-taxonomy", "acf-ui-options-page"),
    *("elementor_library", "elementor_snippet", "e-landing-page", "feedback", "jp_mem_plan", "jp_pay_order"),
    *("jp_pay_product", "jetpack_migration", "product_variation", "shop_order", "shop_order_refund", "shop_coupon"),
    *("shop_order_placehold", "shop_subscription", "scheduled-action", "wpcf7_contact_form", "flamingo_inbound"),
    *("polylang_mo", "amp_validated_url", "wpforms", "mc4wp-form", "ai1ec_event_instance", "rank_math_schema"),
}
OWN_TAXONOMIES = {
    *("post_format", "nav_menu", "link_category", "wp_theme", "wp_template_part_area", "wp_pattern_category"),
    *("language", "post_translations", "term_language", "term_translations", "translation_priority"),
    *("product_type", "product_visibility", "product_shipping_class", "elementor_library_type", "amp_validation_error"),
    *("elementor_library_category", "elementor_font_type", "action-group", AUTHOR),
}
_FIELD = re.compile(r"field_[0-9a-f]{5,40}")
MOST_NAMED = 100  # of each kind one by one


class Kinds:
    def __init__(self, types: Mapping[str, str] | None = None, taxonomies: Mapping[str, str] | None = None) -> None:
        self.types = TYPES | dict(types or {})
        self.taxonomies = TAXONOMIES | dict(taxonomies or {})
        self.left: Counter[str] = Counter()  # items, by their kinds
        self.left_filing: Counter[str] = Counter()  # articles, by what they are filed under
        self.left_fields: Counter[str] = Counter()  # articles, by what a plugin has kept of them

    def becomes(self, kind: str) -> str:
        """Article or page, or nothing."""
        return "" if kind in READ_ELSEWHERE else self.types.get(kind, "")

    def domains(self, becoming: str) -> Collection[str]:
        return [name for name, becomes in self.taxonomies.items() if becomes == becoming]

    def leave_out(self, item: Element, kind: str) -> Iterator[Finding]:
        """Nothing is said of what the mapping leaves out."""
        if kind in self.types or kind in READ_ELSEWHERE or kind in OWN_TYPES:
            return
        self.left[kind] += 1
        if self.left[kind] <= MOST_NAMED:
            told = ": ".join(filter(None, [kind, line_of(item.child("title"))]))
            yield Finding(item.line, f"post {item.child('wp:post_id') or '?'}", "other_kind", told[:100])

    def note_filing(self, item: Element) -> None:
        domains = {each.attributes.get("domain", "") for each in item.all("category")}
        self.left_filing.update(domains - self.taxonomies.keys() - OWN_TAXONOMIES - {""})

    def note_fields(self, meta: Meta) -> None:
        """Advanced Custom Fields has, beside each of its values, the key of its field under the name with "_"."""
        named = (name for name, values in meta.items() if name.startswith("_") and _FIELD.fullmatch(values[-1]))
        self.left_fields.update(name[1:] for name in named if any(meta.get(name[1:], ())))

    def told(self) -> Iterator[Finding]:
        """At the end, of each kind how many there were and the line of the mapping that would bring them in."""
        for kind, count in sorted(self.left.items()):
            yield Finding(0, f"kind {kind}", "kind_left_out", f'{count}; [types] "{kind}" = "article"')
        for domain, count in sorted(self.left_filing.items()):
            yield Finding(0, f"kind {domain}", "filing_left_out", f'{count}; [taxonomies] "{domain}" = "tag"')
        for name, count in sorted(self.left_fields.items()):
            yield Finding(0, f"field {name}", "field_left_out", str(count))
