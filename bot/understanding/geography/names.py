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

from welfare_point.bot.understanding.text import content
from welfare_point.catalogue.reference import DATA, Municipality, find_municipality, municipalities, plain

WORDS = content("places")
_CONTENT = Path(__file__).resolve().parent.parent / "content"

LONGEST_NAME = 8
"""Words of the longest name, and one more ("Pino sulla Sponda del Lago Maggiore")."""

SURELY_ONE_NAME = 9
"""Letters from which a name is known with its words split otherwise ("pontesan pietro"; not "per o")."""

ENOUGH_TO_TELL = 4
"""Letters by which most words are told from the beginning of a name."""

SAINTS = frozenset(WORDS["saints"])
LITTLE = frozenset(WORDS["little_words"])
_NEVER_ALONE = frozenset(WORDS["never_alone"])


@dataclass(slots=True)
class Meanings:
    """What one name may mean: ISTAT codes by kind of name, most populous first."""

    full: list[str] = field(default_factory=list)  # the comune's own name
    former: list[str] = field(default_factory=list)  # one that it absorbed, or a nickname
    first: list[str] = field(default_factory=list)  # its first words
    part: list[str] = field(default_factory=list)  # a frazione or quarter of it
    other: bool = False  # a place outside Lombardy, or an area
    lengths: set[int] = field(default_factory=set)  # number of words
    words: set[str] = field(default_factory=set)  # of names of several words, those that tell something

    @property
    def comuni(self) -> list[str]:
        """All comuni that the name may mean, the likeliest kind first."""
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
    for comune in sorted(municipalities().values(), key=lambda m: -m.population):
        words = words_of(comune.istat)
        _meanings(index, words).full.append(comune.istat)
        for start in first_words(words):
            _meanings(index, start).first.append(comune.istat)
        for former in comune.former_names:
            _meanings(index, plain(former).split()).former.append(comune.istat)
    for nickname, name in WORDS["nicknames"].items():
        _meanings(index, nickname.split()).former.append(_named(name).istat)
    for part, istat in _parts():
        _meanings(index, plain(part).split()).part.append(istat)
    abroad = [name for name in lines("elsewhere") if glued(name.split()) not in index]
    for name in (*abroad, *WORDS["areas"], *WORDS["elsewhere"]):
        _meanings(index, name.split()).other = True
    # "santangelo" is written in one word as it is spoken, not as "sanangelo".
    spoken = {"".join(words): glued(words) for words in _all_words() if "".join(words) != glued(words)}
    index.update({key: index[known] for key, known in spoken.items() if key not in index})
    return index


def _meanings(index: dict[str, Meanings], words: Sequence[str]) -> Meanings:
    found = index.setdefault(glued(words), Meanings())
    found.lengths.add(len(words))
    if len(words) > 1:
        found.words.update(canonical(word) for word in words if word not in LITTLE)
    return found


def _all_words() -> Iterable[Sequence[str]]:
    for comune in municipalities().values():
        words = words_of(comune.istat)
        yield from (words, *first_words(words))


def first_words(words: Sequence[str]) -> list[Sequence[str]]:
    """The shorter forms of a name: its first words, as far as they are a name ("san donato", not "san")."""
    starts = (words[:size] for size in range(1, len(words)))
    return [s for s in starts if s[-1] not in LITTLE | SAINTS and " ".join(s) not in _NEVER_ALONE]


@lru_cache(maxsize=2000)
def words_of(istat: str) -> tuple[str, ...]:
    """The plain words of a comune's name."""
    return tuple(plain(municipalities()[istat].name).split())


def may_begin(letters: str) -> bool:
    """Whether a name may begin with these letters."""
    return len(letters) < ENOUGH_TO_TELL or letters[:ENOUGH_TO_TELL] in _beginnings()


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    return frozenset(key[:ENOUGH_TO_TELL] for key in names())


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Italian words that are no typo of a place."""
    return frozenset((*everyday_words(), *_NEVER_ALONE, *WORDS["known_words"]))


@lru_cache(maxsize=1)
def everyday_words() -> frozenset[str]:
    """Italian words of four letters and more that begin no name ("acqua", "quattro"; not "castel")."""
    return frozenset(lines("common_words"))


def lines(name: str) -> list[str]:
    """The items of ``content/<name>.txt``."""
    text = (_CONTENT / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def _parts() -> list[tuple[str, str]]:
    """Frazioni and quarters with the ISTAT code of their comune, those of the largest comuni first."""
    with (DATA / "frazioni.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["name"], row["istat"]) for row in csv.DictReader(file)]
    return sorted(rows, key=lambda row: -municipalities()[row[1]].population)


@lru_cache(maxsize=1)
def parts_of() -> Mapping[str, str]:
    """The comune of each frazione that is called after it, by the rest of the name: "mazzo" (di Rho)."""
    found = {}
    for part, istat in _parts():
        words, comune = plain(part).split(), list(words_of(istat))
        start = len(words) - len(comune) - 1
        if start > 0 and words[start + 1 :] == comune and words[start] in ("di", "d"):
            found[glued(words[:start])] = istat
    return found


def _named(name: str) -> Municipality:
    found = find_municipality(name)
    if found is None:
        raise ValueError(f"places.yml names {name!r}, which is no comune of Lombardy")
    return found
