# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a message may pass from one need to another: at a comma, a full stop, an "e poi"."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import yaml

_CONTENT = yaml.safe_load((Path(__file__).parent / "content" / "clauses.yml").read_text("utf-8"))
_WORD = re.compile(r"\w+")
_JOINT = re.compile(rf"[,.;:!?()\n]|\b(?:{'|'.join(_CONTENT['joints'].split())})\b", re.IGNORECASE)
_ASKING = "|".join(_CONTENT["asking"].split()).replace("*", r"\w*")
_ASKS = re.compile(rf"\?|\b(?:{_ASKING})\b", re.IGNORECASE)

LONGEST = 4
"""Clauses in which one need is told, at most."""

MOST = 24
"""Clauses that are looked at: who writes more tells a story."""

Span = tuple[int, int]
"""Where a part begins and ends in the text."""


def parts(text: str) -> list[Span]:
    """All runs of neighbouring clauses in which a need of its own may be told; without any word, the text itself."""
    clauses = _clauses(text)[:MOST] or [(0, len(text))]
    return [
        (clauses[first][0], clauses[last][1])
        for first in range(len(clauses))
        for last in range(first, min(len(clauses), first + LONGEST))
    ]


def asks(text: str) -> bool:
    """Whether the words of a part ask for something, whatever for: "ha un anno" only tells how things are."""
    return _ASKS.search(text.replace("’", "'")) is not None


def _clauses(text: str) -> list[Span]:
    joints = sorted({0, len(text), *(joint.start() for joint in _JOINT.finditer(text))})
    return [span for span in pairwise(joints) if _WORD.search(text, *span)]
