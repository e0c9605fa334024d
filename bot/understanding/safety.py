# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Danger told in a message, now or threatened. Better one look-alike too many than one person missed."""

from __future__ import annotations

from welfare_point.bot.understanding.text import Phrases, content, words

_WORDS = content("safety")
_HARMLESS = Phrases(_WORDS["harmless"], _WORDS["lists"])
#: In this order: who may die within minutes comes first.
_DANGERS = {
    danger: Phrases(_WORDS[danger], _WORDS["lists"])
    for danger in ("self_harm", "medical_emergency", "child_at_risk", "violence")
}


def danger_in(text: str) -> str | None:
    """Return ``self_harm``, ``medical_emergency``, ``child_at_risk``, ``violence``, or None."""
    flat = _HARMLESS.without(words(text))
    return next((danger for danger, phrases in _DANGERS.items() if phrases.found(flat)), None)
