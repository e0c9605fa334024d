# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a word is a name, by its kind and by what calls for one: one small rule per kind of word."""

from __future__ import annotations

import re

from welfare_point.api.privacy import lexicon
from welfare_point.api.privacy.around import WORD_ENDING
from welfare_point.api.privacy.reach import Reach
from welfare_point.api.privacy.words import Place, Word, roles

_DESCRIBES = re.compile(
    r"(?:at|ai|ier|ian|iv|ic|os|tor|tric|ut|it)[oaei]$|(?:il|ist|ent|ant|ar|al|es|enn)[eaio]$"
)


class Rules(Reach):
    """The rules over the words of one text."""

    def begins(self, index: int, place: Place) -> bool:
        """Whether a name begins at a word."""
        word = self.words[index]
        if place is not Place.INTRODUCED and (word.low in roles()["bodies"] or self.is_of_a_body(index)):
            return False
        if (
            word.kind in ("unknown", "rare")
            and place is not Place.INTRODUCED
            and word.low in roles()["honorifics"]
        ):
            return False  # "Buongiorno Sig.ra"
        if place in (Place.BARE, Place.COMPANY, Place.LISTED) and word.capital and self.is_firm(index):
            return False
        if self.is_initialled(index):
            return True
        match word.kind:
            case "given":
                return True
            case "rare":
                return self._rare(index, word, place)
            case "short":
                return self._short(index, word, place)
            case "maybe":
                return self._maybe(index, word, place)
            case "surname":
                return self._surname(index, word, place)
            case "family":
                return self._family(index, word, place)
            case "place":
                return self._place(index, word, place)
            case "word":
                return self._ordinary(index, word, place)
            case "unknown":
                return self._stranger(index, word, place)
            case "foreign":
                called = word.proper and place in (Place.KIN, Place.TITLED, Place.PRESENTED)
                return place is Place.INTRODUCED or called
            case "letter":
                return self._initial(index, word, place)
            case "stop":  # "Mi chiamo Li Wei"
                called = place in (Place.INTRODUCED, Place.TITLED)
                return called and word.proper and self.is_full_name(index)
        return False

    def _rare(self, index: int, word: Word, place: Place) -> bool:
        if place is not Place.BARE:
            return word.capital or self._stranger(index, word, place)
        placed = self.word_before(index) in roles()["before_places"]
        return (word.proper and not placed) or self._stranger(index, word, place)

    def _short(self, index: int, word: Word, place: Place) -> bool:
        if place is Place.BARE:
            return word.proper or self.has_age(index)
        if place in (Place.INTRODUCED, Place.KIN):
            return True
        told = self.breaks(index) or (self.opens(index - 1) and self.speaks_next(index))
        return word.capital or (place in (Place.PRESENTED, Place.CLOSING, Place.LISTED) and told)

    def _maybe(self, index: int, word: Word, place: Place) -> bool:
        names, role = lexicon.names(), roles()
        descriptive, thing = word.low in names.adjectives, word.low in names.capital_words
        proven = self.acts(index) or self.is_family(index + 1)
        plain = not descriptive and not thing
        match place:
            case Place.INTRODUCED:
                return word.capital or not descriptive or self.breaks(index) or proven
            case Place.KIN:
                return word.capital or plain or proven or self.is_whose(index)
            case Place.TITLED:
                return word.capital or (self.words[index - 1].low in role["honorifics"] and (plain or proven))
            case Place.PRESENTED:
                spoken = word.capital or (plain and self.opens(index))
                return (spoken and (self.breaks(index) or not descriptive)) or self.is_family(index + 1)
            case Place.CLOSING:
                return (word.capital or plain) and (self.ends_line(index) or (word.capital and not thing))
            case Place.LISTED:
                return plain or proven or (word.proper and not thing) or self.is_whose(index)
        if not word.capital and self.word_before(index) in role["articles"]:
            return False
        if word.initial and word.capital and self.is_signed(index):
            return True
        if thing:
            return self.has_age(index) or (word.proper and self.is_family(index + 1))
        if word.proper:
            return not (descriptive and self.word_before(index) in role["before_adjectives"])
        following = self.next_listed(index)
        if self.is_told_kin(index):
            return True
        companion = word.capital and following is not None and self.words[following].kind == "given"
        return companion or self.acts(index)

    def _surname(self, index: int, word: Word, place: Place) -> bool:
        if place in (Place.INTRODUCED, Place.TITLED):
            return True
        if place is Place.BARE:
            met = word.proper and self.word_before(index) in roles()["before_surnames"]
            return met or self.is_named_next(index)
        return word.capital or (place is not Place.COMPANY and self.ends_line(index))

    def _family(self, index: int, word: Word, place: Place) -> bool:
        if place is Place.TITLED:
            return word.capital or (word.low.endswith("i") and self.breaks(index))
        if place is Place.INTRODUCED:
            return word.capital or self.breaks(index) or self.is_named_next(index)
        free = place is Place.BARE and self.stands_free(index) and not lexicon.is_everyday(word.low)
        return word.proper and (free or self.is_named_next(index)) and not self.is_role(word)

    def _place(self, index: int, word: Word, place: Place) -> bool:
        if self.is_labelled(index):
            return True
        if place is Place.KIN and word.proper and word.gap == " ":  # "la piccola Dorotina", no comune
            alone = len(word.low) > 3 and not self.is_full_name(index)
            return alone and word.low not in lexicon.comuni() and word.low not in roles()["territories"]
        return place is Place.TITLED and word.proper and self.words[index - 1].low in roles()["honorifics"]

    def _ordinary(self, index: int, word: Word, place: Place) -> bool:
        if word.acronym or self.is_role(word):
            return False
        if not word.capital:
            return self._lower(index, word, place)
        if word.initial and place is Place.BARE:
            return not lexicon.is_everyday(word.low) and self.is_signed(index)
        if place is Place.KIN and "(" in word.gap and not lexicon.is_everyday(word.low):
            return True  # "una figlia (Alcina)"
        if word.initial and place not in (Place.TITLED, Place.CLOSING):
            return False
        match place:
            case Place.INTRODUCED:
                return True
            case Place.KIN:
                described = _DESCRIBES.search(word.low) is not None  # "mio figlio Disabile"
                return self.is_family(index + 1) or (
                    not described and (self.acts(index) or self.breaks(index))
                )
            case Place.PRESENTED:
                return self.is_family(index + 1)
            case Place.CLOSING:
                return self.ends_line(index) and word.low not in roles()["greetings"]
            case Place.TITLED:
                honoured = self.words[index - 1].low in roles()["honorifics"]
                return honoured or word.low.endswith("i") or self.breaks(index)
            case Place.BARE | Place.LISTED:
                return self.has_age(index) or (":" in word.gap and self.is_family(index + 1))
        return False

    def _lower(self, index: int, word: Word, place: Place) -> bool:
        """An ordinary word without a capital: "dottor calabroni", "sono fiordaliso campanari"."""
        if place is Place.INTRODUCED:
            return self.is_ones_own(index) or (self.is_labelled(index) and self.fills(index))
        if place is Place.TITLED and self.word_before(index) in roles()["clipped"]:
            return True
        strange = not lexicon.is_everyday(word.low) and _DESCRIBES.search(word.low) is None
        return strange and place is Place.PRESENTED and self.is_plural_next(index)

    def _stranger(self, index: int, word: Word, place: Place) -> bool:
        if place is Place.INTRODUCED:
            return True
        if word.capital and place in (Place.TITLED, Place.CLOSING):
            return True
        if place is Place.KIN and word.capital and "(" in word.gap:  # "una figlia (Alcina)"
            return True
        if word.proper and place in (Place.KIN, Place.PRESENTED, Place.COMPANY, Place.LISTED):
            return True
        if place in (Place.BARE, Place.COMPANY):
            doing = word.proper and self.is_subject(index)
            acting = self.acts(index) and (word.proper or self.sounds_like_a_name(word.low))
            things = self.word_before(index) in roles()["before_things"] and lexicon.is_ordinary(word.low)
            if things and not doing:
                return False
            free = (word.proper and self.stands_free(index)) or self.is_told_kin(index)
            told = doing or acting or free or self.has_age(index)
            return word.capital and (told or self.is_stranger_next(index))
        if place is Place.KIN and word.gap == " " and self.acts(index):
            return WORD_ENDING.search(word.low) is None
        told = place in (Place.KIN, Place.TITLED) and self.is_own(index)
        if told or (place in (Place.KIN, Place.TITLED, Place.PRESENTED) and self.is_plural_next(index)):
            worded = (
                word.low.endswith("ano")
                or WORD_ENDING.search(word.low)
                or _DESCRIBES.search(word.low)
                or word.low[-1] not in "aoei"
            )
            return not worded and (self.is_plural_next(index) or not lexicon.is_everyday_misspelt(word.low))
        return (
            (word.gap == " " or place is Place.LISTED or self.word_before(index) in roles()["persons"])
            and self.sounds_like_a_name(word.low)
            and (
                self.is_named_next(index)
                or (place is not Place.CLOSING and self.is_plural_next(index))
                or self.ends_line(index)
                or (place is not Place.CLOSING and self.breaks(index))
            )
        )

    def _initial(self, index: int, word: Word, place: Place) -> bool:
        """An initial: "L. Strampaloni"."""
        following = self.word(index + 1)
        if not word.capital or following is None or following.gap not in (". ", ".") or not following.capital:
            return False
        if word.text == "S" and place is Place.BARE and following.kind in ("given", "maybe", "rare"):
            return False  # "S. Lucia"
        strange = following.kind in ("unknown", "rare") or self.is_plural(following)
        strange = strange and len(following.low) > 4 and not lexicon.is_everyday(following.low)
        return place is not Place.BARE or following.kind in ("surname", "family", "given") or strange
