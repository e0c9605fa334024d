# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is measured: times of turns, and the memory of a process with all its descendants (Linux)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Load:
    """Turns that were driven together: the seconds of each, and the seconds of all from first to last.

    ``asked``: what each answer asked, as the contract names it; ``None`` where it asked nothing.
    """

    seconds: Sequence[float]
    wall: float
    asked: Sequence[str | None] = ()

    @property
    def median(self) -> float:
        """Seconds."""
        return percentile(self.seconds, 0.5)

    @property
    def p95(self) -> float:
        """Seconds."""
        return percentile(self.seconds, 0.95)

    @property
    def per_second(self) -> float:
        """Turns answered in a second."""
        return len(self.seconds) / self.wall


@dataclass(frozen=True, slots=True)
class Side:
    """One way to a bot. ``start`` in seconds and ``memory`` in bytes belong to a whole product only.

    ``growth``: what a turn costs at the end of a long conversation, as a multiple of one near its beginning.
    """

    alone: Load
    together: Load
    start: float | None = None
    memory: int | None = None
    growth: float | None = None


def joined(loads: Sequence[Load]) -> Load:
    """Several loads, one after the other, as one."""
    seconds = [seconds for load in loads for seconds in load.seconds]
    return Load(seconds, sum(load.wall for load in loads), [asked for load in loads for asked in load.asked])


AROUND = 5
"""Turns on either side over which a single turn is taken: one alone may only ask or only search."""


def growth(load: Load, turns: int, *, early: int = 5) -> float:
    """The median cost of the turns around the last but :data:`AROUND` of conversations of ``turns`` turns, over
    that of the turns around ``early``, like with like: of the turns that asked the same, weighed by how many of the
    last did. ``load``: whole conversations, one after the other. Raises ``ValueError`` where nothing is alike."""
    told = list(zip(load.seconds, load.asked or [None] * len(load.seconds), strict=True))
    talks = [told[start : start + turns] for start in range(0, len(told), turns)]
    first = _by_question(turn for talk in talks for turn in talk[max(0, early - AROUND) : early + AROUND])
    last = _by_question(turn for talk in talks for turn in talk[turns - 2 * AROUND :])
    alike = {asked: len(last[asked]) for asked in first.keys() & last.keys()}
    if not alike:
        raise ValueError("no question was asked both early and late")
    grown = (n * percentile(last[asked], 0.5) / percentile(first[asked], 0.5) for asked, n in alike.items())
    return fsum(grown) / sum(alike.values())


def _by_question(turns: Iterable[tuple[float, str | None]]) -> dict[str | None, list[float]]:
    found: dict[str | None, list[float]] = {}
    for seconds, asked in turns:
        found.setdefault(asked, []).append(seconds)
    return found


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of ``values`` lie, between two of them in proportion.

    Raises ``ValueError`` when there are no values.
    """
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def family(pid: int) -> list[int]:
    """A process and all its descendants."""
    found = [pid]
    for parent in found:  # grows as it is walked
        for listing in Path(f"/proc/{parent}/task").glob("*/children"):
            found.extend(int(child) for child in _read(listing).split())
    return found


def resident(pid: int) -> int:
    """Bytes of memory held by a process and all its descendants.

    The proportional set size, in which pages that several processes share are counted once in all.
    """
    lines = [
        line for member in family(pid) for line in _read(Path(f"/proc/{member}/smaps_rollup")).splitlines()
    ]
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _read(file: Path) -> str:
    """A file below ``/proc``; empty for a process that has just ended, which holds nothing."""
    try:
        return file.read_text("ascii")
    except (FileNotFoundError, ProcessLookupError):
        return ""
