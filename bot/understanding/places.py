# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which comuni of Lombardy a message names: where the writer lives first, then the others as they come.

``mentions`` finds all that may be a name, ``place_context`` says whether it is a place there and whose, and
this module chooses among the comuni that a name may mean. The words are in ``content/places.yml``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from welfare_point.catalogue.reference import Municipality, municipalities

from .facts import Place
from .gazetteer import WORDS
from .mentions import Mention, mentions_in
from .place_context import Role, at_an_institution, expected, is_something_else, needed, role
from .place_text import Text, Words

SURE = 1.0
CALLED_OTHERWISE = 0.9  # a nickname, a first word, a frazione, a CAP
ONE_TYPO, MORE_TYPOS = 0.85, 0.75
GUESSED, GUESSED_AT_MOST = 0.35, 0.4  # several comuni: this, plus this times the guess's share of the inhabitants

NAMESAKE = 0.5
"""A comune that is called like the first words of another ("Brembate") leaves a doubt only if the other has at
least this share of its inhabitants ("Brembate di Sopra", not "Lodi Vecchio")."""

QUARTER, LARGEST_QUARTER = 0.05, 8000
"""Inhabitants of a frazione or quarter, which nobody counts: a share of its comune's, up to a number."""


def municipalities_in(text: str) -> tuple[Place, ...]:
    """The comuni named in a text, home first. Empty when it names none, or only provinces and areas.

    ``alternatives``: the ISTAT codes of all comuni that the name may mean, the guess among them, most populous
    first; empty when it can mean only one.
    """
    read = Text(text)
    mentions = [m for m in mentions_in(read) if not is_something_else(read, m)]
    inside = _expected(read, [m for m in mentions if not m.outside])
    inside = [m for m in inside if not at_an_institution(read, m)] or inside
    inside = [m for m in inside if not _says_where_in(read, m, inside)]
    placed = _placed(read, inside, _provinces(read, mentions))
    best: dict[str, tuple[Role, Place]] = {}
    for rank, place in placed:
        known = best.get(place.istat)
        if known is None:
            best[place.istat] = (rank, place)
        else:
            best[place.istat] = (min(rank, known[0]), max(place, known[1], key=lambda p: p.confidence))
    return tuple(place for _, place in sorted(best.values(), key=lambda item: item[0]))


def _expected(text: Text, mentions: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in mentions:
        if expected(text, mention, kept) >= needed(text, mention):
            kept.append(mention)
    return kept


def _says_where_in(text: Text, mention: Mention, others: Sequence[Mention]) -> bool:
    """Whether a mention only says where in the next one it is: "San Rocco di Quistello", "20121 Milano"."""
    for other in others:
        gap = [text.word(at) for at in range(mention.end, other.start)]
        near = other.start >= mention.end and gap in ([], ["di"], ["a"], ["frazione", "di"])
        behind = other.end <= mention.start <= other.end + 1
        if mention.cap and not other.cap and (near or behind):
            return True
        vague = not mention.meanings.full and not mention.cap and gap == ["di"]
        if near and vague and not set(mention.meanings.comuni) & set(other.meanings.comuni):
            return True
    return False


def _placed(text: Text, mentions: list[Mention], provinces: frozenset[str]) -> list[tuple[Role, Place]]:
    single = {m.meanings.comuni[0] for m in mentions if len(_candidates(m)) == 1}
    placed = []
    for mention in mentions:
        rank = role(text, mention, mentions)
        if rank is not None:
            placed.append((rank, _place(mention, _narrowed(text, mention, single, provinces))))
    return placed


def _narrowed(text: Text, mention: Mention, named: set[str], provinces: frozenset[str]) -> list[Municipality]:
    """The comuni that a name may mean here, given the province or the comune that is named with it."""
    candidates = _candidates(mention)
    everything = [municipalities()[istat] for istat in mention.meanings.comuni]
    in_named = [comune for comune in everything if comune.istat in named]
    if in_named and mention.meanings.part:
        return in_named[:1]
    wanted = frozenset({mention.plate}) if mention.plate else provinces
    near = [comune for comune in (everything if mention.plate else candidates) if comune.province in wanted]
    return near if near and len(candidates) > 1 or (near and mention.plate) else candidates


def _candidates(mention: Mention) -> list[Municipality]:
    """The comuni that a name may mean, the best guess first."""
    meanings, all_of = mention.meanings, municipalities()
    full = [all_of[istat] for istat in meanings.full]
    short = _by_population([*meanings.former, *meanings.first])
    if full:
        namesakes = [c for c in short if c not in full and c.population >= NAMESAKE * full[0].population]
        return [*full, *namesakes]
    parts = _by_population(meanings.part)
    return sorted([*short, *(c for c in parts if c not in short)], key=lambda c: -_salience(c, c.istat in meanings.part))


def _by_population(codes: Sequence[str]) -> list[Municipality]:
    return sorted((municipalities()[istat] for istat in dict.fromkeys(codes)), key=lambda comune: -comune.population)


def _salience(comune: Municipality, quarter: bool) -> float:
    return min(comune.population * QUARTER, LARGEST_QUARTER) if quarter else comune.population


def _place(mention: Mention, candidates: list[Municipality]) -> Place:
    guess = candidates[0]
    if len(candidates) > 1:
        share = guess.population / sum(comune.population for comune in candidates)
        alternatives = tuple(comune.istat for comune in _by_population([c.istat for c in candidates]))
        return Place(guess.istat, guess.name, round(GUESSED + GUESSED_AT_MOST * share, 2), alternatives)
    known = SURE if guess.istat in mention.meanings.full else CALLED_OTHERWISE
    typed = {0: SURE, 1: ONE_TYPO}.get(mention.typos, MORE_TYPOS)
    return Place(guess.istat, guess.name, min(known, typed))


@lru_cache(maxsize=1)
def _demonyms() -> dict[str, Words]:
    by_province: dict[str, list[str]] = {}
    for word, province in WORDS["demonyms"].items():
        by_province.setdefault(province, []).append(word)
    return {province: Words(words) for province, words in by_province.items()}


def _provinces(text: Text, mentions: list[Mention]) -> frozenset[str]:
    """The one province that a text names, by its adjective or as "provincia di X"; empty when it names several."""
    cities = {"bergamo": "BG", "brescia": "BS", "como": "CO", "cremona": "CR", "lecco": "LC", "lodi": "LO", "monza": "MB",
              "milano": "MI", "mantova": "MN", "pavia": "PV", "sondrio": "SO", "varese": "VA"}
    found = {cities[token.word] for at, token in enumerate(text.tokens)
             if token.word in cities and {text.word(at - 1), text.word(at - 2)} & {"provincia", "prov"}}
    for token in text.tokens:
        found |= {province for province, words in _demonyms().items() if token.word in words}
    return frozenset(found) if len(found) == 1 else frozenset()
