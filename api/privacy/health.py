# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Illnesses and disabilities that a message tells of somebody.

A diagnosis is nobody's business here: a service is found by what help is needed. So "mio figlio è autistico" is
kept as "mio figlio è [disabilità]", which still says what the interview asks for, and "ha l'Alzheimer" as "ha
[malattia]". The name of a service stays: "centro Alzheimer", "congedo per cure oncologiche", "un passaggio per la
dialisi" (see ``treatments.py``).
"""

from __future__ import annotations

import re
from functools import lru_cache

from welfare_point.api.privacy import lexicon
from welfare_point.api.privacy.treatments import asked_for

Span = tuple[int, int]

_ARTICLE = r"(?:\b(?:il|lo|la|i|gli|le|un|uno|una|del|della)\s+|\b(?:l|un|dell)'\s?)?"
_BEFORE = re.compile(
    r"(\w+)'?(?:\s+(?:\w{1,4}|delle|della|diurno|diurni|estivo|cure|persone|malati|nazionale))?\W{1,3}$"
)
_LOOK_BACK = 40  # characters


def find_disabilities(text: str) -> list[Span]:
    """The spans of a folded text that name a disability."""
    return [_with_form(text, *span) for span in _spans(text, "DISABILITY") if not _is_a_service(text, *span)]


def find_illnesses(text: str) -> list[Span]:
    """The spans of a folded text that name an illness, its cure or what tells of one."""
    spans = [
        *_spans(text, "ILLNESS"),
        *_spans(text, "told_by"),
        *_by_ending(text),
        *_by_cause(text),
        *_had(text),
    ]
    told = (span for span in spans if not _is_a_service(text, *span))
    return [_with_form(text, *left) for start, end in told if (left := _without_treatment(text, start, end))]


def _with_form(text: str, start: int, end: int) -> Span:
    """A span with what says how far it is: "un principio di demenza"."""
    form = _form().search(text, max(0, start - _LOOK_BACK), start)
    return (form.start(), end) if form else (start, end)


@lru_cache(maxsize=1)
def _form() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_pattern('forms')})\s+d(?:i\s+|')\Z", re.IGNORECASE)


def _without_treatment(text: str, start: int, end: int) -> Span | None:
    """What is left of a span without the treatment that one must get to."""
    begun = asked_for(text, start, end)
    begun += len(text[begun:end]) - len(text[begun:end].lstrip()) if begun > start else 0
    return (begun, end) if begun < end else None


def _spans(text: str, group: str) -> list[Span]:
    return [match.span("named") for match in _named(group).finditer(text)]


def _by_ending(text: str) -> list[Span]:
    none = _listed("not_endings")
    return [m.span() for m in _endings().finditer(text) if m["named"].lower() not in none]


def _by_cause(text: str) -> list[Span]:
    """What follows "soffre di", to the end of its phrase, three words at most."""
    none = _listed("not_causes")
    found = (match for match in _cause().finditer(text) if match["first"].lower() not in none)
    return [match.span("named") for match in found if not lexicon.places().get(match["first"].lower())]


def _had(text: str) -> list[Span]:
    """ "Ha la colecistite": an illness by its ending, where somebody has it."""
    none = _listed("not_sick")
    return [m.span("named") for m in _having().finditer(text) if m["named"].lower() not in none]


def _is_a_service(text: str, start: int, end: int) -> bool:
    if _names_a_service(text, end):
        return True
    before = _BEFORE.search(text[max(0, start - _LOOK_BACK) : start])
    words = re.findall(r"\w+", text[max(0, start - _LOOK_BACK) : start].lower())[-2:]
    return before is not None and not _listed("services").isdisjoint(words)


def _names_a_service(text: str, end: int) -> bool:
    after = re.match(r"\s+(\w+)", text[end : end + _LOOK_BACK])
    return after is not None and after[1].lower() in _listed("services_after")


@lru_cache(maxsize=8)
def _listed(name: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in _content()[name].split("|"))


@lru_cache(maxsize=4)
def _named(group: str) -> re.Pattern[str]:
    degree = _pattern("degree")
    more = rf"(?:\s+(?:{degree}|{_pattern('type')}|{_pattern('from_birth')}))*"
    organ = rf"(?:\s+{_pattern('of')}\s?(?:{_pattern('organ')}))?"
    return re.compile(
        rf"(?<![\w\[])(?P<named>(?:{_pattern(group)}){more}{organ}{more})(?![\w\]])", re.IGNORECASE
    )


@lru_cache(maxsize=1)
def _endings() -> re.Pattern[str]:
    degree = rf"(?:\s+(?:{_pattern('degree')}))*"
    return re.compile(rf"(?<![\w\[])(?P<named>{_pattern('endings')}){degree}(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _having() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{_pattern('had')})\s+{_ARTICLE}(?P<named>{_pattern('sick_endings')})(?![\w'])", re.IGNORECASE
    )


@lru_cache(maxsize=1)
def _cause() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{_pattern('cause_of')})\s?{_ARTICLE}(?P<named>(?P<first>[^\W\d_]{{4,}})(?:\s+(?:{_pattern('degree')}))*)",
        re.IGNORECASE,
    )


def _pattern(name: str) -> str:
    """A list of the content as alternatives: parts put in, stems and blanks made patterns."""
    source = _content().get(name) or lexicon.content("health.yml")["parts"][name]
    phrases = [re.sub(r"\s+", " ", phrase.strip()) for phrase in _split(source)]
    joined = "|".join(sorted((p for p in phrases if p), key=len, reverse=True))
    joined = re.sub(r"<(\w+)>", lambda m: _pattern(m[1]), joined)
    return re.sub(r"(?<=\w)\*", r"\\w*", joined).replace(" ?", r"\s?").replace(" ", r"\s+")


def _split(source: str) -> list[str]:
    """Phrases parted by | outside brackets."""
    parts, depth, begun = [], 0, 0
    for index, character in enumerate(source):
        depth += (character in "([") - (character in ")]")
        if character == "|" and depth == 0:
            parts.append(source[begun:index])
            begun = index + 1
    return [*parts, source[begun:]]


def _content() -> dict[str, str]:
    return {key: value for key, value in lexicon.content("health.yml").items() if key != "parts"}
