# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Train the classifier: ``python -m welfare_point.bot.understanding.training OUTPUT.npz``.

The same sources give the same file: the solvers are deterministic and nothing is sampled.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB

from .classifier import Floats
from .corpus import Example, dangers, examples
from .several import NONE
from .wording import BLOCKS

REGULARISATION = 5.0
SMOOTHING = 0.3
SHARE_OF_BAYES = 0.5
SHARE_OF_BAYES_IN_DANGER = 0.2
"""The geometric mean of a logistic regression and a complement naive Bayes, which err on
different messages. Both are log-linear, so the mean is one linear head."""

BARE_ANSWERS = frozenset({"inform", "affirm", "deny", "dont_know"})
"""Acts so short and so many that, as examples of no topic, they count half."""


def features(texts: list[str]) -> tuple[csr_matrix, dict[str, list[str]], Floats]:
    """Matrix of shape (texts, features), the terms of each block, and the idf of all features."""
    parts, terms, idf = [], {}, []
    for block, (analyse, seen_in) in BLOCKS.items():
        vectoriser = TfidfVectorizer(analyzer=analyse, min_df=seen_in, sublinear_tf=True)
        parts.append(vectoriser.fit_transform(texts))
        terms[block] = vectoriser.get_feature_names_out().tolist()
        idf.append(vectoriser.idf_)
    return hstack(parts).tocsr(), terms, np.concatenate(idf).astype(np.float32)


def _stored(name: str, weights: NDArray[Any], bias: NDArray[Any]) -> dict[str, Any]:
    return {f"{name}.weights": weights.astype(np.float16), f"{name}.bias": bias.astype(np.float32)}


def _mixed(x: csr_matrix, labels: list[int], weights: list[float], share: float) -> tuple[Any, Any]:
    """Weights (features, classes) and bias of the geometric mean of the two models."""
    logistic = LogisticRegression(C=REGULARISATION, max_iter=300, tol=1e-3)
    logistic.fit(x, labels, sample_weight=weights)
    bayes = ComplementNB(alpha=SMOOTHING).fit(x, labels, sample_weight=weights)
    mixed = (1 - share) * logistic.coef_.T + share * bayes.feature_log_prob_.T
    return mixed, (1 - share) * logistic.intercept_


def fit_acts(x: csr_matrix, data: list[Example], acts: list[str]) -> dict[str, Any]:
    """The head of dialogue acts. Each act counts the same, however many messages it has."""
    labels = [acts.index(e.act) for e in data]
    counts = np.bincount(labels)
    weights = (len(labels) / len(counts) / counts)[labels]
    return _stored("acts", *_mixed(x, labels, weights.tolist(), SHARE_OF_BAYES))


def fit_topics(x: csr_matrix, data: list[Example], codes: list[str]) -> dict[str, Any]:
    """The head of topics: a message with several counts for each in equal parts, one without for none."""
    rows, labels, weights = [], [], []
    for number, example in enumerate(data):
        told = example.topics or (NONE,)
        each = 0.5 if example.act in BARE_ANSWERS else 1 / len(told)
        for code in told:
            rows.append(number)
            labels.append(codes.index(code))
            weights.append(each)
    return _stored("topics", *_mixed(x[rows], labels, weights, SHARE_OF_BAYES))


def fit_dangers(x: csr_matrix, told: list[str], kinds: list[str], plain: int) -> dict[str, Any]:
    """The head of dangers. The last ``plain`` rows are everyday messages, which count half."""
    labels = [kinds.index(kind) for kind in told] + [kinds.index(NONE)] * plain
    weights = [1.0] * len(told) + [0.5] * plain
    return _stored("dangers", *_mixed(x, labels, weights, SHARE_OF_BAYES_IN_DANGER))


def fit(data: list[Example], danger: list[tuple[str, str]]) -> dict[str, Any]:
    """The arrays of a model file. ``danger``: messages and what they tell, see ``corpus.dangers``."""
    x, terms, idf = features([text for text, _ in danger] + [e.text for e in data])
    acts = sorted({e.act for e in data})
    codes = [NONE, *sorted({code for e in data for code in e.topics})]
    kinds = sorted({NONE, *(kind for _, kind in danger)})
    about = {"acts": acts, "topics": codes, "dangers": kinds, "examples": x.shape[0]}
    own = x[len(danger) :]
    return {
        **fit_acts(own, data, acts),
        **fit_topics(own, data, codes),
        **fit_dangers(x, [kind for _, kind in danger], kinds, len(data)),
        "idf": idf,
        "terms": np.array(json.dumps(terms, ensure_ascii=False)),
        "about": np.array(json.dumps(about)),
    }


def main() -> None:
    """Train on the corpus and write the model file."""
    output = Path(sys.argv[1])
    data, danger = list(examples()), list(dangers())
    output.parent.mkdir(parents=True, exist_ok=True)
    partial = output.with_suffix(".part.npz")
    np.savez_compressed(partial, **fit(data, danger))
    partial.replace(output)
    print(f"  {len(data) + len(danger)} frasi, {output.stat().st_size / 1e6:.1f} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
