# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dialogue act and topics of a message, from a file of plain arrays.

Two linear heads read the same features: hashed character n-grams and a sentence vector. The file holds
numbers only (no pickle), so the model that the application's Python trains is the very one that Rasa's
Python runs. Each head is stored twice, with and without the sentence vector, for machines that cannot
run the encoder.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import HashingVectorizer

from .encoder import Encoder
from .facts import Topic

BUCKETS = 2**17

Floats = NDArray[np.float32]


def plain(text: str) -> str:
    """Lower case, no accents, every digit a 0: what the n-grams are counted on."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"\d", "0", bare)


def ngrams() -> HashingVectorizer:
    """Characters of normalised words, 2 to 5 long. Stateless: the same in every version of scikit-learn."""
    return HashingVectorizer(
        analyzer="char_wb",
        ngram_range=(2, 5),
        n_features=BUCKETS,
        alternate_sign=False,
        norm="l2",
        preprocessor=plain,
    )


@dataclass(frozen=True, slots=True)
class Head:
    """Weights of one linear head: ``ngrams`` (kept, classes), ``vector`` (384, classes), ``bias`` (classes,)."""

    classes: tuple[str, ...]
    ngrams: Floats
    vector: Floats | None
    bias: Floats

    def logits(self, seen: NDArray[np.int64], weights: Floats, vector: Floats | None) -> Floats:
        """One number a class. ``seen`` are rows of ``ngrams``, ``weights`` what each counts."""
        total = self.bias + weights @ self.ngrams[seen]
        return np.asarray(
            total + vector @ self.vector if self.vector is not None else total, dtype=np.float32
        )


@dataclass(frozen=True, slots=True)
class Judgement:
    """The act with its confidence, and the topics above the threshold, best first."""

    act: str
    confidence: float
    topics: tuple[Topic, ...]
    acts: Mapping[str, float]


class Classifier:
    """Reads a model file. Raises ``FileNotFoundError`` or ``KeyError`` for a file that is not one."""

    def __init__(self, path: Path, encoder: Encoder | None) -> None:
        with np.load(path, allow_pickle=False) as arrays:
            self.about: dict[str, Any] = json.loads(str(arrays["about"]))
            kind = "full" if encoder is not None else "words"
            self._acts = _head(arrays, f"acts.{kind}", self.about["acts"])
            self._topics = _head(arrays, f"topics.{kind}", self.about["topics"])
            self._kept, self._idf = arrays["kept"], arrays["idf"]
        self._threshold = float(self.about["threshold"][kind])
        self._ngrams = ngrams()
        self._encoder = encoder

    def __call__(self, text: str) -> Judgement:
        """Judge one message; only its first 2,000 characters are read."""
        seen, weights = self._weighted(text[:2000])
        vector = self._encoder(text) if self._encoder is not None else None
        acts = _softmax(self._acts.logits(seen, weights, vector))
        best = int(acts.argmax())
        chances = _sigmoid(self._topics.logits(seen, weights, vector))
        order = np.argsort(-chances, kind="stable")
        topics = tuple(
            Topic(self._topics.classes[i], round(float(chances[i]), 3))
            for i in order
            if chances[i] >= self._threshold
        )
        named = {name: round(float(p), 3) for name, p in zip(self._acts.classes, acts, strict=True)}
        return Judgement(self._acts.classes[best], round(float(acts[best]), 3), topics, named)


    def _weighted(self, text: str) -> tuple[NDArray[np.int64], Floats]:
        """The n-grams that the model knows, as positions, with their tf-idf weights (length 1)."""
        row = self._ngrams.transform([text])
        at = np.searchsorted(self._kept, row.indices)
        known = self._kept[np.minimum(at, len(self._kept) - 1)] == row.indices
        seen = at[known]
        weights = row.data[known] * self._idf[seen]
        norm = float(np.linalg.norm(weights)) or 1.0
        return seen, np.asarray(weights / norm, dtype=np.float32)


def _head(arrays: Any, name: str, classes: list[str]) -> Head:
    vector = arrays[f"{name}.vector"] if f"{name}.vector" in arrays else None
    grams = arrays[f"{name}.ngrams"].astype(np.float32)
    return Head(tuple(classes), grams, vector, arrays[f"{name}.bias"])


def _softmax(x: Floats) -> Floats:
    e = np.exp(x - x.max())
    return np.asarray(e / e.sum(), dtype=np.float32)


def _sigmoid(x: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-x)), dtype=np.float32)
