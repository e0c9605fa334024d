# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Treatments that somebody must get to: then they are the service asked for, not what is told of a person.

Of "accompagnare mio padre a fare dialisi" the treatment stays: whoever looks for what is missing must read which
transport is. "È in dialisi", "fa la chemio" and "accompagno mio padre che fa dialisi" tell of an illness.
"""

from __future__ import annotations

import re
from functools import lru_cache

from welfare_point.api.privacy import lexicon

_LOOK_BACK = 120
"""Characters."""
_WORDS_BETWEEN = 8
_NEAR = 4
"""Words between "portare" and "in dialisi"; more of them may belong to somebody who is there already."""
_SENTENCE = re.compile(r"[.;:!?,()\n]")


def asked_for(text: str, start: int, end: int) -> int:
    """Where the treatment ends with which ``text[start:end]`` begins, if one must get to it; else ``start``.

    ``text`` is folded. What follows up to ``end`` is no part of the service.
    """
    before = text[max(0, start - _LOOK_BACK) : start]
    named = _named().match(text, start, end)
    if named is None:
        return start
    if named["kind"]:
        visit = _listed("visits", r"(?<!\w)(?:{})\s+$").search(before)
        if visit is None:
            return start
        before = before[: visit.start()]
    after = text[named.end() : named.end() + _LOOK_BACK]
    return named.end() if _leads(before) or _follows(before, after) else start


def _leads(before: str) -> bool:
    if _listed("transport", r"(?<!\w)(?:{})\s+$").search(before):
        return True
    way = _way().search(before)
    if way is None:
        return False
    led = before[: way.start()]
    for lead in reversed(list(_lead().finditer(led))):
        between = led[lead.end() :]
        words = between.lower().split()
        if _SENTENCE.search(between) or len(words) > _WORDS_BETWEEN or _any("else", words):
            return False
        if way["to"].lower() == "in":
            return lead["taken"] is not None and len(words) <= _NEAR and not _any("where", words)
        if way["to"].lower() in ("per", "per fare"):
            return not _elsewhere(led, lead.start(), between)
        return True
    return False


def _follows(before: str, after: str) -> bool:
    """ "Per la dialisi mi serve un passaggio": the sentence begins with where to."""
    way = _way().search(before)
    if way is None or not re.search(r"(?:^|[.;:!?\n])\s*$", before[: way.start()]):
        return False
    asked = _listed("transport", r"\b(?:{})\b").search(_SENTENCE.split(after, maxsplit=1)[0])
    return way["to"].lower() == "per" and asked is not None


def _elsewhere(led: str, start: int, between: str) -> bool:
    """Whether the way leads to somewhere else than a hospital, or is none."""
    words = [*_SENTENCE.split(led[:start])[-1].lower().split()[-3:], *between.lower().split()]
    return _any("where", words) and not _listed("hospitals", r"\b(?:{})\b").search(between)


def _any(name: str, words: list[str]) -> bool:
    """Whether one of the words is in a list."""
    return any(_listed(name, r"^(?:{})$").match(word) for word in words)


@lru_cache(maxsize=16)
def _listed(name: str, around: str) -> re.Pattern[str]:
    return re.compile(around.format(_content()[name]), re.IGNORECASE)


@lru_cache(maxsize=1)
def _named() -> re.Pattern[str]:
    words = _content()
    return re.compile(rf"(?:{words['treatments']}|(?P<kind>{words['kinds']}))(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _way() -> re.Pattern[str]:
    """ "a fare la", "alla", "per le sedute di", at the end."""
    words = _content()
    return re.compile(
        rf"(?<![\w'])(?P<to>{words['to']})(?:\s+|(?<='))(?:(?:{words['steps']})(?:\s+|(?<=')))*$",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _lead() -> re.Pattern[str]:
    words = _content()
    names = ("taken", "goes", "transport")
    leads = "|".join(f"(?P<{name}>{words[name]})" for name in names)
    return re.compile(rf"(?<!\w)(?:{leads})(?!\w)", re.IGNORECASE)


def _content() -> dict[str, str]:
    return {
        key: " ".join(text.split()).replace(" |", "|").replace("| ", "|")
        for key, text in lexicon.content("treatments.yml").items()
    }
