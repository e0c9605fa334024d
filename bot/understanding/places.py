# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which comuni of Lombardy a message names: where the writer lives first, then the others as they come.

``mentions`` finds all that may be a name, ``place_context`` says whether it is a place there and whose, and
this module chooses among the comuni that a name may mean. The words are in ``content/places.yml``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from welfare_point.catalogue.reference import Municipality, municipalities

from .facts import Place
from .gazetteer import WORDS, Meanings
from .mentions import Mention, mentions_in
from .place_context import (
    Expected,
    Role,
    at_an_institution,
    expected,
    in_a_quarter,
    is_something_else,
    needed,
    role,
)
from .place_text import Text, Words

SURE = 1.0
CALLED_OTHERWISE = 0.9  # a nickname, a first word, a frazione, a CAP
ONE_TYPO, MORE_TYPOS = 0.85, 0.75
GUESSED, GUESSED_AT_MOST = (
    0.35,
    0.4,
)  # several comuni: this, plus this times the guess's share of the inhabitants

NAMESAKE = 0.5
"""A comune that is called like the first words of another ("Brembate") leaves a doubt only if the other has at
least this share of its inhabitants ("Brembate di Sopra", not "Lodi Vecchio")."""

QUARTER, LARGEST_QUARTER = 0.05, 8000
"""Inhabitants of a frazione or quarter, which nobody counts: a share of its comune's, up to a number."""

_CITIES = {city.lower(): plate.upper() for plate, city in WORDS["plates"].items()}


def municipalities_in(text: str) -> tuple[Place, ...]:
    """The comuni named in a text, home first. Empty when it names none, or only provinces and areas.

    ``alternatives``: the ISTAT codes of all comuni that the name may mean, the guess among them, most populous
    first; empty when it can mean only one.
    """
    read = Text(text)
    mentions = [m for m in mentions_in(read) if not is_something_else(read, m)]
    inside = _expected(read, [m for m in mentions if not m.outside])
    inside = [_as_quarter(m) if in_a_quarter(read, m) else m for m in inside]
    inside = [m for m in inside if not at_an_institution(read, m)] or inside
    inside = [m for before, m, after in _next_to(inside) if not _says_where_in(read, before, m, after)]
    placed = _placed(read, inside, _provinces(read))
    best: dict[str, tuple[Role, Place]] = {}
    for rank, place in placed:
        known = best.get(place.istat)
        if known is None:
            best[place.istat] = (rank, place)
        else:
            best[place.istat] = (min(rank, known[0]), max(place, known[1], key=lambda p: p.confidence))
    return tuple(place for _, place in sorted(best.values(), key=lambda item: item[0]))


def _as_quarter(mention: Mention) -> Mention:
    return replace(mention, meanings=Meanings(part=mention.meanings.part, lengths=mention.meanings.lengths))


def _expected(text: Text, mentions: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    held = Expected.NOT
    for mention in mentions:
        here = expected(text, mention, kept[-1] if kept else None, held)
        if here >= needed(text, mention):
            kept.append(mention)
            held = here
    return kept


def _next_to(mentions: list[Mention]) -> Iterator[tuple[Mention | None, Mention, Mention | None]]:
    """Each mention with the one before and the one after it."""
    yield from zip([None, *mentions], mentions, [*mentions[1:], None])


def _says_where_in(text: Text, before: Mention | None, mention: Mention, after: Mention | None) -> bool:
    """Whether a mention only says where in the next one it is: "San Rocco di Quistello", "20121 Milano"."""
    behind = before is not None and not before.cap and before.end >= mention.start - 1
    if mention.cap and behind:
        return True
    gap = [text.word(at) for at in range(mention.end, after.start)] if after else []
    if after is None or gap not in ([], ["di"], ["a"], ["frazione", "di"]):
        return False
    vague = gap == ["di"] and not mention.meanings.full
    elsewhere = not set(mention.meanings.comuni) & set(after.meanings.comuni)
    return (mention.cap and not after.cap) or (vague and not mention.cap and elsewhere)


def _placed(text: Text, mentions: list[Mention], provinces: frozenset[str]) -> list[tuple[Role, Place]]:
    single = {m.meanings.comuni[0] for m in mentions if len(_candidates(m)) == 1}
    placed = []
    for before, mention, _ in _next_to(mentions):
        rank = role(text, mention, before)
        if rank is not None:
            placed.append((rank, _place(mention, _narrowed(mention, single, provinces))))
    return placed


def _narrowed(mention: Mention, named: set[str], provinces: frozenset[str]) -> list[Municipality]:
    """The comuni that a name may mean here, given the province or the comune that is named with it."""
    candidates = _candidates(mention)
    everything = [municipalities()[istat] for istat in mention.meanings.comuni]
    in_named = [comune for comune in everything if comune.istat in named & set(mention.meanings.part)]
    if in_named:
        return in_named[:1]
    wanted = frozenset({mention.plate}) if mention.plate else provinces
    near = [comune for comune in (everything if mention.plate else candidates) if comune.province in wanted]
    return near if (near and len(candidates) > 1) or (near and mention.plate) else candidates


def _candidates(mention: Mention) -> list[Municipality]:
    """The comuni that a name may mean, the best guess first."""
    meanings, all_of = mention.meanings, municipalities()
    full = [all_of[istat] for istat in meanings.full]
    short = [all_of[istat] for istat in (*meanings.former, *meanings.first) if istat not in meanings.full]
    if full:
        return [*full, *(comune for comune in short if comune.population >= NAMESAKE * full[0].population)]
    parts = [all_of[istat] for istat in meanings.part]
    return sorted(dict.fromkeys([*short, *parts]), key=lambda comune: -_weight(mention, comune))


def _weight(mention: Mention, comune: Municipality) -> float:
    """Inhabitants of what the name means: the comune, or its frazione or quarter."""
    meanings = mention.meanings
    whole = comune.istat in (*meanings.full, *meanings.former, *meanings.first)
    return comune.population if whole else min(comune.population * QUARTER, LARGEST_QUARTER)


def _place(mention: Mention, candidates: list[Municipality]) -> Place:
    guess = candidates[0]
    if len(candidates) > 1:
        share = _weight(mention, guess) / sum(_weight(mention, comune) for comune in candidates)
        alternatives = tuple(comune.istat for comune in candidates)
        return Place(guess.istat, guess.name, round(GUESSED + GUESSED_AT_MOST * share, 2), alternatives)
    known = SURE if guess.istat in mention.meanings.full else CALLED_OTHERWISE
    typed = {0: SURE, 1: ONE_TYPO}.get(mention.typos, MORE_TYPOS)
    return Place(guess.istat, guess.name, min(known, typed))


_DEMONYMS = [(Words([word]), province) for word, province in WORDS["demonyms"].items()]


@lru_cache(maxsize=20_000)
def _province(word: str) -> str | None:
    return next((province for words, province in _DEMONYMS if word in words), None)


def _provinces(text: Text) -> frozenset[str]:
    """The one province that a text names, by its adjective or as "provincia di X"; empty when it names several."""
    found: set[str | None] = set()
    for at, token in enumerate(text.tokens):
        if token.word in _CITIES and text.word(at - 1 - (text.word(at - 1) == "di")) in ("provincia", "prov"):
            found.add(_CITIES[token.word])
        found.add(_province(token.word))
    found.discard(None)
    return frozenset(filter(None, found)) if len(found) == 1 else frozenset()
