# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands around a word: the word before it, what follows, whether the phrase or the line ends there."""

from __future__ import annotations

import re

from welfare_point.api.privacy import lexicon
from welfare_point.api.privacy.words import Word, roles

_BREAK = re.compile(r"'?\s*(?:[,.!?;:)(\n-]|$|(?:e|ed|ma)\b)", re.IGNORECASE)
_FIRM = re.compile(r"(?:eri[ae]|ifici[oi]?|i?ttura|iatura|zioni)$")
_INITIAL = re.compile(r" [A-Z]\.?(?=\s*(?:$|[\n|,;:)\"]|- ))")
_LINE_END = re.compile(r"'?[ \t.,!)]*(?:\n|$)")
# A stranger in lower case that ends so is a word that the dictionary lacks: "compiono", "tredicenne".
WORD_ENDING = re.compile(
    r"(?:ono|enn[ei]|iamo|[ae]ndo|mente|[aei]te|zion[ei]|ist[aei]|al[ei]|es[ei]|ern[ai]|r(?:ei|esti|ebbe)"
    r"|[aei]ss[ei]|tor[ei]|tric[ei]|bil[ei]|iv[aoie])$"
)

# An Italian word in lower case that may be a surname, after a first name: "aldo quercetani".
SURNAME_ENDING = re.compile(r"\w{3,}(?<!re)i$")


class Around:
    """The words of one text."""

    def __init__(self, text: str, words: list[Word]) -> None:
        self.text, self.words = text, words

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
            word.low in role[name]
            for name in ("kin", "titles", "bodies", "body_words", "does", "greetings", "no_names")
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

    def is_labelled(self, index: int) -> bool:
        """Whether a form's label stands before a word: "NOME: Ercolano"."""
        return ":" in self.words[index].gap and self.word_before(index) in roles()["form_labels"]

    def fills(self, index: int) -> bool:
        """Whether a word is all that a label is given, or a first name before a surname."""
        following = self.word(index + 1)
        if following is None or self.breaks(index) or (following.gap == " " and self.is_plural(following)):
            return True
        return self.text[following.end : following.end + 1] == ":"

    def is_plural_next(self, index: int) -> bool:
        """Whether a plural follows that agrees with no singular, as surnames do: "fiordaliso campanari"."""
        word, following = self.words[index], self.word(index + 1)
        if following is None or following.gap != " " or word.low[-1] not in "aoe":
            return False
        return self.is_plural(following) and not lexicon.is_everyday(following.low)

    def is_initialled(self, index: int) -> bool:
        """Whether a surname with an initial stands alone: "Cordicelli S."."""
        word = self.words[index]
        if not word.capital or len(word.low) < 4 or _INITIAL.match(self.text, word.end) is None:
            return False
        strange = word.kind in ("surname", "unknown") or (
            not lexicon.is_everyday(word.low) and (word.kind == "family" or self.is_plural(word))
        )
        return strange and not self.is_role(word)

    def is_own(self, index: int) -> bool:
        """Whether somebody's relative or superior is said to do something: "mio figlio valfredo al"."""
        following = self.word(index + 1)
        if self.words[index].gap != " " or following is None or following.gap != " ":
            return False
        return self.word_before(index - 1) in roles()["own"] and following.low in roles()["goes_on"]

    def is_plural(self, word: Word) -> bool:
        """Whether a word may be an Italian surname by its ending, and no office's or relative's."""
        return (
            word.kind in ("word", "unknown")
            and bool(SURNAME_ENDING.search(word.low))
            and not self.is_role(word)
        )

    def is_stranger_next(self, index: int) -> bool:
        """Whether a capital that may be a name's follows a word."""
        word = self.word(index + 1)
        if word is None or word.gap != " " or not word.capital:
            return False
        plural = word.kind == "word" and word.low.endswith("i") and not self.is_role(word)
        middle = word.low in roles()["foreign_particles"] and self.is_full_name(index + 1)
        return plural or middle or word.kind in ("given", "rare", "surname", "unknown", "family", "maybe")

    def is_subject(self, index: int) -> bool:
        """Whether a lone stranger stands where a person does things or has them done: "quando Brunilde"."""
        before = self.word(index - 1)
        if before is None or self.words[index].gap != " " or (before.capital and not before.initial):
            return False
        if before.low in ("e", "ed", "o"):
            other = self.word(index - 2)
            return not before.accented and other is not None and not other.capital
        role = roles()
        infinitive = (
            before.low.endswith(("are", "ere", "ire", "ndo")) and before.low not in role["body_words"]
        )
        return infinitive or before.low in role["before_subjects"]

    def stands_free(self, index: int) -> bool:
        """Whether a lone stranger with a capital stands where no place or body is named: "mi tiene Gaietta".

        Not after "in", "alla" or another place; "a" and "per" are told by what is around them.
        """
        word, before, role = self.words[index], self.word(index - 1), roles()
        if (
            before is None
            or len(word.low) < 4
            or before.kind in ("place", "body", "code")
            or (word.kind == "unknown" and lexicon.is_everyday_misspelt(word.low))
        ):
            return False
        if (before.capital and before.low not in role["before_subjects"]) or not before.low.isascii():
            return False
        if word.gap != " ":
            strange = self.breaks(index) or not lexicon.is_ordinary(word.low)
            return word.gap.strip() in (",", ":", "-") and strange
        if before.low in ("a", "ad"):
            return self.word_before(index + 2) in role["datives"]
        if before.low == "per":
            return self.word_before(index - 1) not in role["motions"]
        if before.low in ("la", "il"):
            return self.word_before(index - 1) not in role["before_bodies"]
        return before.low not in role["before_things"] and before.low not in role["before_places"]

    def is_told_kin(self, index: int) -> bool:
        """ "Fiore mio nipotino", "Gildo mia gioia": whose it is stands after."""
        after = tuple(word for word in self.words[index + 1 : index + 3])
        if len(after) < 2 or any(word.gap != " " for word in after) or not self.words[index].capital:
            return False
        mine, kin = (word.low for word in after)
        return mine in ("mio", "mia", "nostro", "nostra") and kin in roles()["kin"]

    def is_firm_word(self, word: Word) -> bool:
        """Whether a firm is called by a word: "Bulloneria", "Officine"."""
        return word.text[0].isupper() and (word.low in roles()["firms"] or bool(_FIRM.search(word.low)))

    def is_firm(self, index: int) -> bool:
        """Whether a firm is named from a word on: "Bellacorda srl"."""
        for word in self.words[index + 1 : index + 4]:
            if word.gap not in (" ", ", ", "'", ". ", "."):
                return False
            if word.low in roles()["firm_forms"]:
                return True
        return self.is_firm_word(self.words[index]) and self.words[index].kind in ("word", "unknown")

    def sounds_like_a_name(self, low: str) -> bool:
        """For strangers in lower case: not a slip of the pen, not dialect."""
        worded = len(low) < lexicon.LONG_ENOUGH - 1 or low[-1] not in "aeio" or WORD_ENDING.search(low)
        return not worded and not lexicon.is_misspelt(low)

    def opens(self, index: int) -> bool:
        """Whether at most a greeting stands before the call: "ciao sono rosa"."""
        return all(word.low in roles()["greetings"] for word in self.words[:index])

    def is_signed(self, index: int) -> bool:
        """Whether a message or a line begins with a first name and its surname: "Norma Frigerio, Lodi"."""
        word, after = self.word(index + 1), self.word(index + 2)
        if word is None or word.gap != " " or not word.capital:
            return False
        doubled = after is not None and after.gap == " " and after.capital and not after.acronym
        plural = word.kind == "word" and word.low.endswith("i") and not self.is_role(word)
        return word.kind in ("surname", "unknown") or ((word.kind == "family" or plural) and doubled)

    def is_whose(self, index: int) -> bool:
        """ "La mamma di bianca": nothing follows that the word could describe."""
        return self.word_before(index) == "di" and self.breaks(index)

    def speaks_next(self, index: int) -> bool:
        """Whether the writer goes on to speak of themselves: "sono ale abito a"."""
        following = self.word(index + 1)
        return following is not None and following.low in roles()["first_person"]

    def is_ones_own(self, index: int) -> bool:
        """After "mi chiamo" whatever follows is a name, but for a few idioms."""
        before = tuple(word.low for word in self.words[max(0, index - 2) : index])
        own = before[:1] in (("mi",), ("me",)) and before[1:] and before[1] in roles()["calls_oneself"]
        return bool(own) and self.words[index].low not in roles()["not_called"]

    def breaks(self, index: int) -> bool:
        """Whether the phrase ends with a word, or goes on with "e"."""
        return _BREAK.match(self.text, self.words[index].end) is not None

    def ends_line(self, index: int) -> bool:
        """Whether the line ends with a word or the one after it."""
        following = self.word(index + 1)
        end = following if following is not None and following.gap == " " else self.words[index]
        return _LINE_END.match(self.text, end.end) is not None
