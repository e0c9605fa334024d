# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dialogue act, topics and danger of a message, from a file of plain arrays.

Three linear heads read the same features (``wording.py``). The file holds numbers and words only, no
pickle, so the model that the application's Python trains is the very one that Rasa's Python runs.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .clauses import asks, parts
from .facts import Topic
from .several import NONE, Part, Shares, asked_in
from .wording import BLOCKS

Floats = NDArray[np.float32]
_Read = tuple[int, str, NDArray[np.int64], Floats]
"""A part of a message: where it begins, its text, its features."""

REFUSED_FROM = 0.36
"""From this share of :data:`NONE` on, no topic is told. Chosen on the development set: see the ADR."""

LEAST = 0.1
"""With less than this share, the best topic is a guess like any other and is not told."""

SHARPENED = 2.0
"""Power of the shares that makes a confidence: features that say the same thing twice are timid together. On
the development set the mean gap between confidence and truth falls from .27 to .08."""

GUESSED_FROM = 0.05
"""With less than this share a topic is not even a guess."""

GUESSES = 3
"""Topics that a message may mean, offered as buttons to whoever was not understood."""


@dataclass(frozen=True, slots=True)
class Head:
    """One linear head: ``weights`` (features, classes), ``bias`` (classes,)."""

    classes: tuple[str, ...]
    weights: Floats
    bias: Floats

    def shares(self, seen: NDArray[np.int64], values: Floats) -> NDArray[np.float64]:
        """Shares of the classes, summing to 1. ``seen``: numbers of features; ``values``: what each counts."""
        logits = (self.bias + values @ self.weights[seen]).astype(np.float64)
        raised = np.exp(logits - logits.max())
        return np.asarray(raised / raised.sum())


@dataclass(frozen=True, slots=True)
class Danger:
    """The likeliest danger, the share of all dangers together, and the largest that they have in a part of the message:
    a need that is told beside a danger hides it in the whole."""

    kind: str
    share: float
    in_a_part: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """The act with its confidence; the topics asked for, in their order, and the share of :data:`NONE` beside them;
    the likeliest, asked for or not; the danger."""

    act: str
    confidence: float
    topics: tuple[Topic, ...]
    asks_nothing: float
    guesses: tuple[str, ...]
    danger: Danger


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
            self._dangers = _head(arrays, "dangers", self.about["dangers"])

    def __call__(self, text: str) -> Judgement:
        """Judge one message. A text of which nothing is known has no topic."""
        seen, values = self._vocabulary(text)
        acts = self._acts.shares(seen, values)
        best = int(acts.argmax())
        whole = _shares(self._topics, seen, values)
        told = self._read_in_parts(text)
        return Judgement(
            act=self._acts.classes[best],
            confidence=round(float(acts[best]), 3),
            topics=self._told(whole, [self._part(*part) for part in told]) if len(seen) else (),
            asks_nothing=whole[NONE] if len(seen) else 1.0,
            guesses=_guesses(whole) if len(seen) else (),
            danger=self._danger(seen, values, told),
        )

    def danger(self, text: str) -> Danger:
        """Only the danger of a message: a gateway asks it of every one."""
        return self._danger(*self._vocabulary(text), self._read_in_parts(text))

    def likely(self, text: str) -> Shares:
        """The share of each topic that a text may ask for, among topics alone: those that are a guess at least.

        None where the text more likely asks for none: who looks for a pizza is not shown a nursery.
        """
        seen, values = self._vocabulary(text)
        shares = _shares(self._topics, seen, values) if len(seen) else {NONE: 1.0}
        if shares[NONE] >= REFUSED_FROM:
            return {}
        asked = 1 - shares.pop(NONE)
        return {code: share / asked for code, share in shares.items() if share >= GUESSED_FROM * asked}

    def _read_in_parts(self, text: str) -> list[_Read]:
        return [(start, text[start:end], *self._vocabulary(text[start:end])) for start, end in parts(text)]

    def _danger(self, seen: NDArray[np.int64], values: Floats, told: Sequence[_Read]) -> Danger:
        dangers = _shares(self._dangers, seen, values)
        harmless = dangers.pop(NONE) if len(seen) else 1.0
        least = min((_shares(self._dangers, *read[2:])[NONE] for read in told if len(read[2])), default=1.0)
        return Danger(_ranked(dangers)[0], 1 - harmless, 1 - min(harmless, least))

    def _told(self, whole: Shares, told: Sequence[Part]) -> tuple[Topic, ...]:
        """The topics asked for, in the order in which they are; none when the text more likely asks for none."""
        ranked = [code for code in _ranked(whole) if code != NONE]
        if whole[NONE] >= REFUSED_FROM or whole[ranked[0]] < LEAST:
            return ()
        certain = sum(share**SHARPENED for code, share in whole.items() if code != NONE)
        return tuple(
            Topic(code, round(whole[code] ** SHARPENED / certain, 3))
            for code in asked_in(told, whole, ranked)
        )

    def _part(self, start: int, text: str, seen: NDArray[np.int64], values: Floats) -> Part:
        shares = _shares(self._topics, seen, values)
        return Part(start, start + len(text), len(text.split()), asks(text), shares)


def _shares(head: Head, seen: NDArray[np.int64], values: Floats) -> Shares:
    return dict(zip(head.classes, head.shares(seen, values).tolist(), strict=True))


def _guesses(whole: Shares) -> tuple[str, ...]:
    likely = [code for code in _ranked(whole) if code != NONE and whole[code] >= GUESSED_FROM]
    return tuple(likely[:GUESSES])


def _ranked(shares: Shares) -> list[str]:
    return sorted(shares, key=lambda code: (-shares[code], code))


def _head(arrays: Any, name: str, classes: list[str]) -> Head:
    return Head(tuple(classes), arrays[f"{name}.weights"].astype(np.float32), arrays[f"{name}.bias"])
