# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Train the classifier: ``python -m welfare_point.bot.understanding.training OUTPUT.npz [CACHE.npz]``.

The same sources give the same file: solvers are deterministic and nothing is sampled. Sentence vectors
cost most of the time and are kept in the cache by the text they belong to.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import MultiLabelBinarizer

from .classifier import Floats, ngrams
from .corpus import Example, examples
from .encoder import DIMENSIONS, Encoder, load_encoder

REGULARISATION = 10.0

SEEN_IN = 4
"""Messages in which an n-gram must be seen to count: rarer ones only cost time."""

VECTOR_SCALE = 3.0
"""The sentence vector counts this much against the n-grams, whose row has length 1."""

THRESHOLD = {"full": 0.4, "words": 0.35}


def vectors(texts: list[str], encoder: Encoder, cache: Path | None) -> Floats:
    """Sentence vectors of shape (texts, 384), from the cache where it has them."""
    known: dict[str, Floats] = {}
    if cache is not None and cache.exists():
        with np.load(cache, allow_pickle=False) as stored:
            known = dict(zip(stored["keys"].tolist(), stored["values"], strict=True))
    keys = [hashlib.sha256(f"{encoder.name}\n{t}".encode()).hexdigest()[:24] for t in texts]
    missing = [i for i, key in enumerate(keys) if key not in known]
    for count, i in enumerate(missing):
        known[keys[i]] = encoder(texts[i])
        if count % 500 == 499:
            print(f"  {count + 1} frasi su {len(missing)}", file=sys.stderr, flush=True)
    if cache is not None and missing:
        cache.parent.mkdir(parents=True, exist_ok=True)
        np.savez(cache, keys=np.array(list(known)), values=np.stack(list(known.values())))
    return np.stack([known[key] for key in keys]) if keys else np.zeros((0, DIMENSIONS), np.float32)


def _weights(model: Any, buckets: int) -> dict[str, Floats]:
    coefficients = model.coef_.T.astype(np.float32)
    parts = {"ngrams": coefficients[:buckets].astype(np.float16), "bias": model.intercept_.astype(np.float32)}
    if len(coefficients) > buckets:
        parts["vector"] = coefficients[buckets:] * np.float32(VECTOR_SCALE)
    return parts


class _Topics:
    """One-vs-rest weights stacked into the shape of one linear model."""

    def __init__(self, fitted: OneVsRestClassifier) -> None:
        self.coef_ = np.vstack([e.coef_ for e in fitted.estimators_])
        self.intercept_ = np.concatenate([e.intercept_ for e in fitted.estimators_])


def fit(data: list[Example], encoder: Encoder | None, cache: Path | None = None) -> dict[str, Any]:
    """The arrays of a model file."""
    texts = [e.text for e in data]
    counts = ngrams().transform(texts)
    kept = np.flatnonzero(np.asarray((counts > 0).sum(axis=0)).ravel() >= SEEN_IN)
    counts = counts[:, kept]
    tfidf = TfidfTransformer().fit(counts)
    words = tfidf.transform(counts)
    features = {"words": words}
    if encoder is not None:
        features["full"] = hstack([words, csr_matrix(vectors(texts, encoder, cache) * VECTOR_SCALE)]).tocsr()
    labels = MultiLabelBinarizer()
    topics = labels.fit_transform([e.topics for e in data])
    acts = sorted({e.act for e in data})
    arrays: dict[str, Any] = {"kept": kept, "idf": tfidf.idf_.astype(np.float32)}
    for kind, x in features.items():
        one = LogisticRegression(C=REGULARISATION, max_iter=200, tol=1e-3, class_weight="balanced")
        act_model = one.fit(x, [acts.index(e.act) for e in data])
        many = OneVsRestClassifier(LogisticRegression(C=REGULARISATION, max_iter=200, tol=1e-3))
        for name, model in (("acts", act_model), ("topics", _Topics(many.fit(x, topics)))):
            arrays |= {f"{name}.{kind}.{part}": a for part, a in _weights(model, words.shape[1]).items()}
    about = {
        "acts": acts,
        "topics": labels.classes_.tolist(),
        "examples": len(data),
        "encoder": encoder.name if encoder else None,
        "threshold": THRESHOLD,
    }
    return arrays | {"about": np.array(json.dumps(about))}


def main() -> None:
    """Train on the corpus and write the model file."""
    output = Path(sys.argv[1])
    cache = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    data = list(examples())
    arrays = fit(data, load_encoder(), cache)
    output.parent.mkdir(parents=True, exist_ok=True)
    partial = output.with_suffix(".part.npz")
    np.savez_compressed(partial, **arrays)
    partial.replace(output)
    print(f"{output.name}: {len(data)} frasi, {output.stat().st_size / 1e6:.1f} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
