"""The demo newspaper's discussions show every state, shape and script that a page must bear."""

import re
from collections import Counter
from itertools import pairwise

import pytest

from tests.newsroom.demo_content import all_comments, articles, discussions, read, size_of, walk

pytestmark = pytest.mark.once

STAFF = {"moderator", "author", "editor"}
STATUSES = {"approved", "pending", "spam", "rejected", "withdrawn", "unchecked"}
REASONS = {"off_topic", "insult", "promotion", "illegal", "duplicate", "other"}


def test_every_discussion_belongs_to_an_article_that_was_public() -> None:
    assert set(discussions()) <= {a.slug for a in articles() if a.is_public}
    empty = [a for a in articles() if a.is_public and not size_of(a.slug)]
    assert len(empty) == 2
    assert any(a.meta["comments"] == "open" for a in empty)


def test_the_discussions_hold_about_three_hundred_comments_in_every_state() -> None:
    states = Counter(comment["status"] for comment, _, _ in all_comments())
    assert set(states) == STATUSES
    assert 280 <= states.total() <= 350
    assert states["approved"] > 0.8 * states.total()
    assert 5 <= states["pending"] <= 12
    assert 12 <= states["spam"] <= 18
    assert 10 <= states["rejected"] <= 14
    assert (states["withdrawn"], states["unchecked"]) == (4, 5)


def test_every_comment_is_whole() -> None:
    people = set(read("commenters.json")) | STAFF
    for comment, _, _ in all_comments():
        assert comment["by"] in people
        assert comment["text"].strip()
        assert ("reason" in comment) == (comment["status"] == "rejected")
        assert comment.get("reason", "other") in REASONS


def test_replies_stand_under_approved_comments_except_for_a_handful_of_tombstones() -> None:
    replies = [(comment, parent) for comment, parent, _ in all_comments() if parent]
    tombstones = {id(parent): parent for _, parent in replies if parent["status"] != "approved"}
    assert 4 <= len(tombstones) <= 6
    assert {parent["status"] for parent in tombstones.values()} == {"rejected", "withdrawn"}
    assert all(comment["status"] == "approved" for comment, parent in replies if id(parent) in tombstones)


def test_no_comment_was_written_before_its_parent_or_after_now() -> None:
    ages = {a.slug: a.meta["days_ago"] * 24 * 60 for a in articles()}
    for slug, trees in discussions().items():
        for comment, parent, _ in walk(trees):
            assert (parent["minutes_after"] if parent else 0) < comment["minutes_after"] < ages[slug], comment["text"]
        roots = [root["minutes_after"] for root in trees]
        assert all(earlier <= later for earlier, later in pairwise(roots)), slug


def test_threads_go_five_deep_fourteen_wide_and_one_older_article_is_lively() -> None:
    assert max(depth for _, _, depth in all_comments()) == 5
    assert 14 in {sum(1 for _ in walk(root["replies"])) for trees in discussions().values() for root in trees}
    lively = [a for a in articles() if 8 <= a.meta["days_ago"] <= 10 and a.meta["comments"] == "open"]
    assert any(55 <= size_of(a.slug) <= 70 and 22 <= len(discussions()[a.slug]) <= 32 for a in lively)


def test_comments_hold_what_is_hard_to_lay_out() -> None:
    texts = [comment["text"] for comment, _, _ in all_comments()]
    assert any(2_900 <= len(text) <= 3_200 for text in texts)
    assert any(len(text.split()) == 1 and text.rstrip(".").isalpha() for text in texts)
    assert any(len(link) == 90 for text in texts for link in re.findall(r"https?://\S+", text))
    assert 60 in {len(person["name"]) for person in read("commenters.json").values()}
    scripts = ("[\u0600-\u06ff]", "[\u4e00-\u9fff]", "[\u0590-\u05ff]", "[\u0900-\u097f]", "[\U0001f300-\U0001faff]")
    assert all(any(re.search(script, text) for text in texts) for script in scripts)
    markup = (r"^> ", r"\*\w[^*\n]*\*", r"`[^`]+`")
    assert all(any(re.search(mark, text, re.M) for text in texts) for mark in markup)


def test_no_address_of_a_real_place_is_named() -> None:
    people = read("commenters.json").values()
    assert all(re.search(r"@example\.(org|com)$", person["email"]) for person in people)
    texts = [comment["text"] for comment, _, _ in all_comments()] + [person["website"] for person in people]
    links = [link for text in texts for link in re.findall(r"https?://\S+", text)]
    assert links
    assert all(re.match(r"https://example\.(org|com)/", link) for link in links)
