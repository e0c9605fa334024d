# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a word is a name, by its kind and by what calls for one: one small rule per kind of word."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

import regex

from welfare_point.api.privacy import lexicon
from welfare_point.api.privacy.words import Word, roles


class Place(Enum):
    """What calls for a name here, by example."""

    INTRODUCED = "mi chiamo"
    TITLED = "la signora"
    KIN = "mio figlio"
    PRESENTED = "sono"
    COMPANY = "insieme a"
    CLOSING = "grazie"
    LISTED = "Anna e"
    BARE = ""


_AGE = regex.compile(
    r"'?[\s,(]*(?:e'?\s+)?(?:che\s+|di\s+|ha\s+|hanno\s+|compie\s+|avra'?\s+|fa\s+|quasi\s+|appena\s+)*"
    r"(?:\d{1,2}|un|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici)\s*"
    r"(?:(?:,|e)\s*\d+\s*)*(?:anni|anno|mesi|annetti|settimane)\b|\s+ne\s+ha\s+\d|\s*\(\d{1,2}\b",
    regex.IGNORECASE,
)
_BREAK = regex.compile(r"'?\s*(?:[,.!?;:)(\n-]|$|(?:e|ed|ma)\b)", regex.IGNORECASE)
_LINE_END = regex.compile(r"'?[ \t.,!)]*(?:\n|$)")
# A stranger in lower case that ends so is a word that the dictionary lacks: "compiono", "tredicenne".
_WORD_ENDING = regex.compile(
    r"(?:ono|enn[ei]|iamo|[ae]ndo|mente|[aei]te|zion[ei]|ist[aei]|al[ei]|es[ei]|ern[ai]|tor[ei]|tric[ei]|bil[ei]|iv[aoie])$"
)
_JOINS = frozenset({" ", "  ", "'", "-", " - ", "\n"})
_LISTS = frozenset({", ", ",", " & ", " + ", "/", " / "})
_PARTICLES = frozenset("d de di del della dei degli da dal dall dell dalla la lo li l el al ben bin van von mc abd abu dos".split())
# Those that are no Italian word: they need no capital.
_FOREIGN_PARTICLES = frozenset("d de dell dall el al ben bin van von mc abd abu dos".split())
_LONGEST = 6  # words of one name, particles included
_BACK = 6  # words looked back at for the body that a name belongs to


class Rules:
    """The rules over the words of one text."""

    def __init__(self, text: str, words: list[Word]) -> None:
        self.text, self.words = text, words
        self._begins: dict[str, Callable[[int, Word, Place], bool]] = {
            "given": self._given_begins,
            "rare": self._rare_begins,
            "short": self._short_begins,
            "maybe": self._maybe_begins,
            "surname": self._surname_begins,
            "family": self._family_begins,
            "place": self._place_begins,
            "word": self._word_begins,
            "unknown": self._unknown_begins,
            "foreign": self._foreign_begins,
            "letter": self._letter_begins,
        }

    def begins(self, index: int, place: Place) -> bool:
        """Whether a name begins at a word."""
        word = self.words[index]
        if place is not Place.INTRODUCED and (word.low in roles()["bodies"] or self.is_of_a_body(index)):
            return False
        rule = self._begins.get(word.kind)
        return rule is not None and rule(index, word, place)

    def first(self, index: int) -> int:
        """Where the name begins that a first name shows: a surname may stand before it."""
        word = self.words[index]
        if index and word.gap == " " and word.kind in ("given", "maybe", "rare"):
            before = self.words[index - 1]
            stranger = before.kind in ("unknown", "surname") or (before.kind == "family" and not before.initial)
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
        following = self._word(last + 1)
        if following is None:
            return None
        if following.gap in _LISTS:
            return last + 1
        after = self._word(last + 2)
        linked = following.low in ("e", "ed", "o") and not following.accented and following.gap in (" ", ", ")
        return last + 2 if linked and after is not None and after.gap == " " else None

    def is_of_a_body(self, index: int) -> bool:
        """Whether a word belongs to the name of a body, a street or a saint: "istituto comprensivo Rodari"."""
        role, word = roles(), self.words[index]
        if word.initial and word.gap not in (". ", " (", ' "', '"', "("):
            return False
        for back in range(index - 1, max(index - _BACK, -1), -1):
            before = self.words[back]
            if back == index - 1:
                if before.low in role["saints"] and (before.capital or not word.capital):
                    return True
                if before.low in role["article_of_bodies"] and self._is_full_name(index):
                    return True
            if before.low in role["bodies"] or before.low in role["streets"] or before.kind == "body":
                return True
            linking = before.capital or before.low in role["connectors"] or before.low in role["body_words"]
            if not linking or (before.initial and before.low not in role["body_words"]):
                return False
        return False

    # One rule for each kind of word.

    def _given_begins(self, index: int, word: Word, place: Place) -> bool:
        return True

    def _rare_begins(self, index: int, word: Word, place: Place) -> bool:
        if place is not Place.BARE:
            return word.capital or self._unknown_begins(index, word, place)
        before = self._word(index - 1)
        placed = before is not None and before.low in roles()["before_places"]
        return (word.proper and not placed) or self._unknown_begins(index, word, place)

    def _short_begins(self, index: int, word: Word, place: Place) -> bool:
        if place is Place.BARE:
            return word.proper or self._has_age(index)
        if place in (Place.INTRODUCED, Place.KIN):
            return True
        return word.capital or (place in (Place.PRESENTED, Place.CLOSING, Place.LISTED) and self._breaks(index))

    def _maybe_begins(self, index: int, word: Word, place: Place) -> bool:
        names = lexicon.names()
        descriptive = word.low in names.adjectives
        if place is Place.INTRODUCED:
            return word.capital or not descriptive or self._breaks(index) or self._is_family(index + 1)
        if word.capital and place in (Place.KIN, Place.TITLED, Place.PRESENTED, Place.CLOSING):
            return True
        if word.low in names.capital_words:
            return word.proper and (self._acts(index) or self._is_family(index + 1))
        if word.proper:
            return True
        if place is Place.TITLED and self.words[index - 1].low in roles()["honorifics"]:
            return not descriptive or self._acts(index) or self._is_family(index + 1)
        if place is Place.KIN:
            return not descriptive or self._acts(index) or self._is_family(index + 1)
        if place is Place.PRESENTED:
            return (self._opens(index) and not descriptive and self._breaks(index)) or self._is_family(index + 1)
        if place is Place.CLOSING:
            return not descriptive and self._ends_line(index)
        return self._acts(index) or (place is Place.LISTED and not descriptive)

    def _surname_begins(self, index: int, word: Word, place: Place) -> bool:
        if place in (Place.INTRODUCED, Place.TITLED):
            return True
        if place is Place.BARE:
            return self._is_named_next(index)
        return word.capital or (place is not Place.COMPANY and self._ends_line(index))

    def _family_begins(self, index: int, word: Word, place: Place) -> bool:
        if place is Place.TITLED:
            return word.capital or (word.low.endswith("i") and self._breaks(index))
        if place is Place.INTRODUCED:
            return word.capital or self._breaks(index) or self._is_named_next(index)
        return word.proper and self._is_named_next(index) and not self._is_role(word)

    def _place_begins(self, index: int, word: Word, place: Place) -> bool:
        return place is Place.TITLED and word.proper and self.words[index - 1].low in roles()["honorifics"]

    def _word_begins(self, index: int, word: Word, place: Place) -> bool:
        if not word.capital or word.acronym or self._is_role(word):
            return False
        if word.initial and place not in (Place.TITLED, Place.CLOSING):
            return False
        match place:
            case Place.INTRODUCED:
                return True
            case Place.KIN:
                return self._is_family(index + 1) or self._acts(index)
            case Place.PRESENTED:
                return self._is_family(index + 1)
            case Place.CLOSING:
                return self._ends_line(index) and word.low not in roles()["greetings"]
            case Place.TITLED:
                honoured = self.words[index - 1].low in roles()["honorifics"]
                return honoured or word.low.endswith("i") or self._breaks(index)
            case Place.BARE | Place.LISTED:
                return self._has_age(index) or (":" in word.gap and self._is_family(index + 1))
        return False

    def _unknown_begins(self, index: int, word: Word, place: Place) -> bool:
        if place is Place.INTRODUCED:
            return True
        if word.capital and place in (Place.TITLED, Place.CLOSING):
            return True
        if word.proper and place in (Place.KIN, Place.PRESENTED, Place.COMPANY, Place.LISTED):
            return True
        if place in (Place.BARE, Place.COMPANY):
            doing = word.proper and (self._acts(index) or self._is_subject(index))
            return word.capital and (doing or self._has_age(index) or self._is_stranger_next(index))
        if place is Place.KIN and word.gap == " " and self._acts(index):
            return _WORD_ENDING.search(word.low) is None
        return (
            (word.gap == " " or place is Place.LISTED)
            and self._sounds_like_a_name(word.low)
            and (self._is_named_next(index) or self._ends_line(index) or (place is not Place.CLOSING and self._breaks(index)))
        )

    def _foreign_begins(self, index: int, word: Word, place: Place) -> bool:
        return place is Place.INTRODUCED or (word.proper and place in (Place.KIN, Place.TITLED, Place.PRESENTED))

    def _letter_begins(self, index: int, word: Word, place: Place) -> bool:
        """An initial: "L. Strampaloni"."""
        called = place in (Place.INTRODUCED, Place.KIN, Place.TITLED, Place.PRESENTED)
        following = self._word(index + 1)
        return called and word.capital and following is not None and following.gap in (". ", ".") and following.capital

    # How a name goes on.

    def _step(self, index: int, place: Place) -> int:
        """How many words more, from this one on, are of the name: 0, 1, or 2 with a particle."""
        word, before = self.words[index], self.words[index - 1]
        joined = word.gap in _JOINS or (word.gap in (". ", ".") and before.kind == "letter")
        if not joined:
            return 0
        if word.low in _PARTICLES and index + 1 < len(self.words):
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
                lower = (before.kind == "given" or called) and self._sounds_like_a_name(word.low) and not newline
                return int(word.capital or lower)
            case "place":
                return int(word.capital and word.low in lexicon.names().surnames)
            case "word":
                return int(word.capital and not newline and not word.acronym and not self._is_role(word))
            case "foreign":
                return int(word.capital and before.kind == "foreign")
            case "letter":
                return int(word.capital and (word.text not in "EAIO" or self.text[word.end : word.end + 1] == "."))
        return 0

    def _follows_particle(self, index: int) -> bool:
        particle, word = self.words[index], self.words[index + 1]
        if word.gap not in (" ", "'", "-") or word.kind in ("stop", "body", "place"):
            return False
        if particle.capital and word.capital:
            return True
        if particle.low in _FOREIGN_PARTICLES:
            return word.kind in ("surname", "unknown") or (word.capital and word.kind in ("given", "rare"))
        return word.kind == "given" and particle.low == "di"

    # What stands around a word.

    def _word(self, index: int) -> Word | None:
        return self.words[index] if 0 <= index < len(self.words) else None

    def _is_role(self, word: Word) -> bool:
        """What people and bodies are called by what they are or do: "Mamma", "Centro"."""
        role = roles()
        return any(word.low in role[name] for name in ("kin", "titles", "bodies", "body_words", "does", "greetings"))

    def _is_full_name(self, index: int) -> bool:
        following = self._word(index + 1)
        return self.words[index].capital and following is not None and following.gap == " " and following.capital

    def _is_family(self, index: int) -> bool:
        word = self._word(index)
        if word is None or word.gap != " ":
            return False
        return word.kind == "surname" or (word.kind in ("family", "unknown") and word.capital)

    def _is_named_next(self, index: int) -> bool:
        word = self._word(index + 1)
        if word is None or word.gap != " ":
            return False
        if word.kind == "unknown":
            return word.capital or self._sounds_like_a_name(word.low)
        return word.kind in ("given", "surname") or (word.kind in ("maybe", "family", "rare") and word.capital)

    def _is_stranger_next(self, index: int) -> bool:
        word = self._word(index + 1)
        if word is None or word.gap != " " or not word.capital:
            return False
        plural = word.kind == "word" and word.low.endswith("i") and not self._is_role(word)
        return plural or word.kind in ("given", "rare", "surname", "unknown", "family", "maybe")

    def _is_subject(self, index: int) -> bool:
        """Whether a lone stranger stands where a person does things or has them done: "quando Brunilde"."""
        before = self._word(index - 1)
        if before is None or self.words[index].gap != " " or before.capital:
            return False
        if before.low in ("e", "ed", "o"):
            other = self._word(index - 2)
            return not before.accented and other is not None and not other.capital
        role = roles()
        infinitive = before.low.endswith(("are", "ere", "ire", "ndo")) and before.low not in role["body_words"]
        return infinitive or before.low in role["before_subjects"]

    def _sounds_like_a_name(self, low: str) -> bool:
        """For strangers in lower case: not a slip of the pen, not dialect."""
        worded = len(low) < lexicon.LONG_ENOUGH - 1 or low[-1] not in "aeio" or _WORD_ENDING.search(low)
        return not worded and not lexicon.is_misspelt(low)

    def _opens(self, index: int) -> bool:
        """Whether at most a greeting stands before the call: "ciao sono rosa"."""
        return all(word.low in roles()["greetings"] for word in self.words[:index])

    def _has_age(self, index: int) -> bool:
        """Whether an age follows the name: "ha 3 anni"."""
        return _AGE.match(self.text, self.words[self.last(index, Place.BARE)].end) is not None

    def _acts(self, index: int) -> bool:
        """Whether an age or a person's doing follows the name: "frequenta"."""
        after = self._word(self.last(index, Place.BARE) + 1)
        if after is None or after.gap != " " or after.low not in roles()["does"]:
            return self._has_age(index)
        return after.low != "e" or after.accented

    def _breaks(self, index: int) -> bool:
        return _BREAK.match(self.text, self.words[index].end) is not None

    def _ends_line(self, index: int) -> bool:
        following = self._word(index + 1)
        end = following if following is not None and following.gap == " " else self.words[index]
        return _LINE_END.match(self.text, end.end) is not None
