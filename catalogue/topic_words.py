# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which topic words speak for, also when no name of a topic is said: "chi lo porta in palestra".

The weights of ``catalogue/data/topic-words.csv`` are learnt from the assistant's training messages by
``ops/build_topic_words.py``. Pure.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .reference import DATA

LIKELY = 0.2
"""Topics less likely than this are not meant."""


SHORTEST = 5
"""Letters of the shortest stem that is read as another, one slip away: "piedibus" as "pedibus"."""


def clues(words: Sequence[str]) -> list[str]:
    """The stems of a text, and each two that follow each other."""
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]


def chances(words: Sequence[str]) -> dict[str, float]:
    """How likely each topic is that may be meant, 0..1; nothing where no word speaks for any."""
    said = set(clues([_known(word) for word in words]))
    found = {}
    for topic, weights in _weights().items():
        known = [weights[clue] for clue in said if clue in weights]
        if known and (chance := 1 / (1 + math.exp(-weights[""] - math.fsum(known)))) >= LIKELY:
            found[topic] = chance
    return found


def _known(word: str) -> str:
    """The word, or the one it resembles, if it speaks for no topic itself."""
    if len(word) < SHORTEST or any(word in weights for weights in _weights().values()):
        return word
    nearest = process.extractOne(word, _single_words(), scorer=OSA.distance, score_cutoff=1)
    return nearest[0] if nearest else word


@cache
def _single_words() -> list[str]:
    """The clues of one word, each once and always in the same order."""
    return sorted({clue for weights in _weights().values() for clue in weights if clue and " " not in clue})


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    """By topic and clue; the empty clue is what a topic weighs before any word is said."""
    found: dict[str, dict[str, float]] = {}
    with (DATA / "topic-words.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["topic"], {})[row["word"]] = float(row["weight"])
    return found
