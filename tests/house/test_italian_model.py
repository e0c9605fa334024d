# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``welfare-point doctor`` says which Italian is in use. What each redacts: ``tests/api/test_language.py``."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy
from spacy.pipeline import EntityRuler

from welfare_point.api.doctor import report
from welfare_point.api.privacy.language import MODEL, PLAIN
from welfare_point.catalogue.settings import Settings

VERSION = "3.8.0"


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installed package with the name of the model, that knows one invented person."""
    nlp = spacy.blank("it")
    ruler = nlp.add_pipe("entity_ruler")
    assert isinstance(ruler, EntityRuler)
    ruler.add_patterns([{"label": "PER", "pattern": "fintobaldi"}])
    nlp.meta["name"], nlp.meta["version"] = MODEL.removeprefix("it_"), VERSION
    (tmp_path / MODEL).mkdir()
    nlp.to_disk(tmp_path / MODEL / f"{MODEL}-{VERSION}")
    (tmp_path / MODEL / "meta.json").write_bytes(
        (tmp_path / MODEL / f"{MODEL}-{VERSION}" / "meta.json").read_bytes()
    )
    (tmp_path / MODEL / "__init__.py").write_text(
        "from spacy.util import load_model_from_init_py\n\n\n"
        "def load(**overrides):\n    return load_model_from_init_py(__file__, **overrides)\n"
    )
    metadata = tmp_path / f"{MODEL}-{VERSION}.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {MODEL}\nVersion: {VERSION}\n")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    yield
    sys.modules.pop(MODEL, None)


def italian_in_use(home: Path) -> str:
    """What the doctor says of it."""
    lines, _ = report(Settings(home=home, build=home))
    return dict(lines)["spaCy italiano"]


@pytest.mark.usefixtures("model")
def test_the_doctor_names_the_model_that_is_installed(tmp_path: Path) -> None:
    assert italian_in_use(tmp_path) == MODEL


def test_the_doctor_says_that_the_model_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spacy.util, "is_package", lambda _: False)
    assert italian_in_use(tmp_path) == PLAIN
