# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Italian language pipeline: the spaCy model when it is installed, else a plain one with our names.

Nothing is ever downloaded: a machine without the model works with the plain pipeline, and ``welfare-point
doctor`` says which of the two is in use.
"""

from __future__ import annotations

import re

import spacy
from presidio_analyzer.nlp_engine import NerModelConfiguration, NlpArtifacts, SpacyNlpEngine
from spacy.language import Language
from spacy.pipeline import EntityRuler
from spacy.tokens import Doc

from welfare_point.api.privacy import lexicon

LANGUAGE = "it"
MODEL = "it_core_news_sm"
# spaCy's tokenizer takes the square of the length of a run without blanks.
_ENDLESS = re.compile(r"(\S{60})\S")
PLAIN = "italiano di base (spaCy senza modello, con elenco di nomi)"


@Language.component("lower_case_lemmas")
def lower_case_lemmas(doc: Doc) -> Doc:
    """Gives each word itself as its lemma, so that Presidio can look for the words around a number."""
    for token in doc:
        token.lemma_ = token.lower_
    return doc


def load_italian() -> tuple[Language, str]:
    """The pipeline, and the name of what is in use. Its ``doc.ents`` have persons as ``PER`` either way."""
    if spacy.util.is_package(MODEL):
        return spacy.load(MODEL, exclude=["parser"]), MODEL  # we need no syntax, and it is slow
    nlp = spacy.blank(LANGUAGE)
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("lower_case_lemmas")
    ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    assert isinstance(ruler, EntityRuler)
    names = lexicon.names()
    sure = names.given - names.also_words - names.only_introduced
    ruler.add_patterns([{"label": "PER", "pattern": name} for name in sorted(sure)])
    return nlp, PLAIN


class LoadedNlpEngine(SpacyNlpEngine):
    """Presidio's spaCy engine around a pipeline that is loaded already, so that it looks for none."""

    def __init__(self, nlp: Language) -> None:
        persons = NerModelConfiguration(
            model_to_presidio_entity_mapping={"PER": "PERSON"},
            labels_to_ignore=[label for pipe in nlp.pipe_labels.values() for label in pipe if label != "PER"],
        )
        super().__init__(
            models=[{"lang_code": LANGUAGE, "model_name": MODEL}], ner_model_configuration=persons
        )
        self.nlp = {LANGUAGE: nlp}  # type: ignore[assignment]  # Presidio leaves it untyped

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """What the pipeline sees in a text; its endless words are cut, at the same length of text."""
        return super().process_text(_ENDLESS.sub(r"\1 ", text), language)
