# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How alike the words of two records are: their stems, weighted by rarity among the records compared. Pure.

Two people seldom choose the same words for the same thing: words that differ part nobody, words in common join.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import TfidfVectorizer

from ..wording import stem, stems, synonyms_of, telling
from .facets import Matrix

WEIGHT = 0.4
"""What records cost that share no word."""
UNKNOWN = 0.65 * WEIGHT
"""What it costs that one of the two has no words: less than having others."""
RARE = 2
"""A stem of fewer records joins nobody."""


@dataclass(frozen=True, slots=True)
class Words:
    """Records as points of length 1 in the space of the stems; 0 for those without words."""

    points: csr_array
    known: NDArray[np.bool_]

    def between(self, some: NDArray[np.intp], others: NDArray[np.intp]) -> Matrix:
        """Costs of some records (rows) to others (columns)."""
        alike = (self.points[some] @ self.points[others].T).toarray()
        known = np.outer(self.known[some], self.known[others])
        return np.where(known, WEIGHT * np.clip(1 - alike, 0, 1), UNKNOWN)

    def to_group(self, some: NDArray[np.intp], members: NDArray[np.intp]) -> Matrix:
        """The mean cost of some records to all members."""
        with_words = members[self.known[members]]
        if not len(with_words):
            return np.full(len(some), UNKNOWN)
        alike = self.points[some] @ np.asarray(self.points[with_words].mean(axis=0)).ravel()
        share = len(with_words) / len(members)
        mean = share * WEIGHT * (1 - alike) + (1 - share) * UNKNOWN
        return np.where(self.known[some], mean, UNKNOWN)


def words(said: Sequence[str | None]) -> Words:
    """The words of a block of records, in its order."""
    told = [clues(text) for text in said]
    counts = Counter(clue for one in told for clue in set(one))
    if not any(count >= RARE for count in counts.values()):
        return Words(csr_array((len(said), 1)), np.zeros(len(said), dtype=bool))
    model = TfidfVectorizer(analyzer=lambda one: one, min_df=RARE, sublinear_tf=True)
    points = csr_array(model.fit_transform(told))
    return Words(points, np.diff(points.indptr) > 0)


def clues(text: str | None) -> list[str]:
    """The stems of a text and what means the same, so that "pranzo" and "pasto" meet."""
    said = stems(text or "")
    return [*said, *(other for others in synonyms_of(said).values() for other in sorted(others))]


def telling_words(
    said: Sequence[str | None], others: Sequence[str | None], at_most: int, fewest: int
) -> list[str]:
    """The words that tell a group from other records, as they are mostly written, the most telling first.

    Only words of at least ``fewest`` records: what one person said is nobody else's to read.
    """
    written: dict[str, Counter[str]] = {}
    for text in said:
        for word in set(telling(text or "")):
            written.setdefault(stem(word), Counter())[word] += 1
    here, there = _shares(said), _shares(others)
    known = [key for key in written if written[key].total() >= fewest and key.isalpha()]
    known.sort(key=lambda key: (-here[key] * math.log1p(here[key] / (there.get(key, 0.0) + 0.02)), key))
    return [min(written[key], key=lambda word: (-written[key][word], word)) for key in known[:at_most]]


def _shares(said: Sequence[str | None]) -> dict[str, float]:
    """For each stem the share of the texts that have it."""
    texts = [set(stems(text)) for text in said if text]
    counts = Counter(one for text in texts for one in text)
    return {key: count / len(texts) for key, count in counts.items()}
