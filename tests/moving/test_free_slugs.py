"""Slugs that are free: as many questions as doublings, however many of one slug there are."""

from collections.abc import Collection

import pytest

from moving.imports.cutting import FreeSlugs

pytestmark = pytest.mark.once


class Taken:
    def __init__(self, *slugs: str) -> None:
        self.slugs = set(slugs)
        self.asked = 0

    def __call__(self, some: Collection[str]) -> set[str]:
        self.asked += 1
        return self.slugs & set(some)


def test_the_first_that_is_free_is_taken_and_given_once() -> None:
    slugs = FreeSlugs(20, Taken("ships", "ships-2", "ships-4"))
    assert [slugs.take("ships") for _ in range(4)] == ["ships-3", "ships-5", "ships-6", "ships-7"]
    assert [slugs.take("boats"), slugs.take("boats"), slugs.take("boats-2")] == ["boats", "boats-2", "boats-2-2"]


def test_ends_have_room() -> None:
    slugs = FreeSlugs(5, Taken("ships"))
    assert [slugs.take("ships"), slugs.take("ships")] == ["shi-2", "shi-3"]


def test_thousands_of_one_slug_are_few_questions() -> None:
    there = Taken("tag", *(f"tag-{number}" for number in range(2, 3_001)))
    slugs = FreeSlugs(20, there)
    assert slugs.take("tag") == "tag-3001"
    assert there.asked < 30
    there.asked = 0
    assert [slugs.take("tag") for _ in range(500)][-1] == "tag-3501"
    assert there.asked <= 500
