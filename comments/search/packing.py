"""Sets of comments of one segment, as bits of a number; stored as a list of places where that is shorter."""

import struct
from collections.abc import Collection, Iterator

SPAN = 2_048  # comments of a segment: how many texts are looked through because nobody has indexed them yet
BYTES = SPAN // 8


def packed(places: Collection[int]) -> bytes:
    if 2 * len(places) < BYTES:
        return struct.pack(f"<{len(places)}H", *places)
    return sum(1 << place for place in set(places)).to_bytes(BYTES, "little")


def bits(stored: bytes | memoryview) -> int:
    data = bytes(stored)
    if len(data) == BYTES:
        return int.from_bytes(data, "little")
    found = 0
    for place in struct.unpack(f"<{len(data) // 2}H", data):
        found |= 1 << place
    return found


def places(found: int) -> Iterator[int]:
    while found:
        lowest = found & -found
        yield lowest.bit_length() - 1
        found ^= lowest
