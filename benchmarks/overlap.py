# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long it takes to find what repeats itself: ``python -m benchmarks.overlap [SERVICES]``.

Adds a line to ``results-catalogue.md``. ``scattered``: services over all comuni; ``crowded``: a fifth of them in
one comune, which is what blocking alone would not stand.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from tests.catalogue.planted_overlaps import planted
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.overlap.finding import find
from welfare_point.catalogue.overlap.record import Record, records

RESULTS = Path(__file__).with_name("results-catalogue.md")
MILAN = "015146"


def measure(offers: Iterable[Offer]) -> tuple[float, int]:
    """Seconds, and how many repetitions there are, reading done and nothing written."""
    start = time.perf_counter()
    by_topic: dict[str, list[Record]] = defaultdict(list)
    for record in records(offers):
        for topic in record.topics:
            by_topic[topic].append(record)
    count = sum(f.kind != "complementary" for topic, some in by_topic.items() for f in find(some, topic))
    return time.perf_counter() - start, count


def crowded(offers: list[Offer]) -> list[Offer]:
    """A fifth of the services moved to one comune."""
    chance = random.Random(3)
    return [replace(o, municipality=MILAN) if chance.random() < 0.2 else o for o in offers]


def main() -> None:
    """Measure and write."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    offers, _ = planted(5, size)
    for name, some in (("scattered", offers), ("crowded", crowded(offers))):
        seconds, count = measure(some)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        line = f"| overlaps, {name} | {size:,} services | {seconds:.1f} s | {peak} MB peak | {count:,} repetitions |\n"
        print(line, end="", flush=True)
        with RESULTS.open("a", encoding="utf-8") as results:
            results.write(line)


if __name__ == "__main__":
    main()
