# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""In which language somebody writes, among those in which we can say that we speak Italian."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

ANSWERED = ("en", "es", "fr", "ro", "ar", "uk", "sq", "pt", "ru", "de", "zh")
"""Languages with a text ``utter_foreign_<language>``; English stands in for the others."""


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(ANSWERED))
    return identifier


def language_of(text: str) -> str:
    """One of :data:`ANSWERED`."""
    return str(_identifier().classify(text)[0])
