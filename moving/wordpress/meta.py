"""What WordPress and its plugins keep beside a thing: values by names, each name as often as it was given."""

from moving.xml.stream import Element

type Meta = dict[str, list[str]]


def meta_of(element: Element, name: str) -> Meta:
    found: Meta = {}
    for each in element.all(name):
        found.setdefault(each.child("wp:meta_key"), []).append(each.child("wp:meta_value"))
    return found
