# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Redaction works with the Italian model and without it; a tiny package of its name stands in for it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy
from spacy.pipeline import EntityRuler

from welfare_point.api.privacy import redaction
from welfare_point.api.privacy.language import MODEL, PLAIN, LoadedNlpEngine, load_italian

VERSION = "3.8.0"
SEEN_BY_THE_MODEL = ["fintobaldi", "Natale"]
MESSAGE = "ho visto fintobaldi al mercato di Natale"


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An importable package ``it_core_news_sm`` that takes some invented words for persons."""
    nlp = spacy.blank("it")
    ruler = nlp.add_pipe("entity_ruler")
    assert isinstance(ruler, EntityRuler)
    ruler.add_patterns([{"label": "PER", "pattern": name} for name in SEEN_BY_THE_MODEL])
    nlp.meta["name"], nlp.meta["version"] = MODEL.removeprefix("it_"), VERSION
    package = tmp_path / MODEL
    package.mkdir()
    nlp.to_disk(package / f"{MODEL}-{VERSION}")
    (package / "meta.json").write_text((package / f"{MODEL}-{VERSION}" / "meta.json").read_text())
    (package / "__init__.py").write_text(
        "from spacy.util import load_model_from_init_py\n\n\n"
        "def load(**overrides):\n    return load_model_from_init_py(__file__, **overrides)\n"
    )
    metadata = tmp_path / f"{MODEL}-{VERSION}.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {MODEL}\nVersion: {VERSION}\n")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    redaction._analyzer.cache_clear()
    yield
    redaction._analyzer.cache_clear()
    sys.modules.pop(MODEL, None)


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on which the model is not installed."""
    monkeypatch.setattr(spacy.util, "is_package", lambda _: False)
    redaction._analyzer.cache_clear()
    yield
    redaction._analyzer.cache_clear()


@pytest.mark.usefixtures("no_model")
def test_without_the_model_a_plain_pipeline_knows_our_names() -> None:
    nlp, name = load_italian()
    assert name == PLAIN
    assert [(ent.text, ent.label_) for ent in nlp("Ho parlato con giulia a Bergamo.").ents] == [
        ("giulia", "PER")
    ]
    assert len(list(nlp("Ho un figlio. Ha 3 anni.").sents)) == 2


@pytest.mark.usefixtures("model")
def test_the_model_is_used_when_it_is_installed() -> None:
    nlp, name = load_italian()
    assert name == MODEL
    assert [ent.text for ent in nlp(MESSAGE).ents] == SEEN_BY_THE_MODEL


@pytest.mark.usefixtures("model")
def test_a_person_that_only_the_model_sees_is_redacted_but_not_a_feast() -> None:
    assert redaction.redact(MESSAGE).text == "ho visto [nome] al mercato di Natale"


@pytest.mark.usefixtures("no_model")
def test_without_the_model_rules_and_names_still_redact() -> None:
    assert redaction.redact("sono Zelmira, mamma di giulia").text == "sono [nome], mamma di [nome]"
    assert redaction.redact(MESSAGE).text == MESSAGE


def test_the_engine_never_looks_for_a_model() -> None:
    engine = LoadedNlpEngine(spacy.blank("it"))
    assert engine.is_loaded()
    assert engine.get_supported_languages() == ["it"]


def test_an_endless_word_keeps_the_places_of_the_others() -> None:
    artifacts = LoadedNlpEngine(spacy.blank("it")).process_text("x" * 200 + " Giulia", "it")
    assert artifacts.tokens[-1].text == "Giulia"
    assert artifacts.tokens_indices[-1] == 201
