# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Make ``catalogue/data/topic-words.csv``: which words speak for which topic, learnt from the training messages.

For each topic a logistic regression on the stems of a message and their pairs. What weighs little is left out.
Run it after training messages or the taxonomy have changed much: ``.build/app/bin/python -P ops/build_topic_words.py``
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import yaml
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from welfare_point.catalogue.reference import DATA, topics
from welfare_point.catalogue.topic_words import clues
from welfare_point.catalogue.wording import place_in, stems

MESSAGES = Path(__file__).resolve().parents[1] / "bot" / "data" / "nlu" / "topics"
FEWEST = 5
"""Messages that have a word, or it is not learnt: it may be somebody's own."""

LEAST = 0.8
"""Weights nearer to 0 than this are left out."""


def messages() -> Iterator[tuple[frozenset[str], str]]:
    """Each training message with its topics."""
    for file in sorted(MESSAGES.glob("*.yml")):
        for block in yaml.safe_load(file.read_text("utf-8"))["nlu"]:
            said = frozenset(block["metadata"]["topics"])
            for line in block["examples"].splitlines():
                yield said, line.removeprefix("- ").strip()


def learnt() -> Iterator[tuple[str, str, float]]:
    """Topic, word and weight; the word is empty for what the topic weighs before any is said."""
    said, texts = zip(*messages(), strict=True)
    vectorizer = CountVectorizer(
        analyzer=lambda text: clues(stems(place_in(text)[1])), binary=True, min_df=FEWEST
    )
    seen = vectorizer.fit_transform(texts)
    words = vectorizer.get_feature_names_out()
    for topic in topics():
        model = LogisticRegression(C=1.0, max_iter=300).fit(seen, [topic in these for these in said])
        yield topic, "", float(model.intercept_[0])
        for word, weight in zip(words, model.coef_[0], strict=True):
            if abs(weight) >= LEAST:
                yield topic, str(word), float(weight)


def main() -> None:
    """Write the file."""
    with (DATA / "topic-words.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("topic", "word", "weight"))
        writer.writerows((topic, word, f"{weight:.2f}") for topic, word, weight in learnt())


if __name__ == "__main__":
    main()
