# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far a name goes from the word that it begins with, and what stands around it."""

from __future__ import annotations

import re

from welfare_point.api.privacy import lexicon
from welfare_point.api.privacy.around import SURNAME_ENDING, Around
from welfare_point.api.privacy.words import Place, roles

_AGE = re.compile(
    r"'?[\s,(]*(?:e'?\s+)?(?:che\s+|di\s+|ha\s+|hanno\s+|compie\s+|avra'?\s+|fa\s+|quasi\s+|appena\s+)*"
    r"(?:\d{1,2}|un|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici)\s*"
    r"(?:(?:,|e)\s*\d+\s*)*(?:anni|anno|mesi|annetti|settimane)\b|\s+ne\s+ha\s+\d|\s*\(\d{1,2}\b"
    r"|\s*,?\s*(?:nat[oa]|affett[oa]|malat[oa])\b"
    r"|\s+(?:frequenta|compie|dorme|esce|mangia|gioca|soffre|cammina|studia|lavora)\b"
    r"|\s+va\s+(?:in|a|al|alla|all')\b|\s+fa\s+(?:la|il)\s+(?:prim|second|terz|quart|quint)",
    re.IGNORECASE,
)
_JOINS = frozenset({" ", "  ", "'", "-", " - ", "\n"})
_LISTS = frozenset({", ", ",", " & ", " + ", "/", " / "})
_SURE = frozenset({"given", "rare"})
_CALLED = frozenset({Place.KIN, Place.TITLED, Place.PRESENTED, Place.INTRODUCED})
_LONGEST = 6  # words of one name, particles included
_BACK = 6  # words looked back at for the body that a name belongs to


class Reach(Around):
    """The words of one text and how they hang together."""

    def first(self, index: int) -> int:
        """Where the name begins that a first name shows: a surname may stand before it."""
        word = self.words[index]
        hyphen = word.gap == "-" and index > 0 and self.words[index - 1].capital
        if hyphen and word.kind in ("given", "maybe", "rare", "unknown", "surname") and word.capital:
            return (
                index - 1
                if self.words[index - 1].kind in ("unknown", "given", "rare", "maybe", "word")
                else index
            )
        if index and word.gap == " " and word.kind in ("given", "maybe", "rare"):
            before = self.words[index - 1]
            if before.kind == "place" and word.capital and self._is_no_place(index - 1):
                return index - 1  # "Sono Lodi Serafino"
            stranger = before.kind in ("unknown", "surname") or (
                before.kind == "family" and not before.initial
            )
            shouted = before.text.isupper() and word.text.isupper()
            if (before.capital or shouted) and stranger and not self.is_of_a_body(index - 1):
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
        again = after is not None and after.low in ("di", "a", "con") and after.low == self.word_before(last)
        if again and following.low == "e":
            return last + 3 if self.word(last + 3) is not None else None  # "di Elia e di Bianca"
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
                if (
                    before.low in role["saints"]
                    or before.low == "s"
                    or (before.low in role["reigning"] and before.capital)
                ):
                    return True
                if before.low in role["article_of_bodies"] and self.is_full_name(index):
                    return True
            if before.low in role["bodies"] or before.low in role["streets"] or before.kind == "body":
                return True
            if before.capital and self.is_firm_word(before):
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
                italian = SURNAME_ENDING.search(word.low) is not None
                named = before.kind == "given" and italian
                named = named or (called and italian and self.is_plural_next(index - 1))
                named = named or (called and before.kind == "given" and self.speaks_next(index))
                named = named or (place is Place.INTRODUCED and before.gap == " " and before.kind != "stop")
                lower = named or ((before.kind == "given" or called) and self.sounds_like_a_name(word.low))
                return int(word.capital or (lower and not newline))
            case "place":
                called = place in (Place.INTRODUCED, Place.TITLED) and word.gap == " "
                return int(word.capital and (called or word.low in lexicon.names().surnames))
            case "word":
                if newline or word.acronym or self.is_role(word):
                    return 0
                return int(word.capital or self._is_surname_in_lower(index, place))
            case "foreign":
                return int(word.capital and before.kind == "foreign")
            case "letter":
                return int(
                    word.capital and (word.text not in "EAIO" or self.text[word.end : word.end + 1] == ".")
                )
        return 0

    def _is_surname_in_lower(self, index: int, place: Place) -> bool:
        """Whether an ordinary word is the surname that follows: "samira cucchiarelli", "nome: tosca cinghiali"."""
        word, before = self.words[index], self.words[index - 1]
        given, everyday = before.kind in ("given", "maybe"), lexicon.is_everyday(word.low)
        if SURNAME_ENDING.search(word.low):
            alone = before.initial and before.kind == "given" and self._is_place_next(index)
            if alone or (given and place in (Place.INTRODUCED, Place.PRESENTED)):
                return True
            own = self.is_labelled(index - 1) or self.is_ones_own(index - 1)
            if place is Place.INTRODUCED and own and self.is_plural(word):
                return True
            named = before.kind in _SURE or (given and place in _CALLED)
            if not everyday and (named or (place in _CALLED and self.is_plural_next(index - 1))):
                return True
        spoken = place is Place.INTRODUCED or (
            place is Place.PRESENTED and before.kind == "given" and not everyday
        )
        return spoken and before.gap == " " and self.speaks_next(index)

    def _follows_particle(self, index: int) -> bool:
        particle, word = self.words[index], self.words[index + 1]
        if word.gap not in (" ", "'", "-") or word.kind in ("stop", "body", "place"):
            return False
        if particle.capital and word.capital:
            return True
        if particle.low in roles()["foreign_particles"]:
            return word.kind in ("surname", "unknown") or (word.capital and word.kind in ("given", "rare"))
        return word.kind == "given" and particle.low == "di"

    def _is_no_place(self, index: int) -> bool:
        alone = self.words[index].gap == " " and self.words[index - 1].kind != "place"
        return index > 0 and alone and self.word_before(index) in roles()["before_families"]

    def _is_place_next(self, index: int) -> bool:
        following = self.word(index + 1)
        return following is not None and following.kind == "place"

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
