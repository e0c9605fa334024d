# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Takes personal data out of what people write, before it is stored or sent onward."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, RecognizerResult

from welfare_point.api.privacy import lexicon
from welfare_point.api.privacy.folding import fold
from welfare_point.api.privacy.language import LANGUAGE, LoadedNlpEngine, load_italian
from welfare_point.api.privacy.recognizers import NEED_DIGITS, recognizers

THRESHOLD = 0.35  # Presidio's weakest shapes count only with a telling word nearby


@dataclass(frozen=True, slots=True)
class Redacted:
    """``text`` with tags such as ``[telefono]``; ``kinds``: the tags used, without brackets, in order."""

    text: str
    kinds: tuple[str, ...]


def redact(text: str) -> Redacted:
    """The text with each personal datum replaced by a tag, and all else as it was."""
    folded = fold(text)
    looked_for = None if any(c.isdigit() for c in folded.text) else _told_without_digits()
    found = _analyzer().analyze(folded.text, LANGUAGE, looked_for) if folded.text.strip() else []
    kept, kinds, end = [], [], 0
    for start, stop, kind in _apart(found):
        begin, finish = folded.span(start, stop)
        kept.append(f"{text[end:begin]}[{kind}]")
        kinds.append(kind)
        end = finish
    return Redacted("".join(kept) + text[end:], tuple(dict.fromkeys(kinds)))


def _apart(results: list[RecognizerResult]) -> list[tuple[int, int, str]]:
    """Spans that do not overlap: those that do become one, named after the surest, then the longest."""
    tags = lexicon.content("tags.yml")
    merged: list[list[RecognizerResult]] = []
    reach = 0
    for result in sorted(results, key=lambda r: (r.start, r.end)):
        if merged and result.start < reach:
            merged[-1].append(result)
        else:
            merged.append([result])
        reach = max(reach, result.end)
    return [
        (
            group[0].start,
            max(result.end for result in group),
            tags[max(group, key=lambda r: (r.score, r.end - r.start, r.entity_type)).entity_type],
        )
        for group in merged
    ]


@lru_cache(maxsize=1)
def _told_without_digits() -> list[str]:
    """The kinds of data that a text without digits may have; most patterns need not look at it."""
    return sorted(lexicon.content("tags.yml").keys() - NEED_DIGITS)


@lru_cache(maxsize=1)
def _analyzer() -> AnalyzerEngine:
    nlp, _ = load_italian()
    registry = RecognizerRegistry(recognizers=recognizers(), supported_languages=[LANGUAGE])
    return AnalyzerEngine(
        registry=registry,
        nlp_engine=LoadedNlpEngine(nlp),
        supported_languages=[LANGUAGE],
        default_score_threshold=THRESHOLD,
    )
