# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a message may pass from one need to another: at a comma, a full stop, an "e poi"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

_CONTENT = yaml.safe_load((Path(__file__).parent / "content" / "clauses.yml").read_text("utf-8"))
_JOINT = re.compile(rf"[,.;:!?()\n]|\b(?:{'|'.join(_CONTENT['joints'].split())})\b", re.IGNORECASE)

SHORTEST = 2
"""Words that a part has at least."""

MOST = 7
"""Places that are tried, those nearest to the middle."""


def in_two(text: str) -> list[tuple[str, str]]:
    """The text in two parts, once for each place where it may pass to another need."""
    middle = len(text) / 2
    parts = sorted(_parts(text), key=lambda pair: abs(len(pair[0]) - middle))
    return parts[:MOST]


def _parts(text: str) -> Iterator[tuple[str, str]]:
    for joint in _JOINT.finditer(text):
        before, after = text[: joint.start()].strip(), text[joint.end() :].strip()
        if len(before.split()) >= SHORTEST and len(after.split()) >= SHORTEST:
            yield before, after
