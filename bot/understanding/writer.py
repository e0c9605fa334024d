# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who writes for others: a union or association for its members, a Comune or Ambito for its citizens."""

from __future__ import annotations

from welfare_point.bot.understanding.text import Phrases, content, words

_WORDS = content("writer")
_UNION = Phrases(_WORDS["union"], _WORDS["lists"])
_PUBLIC = Phrases(_WORDS["public"], _WORDS["lists"])


def writer_in(text: str) -> str | None:
    """Return ``union``, ``public``, or None for whoever writes for herself or for a firm."""
    flat = words(text)
    if _PUBLIC.found(flat):
        return "public"
    return "union" if _UNION.found(flat) else None
