# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dialogue act and topics of a message, from a file of plain arrays.

Two linear heads read the same features (``wording.py``). The file holds numbers and words only, no
pickle, so the model that the application's Python trains is the very one that Rasa's Python runs.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .facts import Topic
from .wording import BLOCKS

Floats = NDArray[np.float32]

NONE = ""
"""The class of the topic head that stands for: asks for none of our topics."""

REFUSED_FROM = 0.2
"""From this share of :data:`NONE` on, no topic is told. Chosen on the development set: see the ADR."""

ALSO_FROM = 0.22
"""A second topic is told from this share on."""

LEAST = 0.1
"""With less than this share, the best topic is a guess like any other and is not told."""


@dataclass(frozen=True, slots=True)
class Head:
    """One linear head: ``weights`` (features, classes), ``bias`` (classes,)."""

    classes: tuple[str, ...]
    weights: Floats
    bias: Floats

    def shares(self, seen: NDArray[np.int64], values: Floats) -> Floats:
        """Shares of the classes, summing to 1. ``seen``: numbers of features; ``values``: what each counts."""
        logits = self.bias + values @ self.weights[seen]
        raised = np.exp(logits - logits.max())
        return np.asarray(raised / raised.sum(), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The act with its confidence; the topics asked for, best first."""

    act: str
    confidence: float
    topics: tuple[Topic, ...]


class Vocabulary:
    """From a text to the numbers of its features and what each counts: tf-idf, block by block."""

    def __init__(self, terms: dict[str, list[str]], idf: Floats) -> None:
        self._idf = idf
        self._numbers: dict[str, dict[str, int]] = {}
        start = 0
        for block in BLOCKS:
            self._numbers[block] = {term: start + i for i, term in enumerate(terms[block])}
            start += len(terms[block])

    def __call__(self, text: str) -> tuple[NDArray[np.int64], Floats]:
        """Numbers and values; each block has length 1, or is missing when nothing of it is known."""
        seen: list[NDArray[np.int64]] = []
        values: list[Floats] = []
        for block, (features, _) in BLOCKS.items():
            numbers = self._numbers[block]
            counts = Counter(number for term in features(text) if (number := numbers.get(term)) is not None)
            if counts:
                which = np.fromiter(counts, dtype=np.int64)
                much = (1 + np.log(np.fromiter(counts.values(), dtype=np.float32))) * self._idf[which]
                seen.append(which)
                values.append(much / np.linalg.norm(much))
        if not seen:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        return np.concatenate(seen), np.concatenate(values).astype(np.float32)


class Classifier:
    """Reads a model file. Raises ``FileNotFoundError``, or ``KeyError`` for a file that is not one."""

    def __init__(self, path: Path) -> None:
        with np.load(path, allow_pickle=False) as arrays:
            self.about: dict[str, Any] = json.loads(str(arrays["about"]))
            self._vocabulary = Vocabulary(json.loads(str(arrays["terms"])), arrays["idf"])
            self._acts = _head(arrays, "acts", self.about["acts"])
            self._topics = _head(arrays, "topics", self.about["topics"])

    def __call__(self, text: str) -> Judgement:
        """Judge one message. A text of which nothing is known has no topic."""
        seen, values = self._vocabulary(text)
        acts = self._acts.shares(seen, values)
        best = int(acts.argmax())
        topics = _told(self._topics.classes, self._topics.shares(seen, values)) if len(seen) else ()
        return Judgement(self._acts.classes[best], round(float(acts[best]), 3), topics)


def _told(classes: tuple[str, ...], shares: Floats) -> tuple[Topic, ...]:
    """The best topic, and others with a large share; none when the text more likely asks for none."""
    by_name = dict(zip(classes, shares.tolist(), strict=True))
    none = by_name.pop(NONE)
    if none >= REFUSED_FROM:
        return ()
    ranked = sorted(by_name.items(), key=lambda item: (-item[1], item[0]))
    told = [(code, share) for n, (code, share) in enumerate(ranked) if share >= (ALSO_FROM if n else LEAST)]
    return tuple(Topic(code, round(share / (1 - none), 3)) for code, share in told)


def _head(arrays: Any, name: str, classes: list[str]) -> Head:
    return Head(tuple(classes), arrays[f"{name}.weights"].astype(np.float32), arrays[f"{name}.bias"])
