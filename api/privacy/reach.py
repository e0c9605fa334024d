# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far a name goes from the word that it begins with, and what stands around it."""

from __future__ import annotations

import re

from welfare_point.api.privacy import lexicon
from welfare_point.api.privacy.words import Place, Word, roles

_AGE = re.compile(
    r"'?[\s,(]*(?:e'?\s+)?(?:che\s+|di\s+|ha\s+|hanno\s+|compie\s+|avra'?\s+|fa\s+|quasi\s+|appena\s+)*"
    r"(?:\d{1,2}|un|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici)\s*"
    r"(?:(?:,|e)\s*\d+\s*)*(?:anni|anno|mesi|annetti|settimane)\b|\s+ne\s+ha\s+\d|\s*\(\d{1,2}\b"
    r"|\s*,\s*nat[oa]\b|\s+(?:frequenta|compie|dorme|esce|mangia|gioca|soffre|cammina|studia|lavora)\b"
    r"|\s+va\s+(?:in|a|al|alla|all')\b|\s+fa\s+(?:la|il)\s+(?:prim|second|terz|quart|quint)",
    re.IGNORECASE,
)
_BREAK = re.compile(r"'?\s*(?:[,.!?;:)(\n-]|$|(?:e|ed|ma)\b)", re.IGNORECASE)
_LINE_END = re.compile(r"'?[ \t.,!)]*(?:\n|$)")
# A stranger in lower case that ends so is a word that the dictionary lacks: "compiono", "tredicenne".
WORD_ENDING = re.compile(
    r"(?:ono|enn[ei]|iamo|[ae]ndo|mente|[aei]te|zion[ei]|ist[aei]|al[ei]|es[ei]|ern[ai]|r(?:ei|esti|ebbe)"
    r"|[aei]ss[ei]|tor[ei]|tric[ei]|bil[ei]|iv[aoie])$"
)
# An Italian word in lower case that may be a surname, after a first name: "aldo quercetani".
_SURNAME_ENDING = re.compile(r"\w{3,}(?<!re)i$")
_JOINS = frozenset({" ", "  ", "'", "-", " - ", "\n"})
_LISTS = frozenset({", ", ",", " & ", " + ", "/", " / "})
_LONGEST = 6  # words of one name, particles included
_BACK = 6  # words looked back at for the body that a name belongs to


class Reach:
    """The words of one text and how they hang together."""

    def __init__(self, text: str, words: list[Word]) -> None:
        self.text, self.words = text, words

    def first(self, index: int) -> int:
        """Where the name begins that a first name shows: a surname may stand before it."""
        word = self.words[index]
        if index and word.gap == " " and word.kind in ("given", "maybe", "rare"):
            before = self.words[index - 1]
            stranger = before.kind in ("unknown", "surname") or (
                before.kind == "family" and not before.initial
            )
            if before.capital and stranger and not self.is_of_a_body(index - 1):
                return index - 1
        return index

    def last(self, index: int, place: Place) -> int:
        """The last word of the name that begins at a word."""
        last = index
        while last + 1 < len(self.words) and last - index < _LONGEST:
            step = self._step(last + 1, place)
            if not step:
                break
            last += step
        return last

    def next_listed(self, last: int) -> int | None:
        """The word after "Anna, " or "Anna e "."""
        following = self.word(last + 1)
        if following is None:
            return None
        if following.gap in _LISTS:
            return last + 1
        after = self.word(last + 2)
        linked = following.low in ("e", "ed", "o") and not following.accented and following.gap in (" ", ", ")
        return last + 2 if linked and after is not None and after.gap == " " else None

    def is_of_a_body(self, index: int) -> bool:
        """Whether a word is of the name of a body, a street or a saint: "istituto comprensivo Rodari"."""
        role, word = roles(), self.words[index]
        if word.initial and word.gap not in (". ", " (", ' "', '"', "("):
            return False
        for back in range(index - 1, max(index - _BACK, -1), -1):
            before = self.words[back]
            if back == index - 1:
                if before.low in role["saints"] or (before.low in role["reigning"] and before.capital):
                    return True
                if before.low in role["article_of_bodies"] and self.is_full_name(index):
                    return True
            if before.low in role["bodies"] or before.low in role["streets"] or before.kind == "body":
                return True
            linking = before.capital or before.low in role["connectors"] or before.low in role["body_words"]
            if not linking or (before.initial and before.low not in role["body_words"]):
                return False
        return False

    def _step(self, index: int, place: Place) -> int:
        """How many words more, from this one on, are of the name: 0, 1, or 2 with a particle."""
        word, before = self.words[index], self.words[index - 1]
        joined = word.gap in _JOINS or (word.gap in (". ", ".") and before.kind == "letter")
        if not joined:
            return 0
        if word.low in roles()["particles"] and index + 1 < len(self.words):
            return 2 if self._follows_particle(index) else 0
        newline = word.gap == "\n"
        match word.kind:
            case "given" | "short" | "surname" | "rare":
                return int(not newline or word.capital)
            case "family":
                return int(word.capital or (word.low.endswith("i") and not newline))
            case "maybe":
                described = word.low in lexicon.names().adjectives or place is Place.BARE
                return int(word.capital or (not described and not newline))
            case "unknown":
                called = place in (Place.INTRODUCED, Place.KIN, Place.TITLED, Place.PRESENTED)
                named = before.kind == "given" and called and _SURNAME_ENDING.search(word.low) is not None
                lower = named or ((before.kind == "given" or called) and self.sounds_like_a_name(word.low))
                return int(word.capital or (lower and not newline))
            case "place":
                return int(word.capital and word.low in lexicon.names().surnames)
            case "word":
                if newline or word.acronym or self.is_role(word):
                    return 0
                called = place in (Place.INTRODUCED, Place.PRESENTED) and before.kind in ("given", "maybe")
                return int(word.capital or (called and _SURNAME_ENDING.search(word.low) is not None))
            case "foreign":
                return int(word.capital and before.kind == "foreign")
            case "letter":
                return int(
                    word.capital and (word.text not in "EAIO" or self.text[word.end : word.end + 1] == ".")
                )
        return 0

    def _follows_particle(self, index: int) -> bool:
        particle, word = self.words[index], self.words[index + 1]
        if word.gap not in (" ", "'", "-") or word.kind in ("stop", "body", "place"):
            return False
        if particle.capital and word.capital:
            return True
        if particle.low in roles()["foreign_particles"]:
            return word.kind in ("surname", "unknown") or (word.capital and word.kind in ("given", "rare"))
        return word.kind == "given" and particle.low == "di"

    def word(self, index: int) -> Word | None:
        """The word at an index, None outside the text."""
        return self.words[index] if 0 <= index < len(self.words) else None

    def word_before(self, index: int) -> str:
        """The word before, as the lists have it, "e'" for "è"; empty at the beginning."""
        before = self.word(index - 1)
        return "" if before is None else before.low + "'" * (before.low == "e" and before.accented)

    def is_role(self, word: Word) -> bool:
        """What people and bodies are called by what they are or do: "Mamma", "Centro"."""
        role = roles()
        return any(
            word.low in role[name] for name in ("kin", "titles", "bodies", "body_words", "does", "greetings")
        )

    def is_full_name(self, index: int) -> bool:
        """Two capitals side by side."""
        following = self.word(index + 1)
        return (
            self.words[index].capital and following is not None and following.gap == " " and following.capital
        )

    def is_family(self, index: int) -> bool:
        """Whether a word can be the surname after a first name."""
        word = self.word(index)
        if word is None or word.gap != " ":
            return False
        return word.kind == "surname" or (word.kind in ("family", "unknown") and word.capital)

    def is_named_next(self, index: int) -> bool:
        """Whether a name, or what sounds like one, follows a word."""
        word = self.word(index + 1)
        if word is None or word.gap != " ":
            return False
        if word.kind == "unknown":
            return word.capital or self.sounds_like_a_name(word.low)
        return word.kind in ("given", "surname") or (
            word.kind in ("maybe", "family", "rare") and word.capital
        )

    def is_stranger_next(self, index: int) -> bool:
        """Whether a capital that may be a name's follows a word."""
        word = self.word(index + 1)
        if word is None or word.gap != " " or not word.capital:
            return False
        plural = word.kind == "word" and word.low.endswith("i") and not self.is_role(word)
        return plural or word.kind in ("given", "rare", "surname", "unknown", "family", "maybe")

    def is_subject(self, index: int) -> bool:
        """Whether a lone stranger stands where a person does things or has them done: "quando Brunilde"."""
        before = self.word(index - 1)
        if before is None or self.words[index].gap != " " or before.capital:
            return False
        if before.low in ("e", "ed", "o"):
            other = self.word(index - 2)
            return not before.accented and other is not None and not other.capital
        role = roles()
        infinitive = (
            before.low.endswith(("are", "ere", "ire", "ndo")) and before.low not in role["body_words"]
        )
        return infinitive or before.low in role["before_subjects"]

    def sounds_like_a_name(self, low: str) -> bool:
        """For strangers in lower case: not a slip of the pen, not dialect."""
        worded = len(low) < lexicon.LONG_ENOUGH - 1 or low[-1] not in "aeio" or WORD_ENDING.search(low)
        return not worded and not lexicon.is_misspelt(low)

    def opens(self, index: int) -> bool:
        """Whether at most a greeting stands before the call: "ciao sono rosa"."""
        return all(word.low in roles()["greetings"] for word in self.words[:index])

    def has_age(self, index: int) -> bool:
        """Whether an age, or what only people do, follows the name: "ha 3 anni", "va a scuola"."""
        return _AGE.match(self.text, self.words[self.last(index, Place.BARE)].end) is not None

    def acts(self, index: int) -> bool:
        """Whether an age or a verb follows the name: "ha", "deve"."""
        end = self.last(index, Place.BARE) + 1
        after = self.word(end)
        if after is None or after.gap != " ":
            return self.has_age(index)
        return self.word_before(end + 1) in roles()["does"] or self.has_age(index)

    def breaks(self, index: int) -> bool:
        """Whether the phrase ends with a word, or goes on with "e"."""
        return _BREAK.match(self.text, self.words[index].end) is not None

    def ends_line(self, index: int) -> bool:
        """Whether the line ends with a word or the one after it."""
        following = self.word(index + 1)
        end = following if following is not None and following.gap == " " else self.words[index]
        return _LINE_END.match(self.text, end.end) is not None
