# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Colours of a network: the shades that the pages need, and whether words can be read on them (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

from collections.abc import Iterator

LEAST = 4.5
"""The lowest contrast of text with its ground."""

WHITE, GROUND = "#ffffff", "#f4f7fb"
"""The grounds of site.css on which links and buttons stand."""

_MIST, _DARK = 0.1, 0.75


def _parts(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of ``#rrggbb``, each 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mixed(colour: str, other: str, share: float) -> str:
    """``share`` (0 to 1) of one colour, the rest of another."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in pairs)


def mist(colour: str) -> str:
    """A pale ground of this colour."""
    return mixed(colour, WHITE, _MIST)


def dark(colour: str) -> str:
    """The colour under the pointer."""
    return mixed(colour, "#000000", _DARK)


def _luminance(colour: str) -> float:
    shares = (part / 255 for part in _parts(colour))
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """From 1 (the same colour) to 21 (black on white), as WCAG counts it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def pale_pairs(colour: str, ink: str) -> Iterator[tuple[str, str, float]]:
    """Every pair of words and ground, with its contrast, that cannot be read well enough."""
    pairs = (
        *((colour, ground) for ground in (WHITE, GROUND, mist(colour))),
        (dark(colour), mist(colour)),
        (ink, colour),
        (ink, dark(colour)),
    )
    yield from ((a, b, found) for a, b in pairs if (found := contrast(a, b)) < LEAST)
