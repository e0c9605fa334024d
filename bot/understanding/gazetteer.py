# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every name by which a comune of Lombardy is called, and the comuni that each may mean.

A name is looked up by its words glued together ("cernuscosulnaviglio"), every form of "santo" written "san",
so that "S. Donato", "sandonato" and "San Donato" are one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from welfare_point.bot.understanding.text import content
from welfare_point.catalogue.reference import DATA, Municipality, find_municipality, municipalities, plain

SHORTEST_CORRECTED = 4
"""Letters of the shortest name that is known again with a typo ("lodi")."""

AS_LIKELY = 0.1
"""Typos whose slips differ by no more are equally likely."""

_CONTENT = Path(__file__).parent / "content"

LONGEST_NAME = 8
"""Words of the longest name ("Pino sulla Sponda del Lago Maggiore", "Maccagno con Pino e Veddasca")."""

SURELY_ONE_NAME = 9
"""Letters from which a name is known again with its words split otherwise ("pontesan pietro"; not "per o")."""

SAINTS = frozenset({"s", "st", "sto", "sta", "ss", "san", "sant", "santa", "santo", "sn"})

LITTLE = frozenset(
    "a ad al alla con d da de dei del della delle di e ed il in la le lo per sopra sotto sul sull sulla".split()
)
"""Words of a name that people leave out or shorten first."""

WORDS = content("places")


@dataclass(slots=True)
class Meanings:
    """What one name may mean: ISTAT codes by kind of name, most populous first."""

    full: list[str] = field(default_factory=list)  # the comune's own name
    former: list[str] = field(default_factory=list)  # one that it absorbed, or a nickname
    first: list[str] = field(default_factory=list)  # its first words
    part: list[str] = field(default_factory=list)  # a frazione or quarter of it
    other: bool = False  # a place outside Lombardy, or an area
    lengths: set[int] = field(default_factory=set)  # number of words

    @property
    def comuni(self) -> list[str]:
        """All comuni that the name may mean, the most likely kind first."""
        return [*dict.fromkeys((*self.full, *self.former, *self.first, *self.part))]


def canonical(word: str) -> str:
    """One form for every way to write "santo"."""
    return "san" if word in SAINTS else word


def glued(words: Iterable[str]) -> str:
    """The key of a name: its words as one."""
    return "".join(map(canonical, words))


@lru_cache(maxsize=1)
def names() -> Mapping[str, Meanings]:
    """Every name by its key."""
    index: dict[str, Meanings] = {}

    def add(kind: str, name: str, istat: str | None = None) -> None:
        words = name.split()
        keys = {glued(words), "".join(words) if len(words) > 1 else glued(words)}
        for key in keys:
            meanings = index.setdefault(key, Meanings())
            meanings.lengths.add(len(words))
            if istat is None:
                meanings.other = True
            elif istat not in getattr(meanings, kind):
                getattr(meanings, kind).append(istat)

    for comune in sorted(municipalities().values(), key=lambda m: -m.population):
        name = plain(comune.name)
        add("full", name, comune.istat)
        for start in first_words(name.split()):
            add("first", start, comune.istat)
        for former in comune.former_names:
            add("former", plain(former), comune.istat)
    for nickname, name in WORDS["nicknames"].items():
        add("former", nickname, _named(name).istat)
    for part, istat in _parts():
        add("part", plain(part), istat)
    for name in _lines("elsewhere"):
        if glued(name.split()) not in index:
            add("other", name)
    for name in (*WORDS["areas"], *WORDS["elsewhere"]):
        add("other", name)
    return index


def first_words(words: Sequence[str]) -> list[str]:
    """The shorter forms of a name: its first words, as far as they are a name ("san donato", not "san")."""
    starts = (words[:size] for size in range(1, len(words)))
    return [
        " ".join(start)
        for start in starts
        if start[-1] not in LITTLE and start[-1] not in SAINTS and " ".join(start) not in _NEVER_ALONE
    ]


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Italian words that are no typo of a place."""
    return frozenset(_lines("common_words"))


@dataclass(frozen=True, slots=True)
class Near:
    """A name that resembles a text: by how many typos, and how likely they are (the less ``slip`` the likelier)."""

    key: str
    typos: int
    slip: float


def nearest_names(text: str, typos: int, whole: bool) -> list[Near]:
    """The likeliest names within so many typos of a key; ``whole``: only names of several words."""
    return _nearest(text, _long_keys() if whole else _short_keys(), typos)


def more_like_a_word(text: str, near: Near) -> bool:
    """Whether one of the commonest words is as near to a text as the name that it may be."""
    return any(word.slip <= near.slip + AS_LIKELY for word in _nearest(text, _commonest(), near.typos))


def _nearest(text: str, choices: list[str], typos: int) -> list[Near]:
    found = process.extract(text, choices, scorer=OSA.distance, score_cutoff=typos, limit=8)
    near = [Near(key, int(distance), _slip(text, key, int(distance))) for key, distance, _ in found]
    return [name for name in near if name.slip <= min(n.slip for n in near) + AS_LIKELY]


def _slip(written: str, meant: str, typos: int) -> float:
    """How unlikely a typo is. People drop one of two double letters, swap two, or lose one, before they hit another."""
    if typos != 1:
        return float(typos)
    longer, shorter = (written, meant) if len(written) > len(meant) else (meant, written)
    if len(longer) == len(shorter):
        return 0.7 if sorted(written) == sorted(meant) else 1.0
    lost = next((at for at, letter in enumerate(shorter) if letter != longer[at]), len(shorter))
    return 0.5 if lost and longer[lost] == longer[lost - 1] else 0.8


@lru_cache(maxsize=1)
def _long_keys() -> list[str]:
    return [key for key, m in names().items() if len(key) >= SURELY_ONE_NAME and max(m.lengths) > 1]


@lru_cache(maxsize=1)
def _short_keys() -> list[str]:
    return [key for key, m in names().items() if len(key) >= SHORTEST_CORRECTED]


@lru_cache(maxsize=1)
def _commonest() -> list[str]:
    return _lines("common_words")[:5000]


def _named(name: str) -> Municipality:
    found = find_municipality(name)
    if found is None:
        raise ValueError(f"places.yml names {name!r}, which is no comune of Lombardy")
    return found


def _parts() -> Iterable[tuple[str, str]]:
    with (DATA / "frazioni.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["name"], row["istat"]) for row in csv.DictReader(file)]
    return sorted(rows, key=lambda row: -municipalities()[row[1]].population)


def _lines(name: str) -> list[str]:
    text = (_CONTENT / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


_NEVER_ALONE = frozenset(WORDS["never_alone"])
