# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A plain copy of a text to search in, which remembers where each of its characters came from.

Zero-width characters, full-width digits, letters of other alphabets that look like ours, accents and
typographic quotes are ways, meant or not, of hiding a number or a name from a pattern.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_LOOKALIKES = dict(
    zip(
        "аеорсухіјѕԁһӏкмнтвАВЕКМНОРСТХУІЈЅαιονρτυκΑΒΕΖΗΙΚΜΝΟΡΤΥΧıøđłŁØĐ",
        "aeopcyxijsdhlkmhtbABEKMHOPCTXYIJSaiovptukABEZHIKMNOPTYXiodlLOD",
        strict=True,
    )
)
_ACCENTED = frozenset("àèéìòùÀÈÉÌÒÙ")  # at the end of a word, as "sara'" is written without the key for "à"
_QUOTES = dict.fromkeys("’‘ʼ′`´ʹ＇", "'")
_DASHES = dict.fromkeys("‐‑‒–—―−﹣－", "-")
_PLAIN = _LOOKALIKES | _QUOTES | _DASHES
# Format characters, combining accents, enclosing marks: seen little or not at all.
_UNSEEN = {"Cf", "Mn", "Me"}


@dataclass(frozen=True, slots=True)
class Folded:
    """``origin[i]`` is where character i of ``text`` was in the source.

    ``text`` has no unseen characters, and of accents only a word's last, as an apostrophe.
    """

    text: str
    origin: tuple[int, ...]
    source: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the source behind ``text[start:end]`` (not empty), with the accents that hang on it."""
        stop = self.origin[end - 1] + 1
        while stop < len(self.source) and unicodedata.category(self.source[stop]) in _UNSEEN:
            stop += 1
        return self.origin[start], stop


def fold(text: str) -> Folded:
    """A plain copy of a text, case kept."""
    if text.isascii():
        return Folded(text.replace("`", "'"), tuple(range(len(text))), text)
    characters: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        last = not text[index + 1 : index + 2].isalpha()
        for plain in _plain(character) + ("'" if character in _ACCENTED and last else ""):
            characters.append(plain)
            origin.append(index)
    return Folded("".join(characters), tuple(origin), text)


def fold_word(word: str) -> str:
    """A word in lower case without accents, as the word lists have it."""
    return fold(word).text.lower().rstrip("'")


def _plain(character: str) -> str:
    if character.isascii():
        return "'" if character == "`" else character
    if character in _PLAIN:
        return _PLAIN[character]
    decomposed = unicodedata.normalize("NFKD", character)
    return "".join(_PLAIN.get(c, c) for c in decomposed if unicodedata.category(c) not in _UNSEEN)
