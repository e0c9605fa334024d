# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which services are compared at all: those of one topic and place. Pure.

Blocks larger than :data:`LARGE` are walked with a window over the services sorted by name, and again by age, so
that the cost stays linear however many services one comune has. A pair in a large block that is far apart
in both orders is not seen: that is the price.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from .comparing import Finding, compare
from .record import Record

LARGE = 150
WINDOW = 40

_ORDERS: tuple[Callable[[Record], tuple[object, ...]], ...] = (
    lambda r: (r.name, r.id),
    lambda r: (r.ages[0] or 0.0, r.ages[1] or 100.0, sorted(r.periods), r.id),
)


def find(records: Iterable[Record], topic: str) -> list[Finding]:
    """The findings among the services of one topic, the strongest first.

    A pair that shares several topics is found under the first of them only.
    """
    found = [
        finding
        for a, b in _candidates(records)
        if min(a.topics & b.topics) == topic and (finding := compare(a, b)) is not None
    ]
    return sorted(found, key=lambda f: (-f.grade, f.first, f.second))


def _candidates(records: Iterable[Record]) -> Iterator[tuple[Record, Record]]:
    """Pairs of one place, each once."""
    blocks: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        for cell in record.cells:
            blocks[cell].append(record)
    for cell, block in blocks.items():
        for a, b in _pairs(block):
            if min(a.cells & b.cells) == cell:
                yield a, b


def _pairs(block: list[Record]) -> Iterator[tuple[Record, Record]]:
    if len(block) <= LARGE:
        yield from combinations(block, 2)
        return
    seen: set[tuple[str, str]] = set()
    for order in _ORDERS:
        ordered = sorted(block, key=order)
        for place, a in enumerate(ordered):
            for b in ordered[place + 1 : place + WINDOW]:
                key = (min(a.id, b.id), max(a.id, b.id))
                if key not in seen:
                    seen.add(key)
                    yield a, b
