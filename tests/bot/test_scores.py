# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Understanding does not get worse: no figure falls more than two points below the one in ``scores.yml``.

The trained model is measured on messages of other voices; ``make test-all`` adds a cross-validation on the
training messages, and that the same sources train the same model.
"""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path

import numpy as np
import pytest
import yaml

from welfare_point.bot.understanding import training
from welfare_point.bot.understanding.classifier import Classifier
from welfare_point.bot.understanding.corpus import dangers, examples
from welfare_point.bot.understanding.reader import Reader
from welfare_point.catalogue.reference import plain
from welfare_point.catalogue.settings import Settings

from . import scoring

RECORDED: scoring.Scores = yaml.safe_load(Path(__file__).with_name("scores.yml").read_text("utf-8"))
FALL = 0.02
TODAY = dt.date(2026, 11, 23)
FOLDS = 2
ORDINARY = 5
"""In fewer words than these everybody may say the same: "ok, grazie", "cerco un nido"."""


@pytest.fixture(scope="module")
def read() -> scoring.Read:
    """The reader with the trained model, on a fixed day."""
    model = Settings().understanding
    if not model.exists():
        pytest.skip(f"no trained model at {model}")
    reader = Reader(model)
    return lambda text: reader(text, TODAY)


def held(scores: scoring.Scores) -> None:
    """Print the figures, and fail for each that fell."""
    print("\n" + scoring.table(scores, RECORDED))
    assert {name: value for name, value in scores.items() if value < RECORDED[name] - FALL} == {}


def test_the_development_set(read: scoring.Read) -> None:
    held(scoring.development(read))


def test_confidence_is_what_it_says(read: scoring.Read) -> None:
    held(scoring.calibration(read))


def test_dangers_told_in_a_veiled_way(read: scoring.Read) -> None:
    held(scoring.veiled_dangers(read))


def test_the_usual_names_of_services(read: scoring.Read) -> None:
    held(scoring.usual_names(read))


def test_dialogue_acts(read: scoring.Read) -> None:
    held(scoring.acts(read))


def test_no_message_of_the_development_set_is_trained_on() -> None:
    trained = {_words(e.text) for e in examples()}
    measured = {_words(m["text"]) for m in scoring.messages()}
    both = {words for words in trained & measured if len(words) >= ORDINARY}
    assert both == set()
    assert len(measured) >= 500


def _words(text: str) -> tuple[str, ...]:
    return tuple(plain(text).split())


@pytest.mark.slow
def test_cross_validation(tmp_path: Path) -> None:
    """Each part of the training messages, judged by a model of the other parts."""
    data, danger = list(examples()), list(dangers())
    topics, acts = [], []
    for part in range(FOLDS):
        rest = [e for number, e in enumerate(data) if number % FOLDS != part]
        file = tmp_path / f"{part}.npz"
        np.savez(file, **training.fit(rest, danger))
        judge = Classifier(file)
        for example in itertools.islice(data, part, None, FOLDS):
            judged = judge(example.text)
            acts.append(judged.act == example.act)
            if example.topics:
                topics.append(bool(judged.topics) and judged.topics[0].code in example.topics)
    held({"cross-validation, topics": scoring.share(topics), "cross-validation, acts": scoring.share(acts)})


@pytest.mark.slow
def test_the_same_messages_train_the_same_model() -> None:
    data, danger = list(examples())[::8], list(dangers())[::8]
    once, twice = training.fit(data, danger), training.fit(data, danger)
    assert once.keys() == twice.keys()
    assert all(np.array_equal(once[name], twice[name]) for name in once)
