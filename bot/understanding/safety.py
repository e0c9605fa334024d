# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Danger told in a message, now or threatened. Better one look-alike too many than one person missed.

Two readers that err on different messages: phrases written by hand, which know what must never be missed,
and a head of the classifier, which has learnt the veiled ways in which people say it.
"""

from __future__ import annotations

from welfare_point.bot.understanding.text import Phrases, content, words

_WORDS = content("safety")
_HARMLESS = Phrases(_WORDS["harmless"], _WORDS["lists"])
#: In this order: who may die within minutes comes first.
_DANGERS = {
    danger: Phrases(_WORDS[danger], _WORDS["lists"])
    for danger in ("self_harm", "medical_emergency", "child_at_risk", "violence")
}

LEARNT_FROM = 0.3
"""From this share on, the classifier's danger counts by itself."""

SHORT = 8
LEARNT_FROM_IN_FEW_WORDS = 0.9
"""In fewer words than these the classifier must be surer: "ha 82 anni" answers a question, and the cries that
are as short are all among the phrases."""

DOUBTED_BELOW = 0.6
"""A phrase is a look-alike ("mi uccide il portafoglio") where no part of the message has this share of dangers."""


def phrased_danger(text: str) -> str | None:
    """What the phrases see: ``self_harm``, ``medical_emergency``, ``child_at_risk``, ``violence``, or None."""
    flat = _HARMLESS.without(words(text))
    return next((danger for danger, phrases in _DANGERS.items() if phrases.found(flat)), None)


def danger_in(text: str, learnt: str, share: float, in_a_part: float) -> str | None:
    """The danger of a text, by its phrases and by the classifier's :class:`~.classifier.Danger`."""
    phrased = phrased_danger(text)
    if phrased is not None and max(share, in_a_part) >= DOUBTED_BELOW:
        return phrased
    needed = LEARNT_FROM if len(text.split()) >= SHORT else LEARNT_FROM_IN_FEW_WORDS
    return learnt if share >= needed else None
