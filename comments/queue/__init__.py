"""What stands in the queue, and in which order. Pages are read by key and counts stop early, so size costs nothing."""

from comments.queue.filters import AGES, Filters
from comments.queue.place import SIZES, Place
from comments.queue.reach import EVERYTHING, Reach
from comments.queue.tabs import COUNTED, TABS, Tab, Tally, tallies, waiting
from comments.queue.values import Cursor, moment, stored, whole_number

__all__ = [
    "AGES",
    "COUNTED",
    "EVERYTHING",
    "SIZES",
    "TABS",
    "Cursor",
    "Filters",
    "Place",
    "Reach",
    "Tab",
    "Tally",
    "moment",
    "stored",
    "tallies",
    "waiting",
    "whole_number",
]
