# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Of what people plant in their messages, at least .97 goes and .97 of the look-alikes stays.

How the figures came about, so that nobody takes them for better than they are (measured on 29 November 2026):

- first try, on all of ``messages.yml`` before a line of the recognisers was mended: recall .717, look-alikes 1.000
  (.687 with the years of birth marked as well). No recogniser of health, office, class or position existed;
- mended on the half ``not held_out`` and on other invented phrases: .974 there, .939 on the held-out half;
- then the misses of the held-out half were printed by a slip and mended too, so it is held out no more;
- ``messages_second.yml`` was written for that and tried once: .968, look-alikes 1.000 (.730 before all mending);
- ``messages_third.yml`` was written by another voice and tried once: .748, look-alikes .984. It showed what the mending
  had not reached: names that no list has, illness in everyday words, offices, numbers in other shapes. Mended on since,
  and its marks brought to our convention (the year of birth stays, which by itself made .774), with "è", "el", "nonno",
  "professor", "liceo" and "positiva" among the words that say of what kind a datum is; so 1.000 there is no measure;
- ``messages_fourth.yml`` was written by yet another voice, half in the ways of forms, tables and capitals, and
  tried once after the third had been mended on: .862, look-alikes .987 (.753 and .969 before that). This is the
  figure to expect of text that nobody has seen. Mended on since (.986). The comune of a school was moved out of
  what must go there, and "avvocato", "zia", "pratica", "materna" and the year of a class in Roman numerals joined
  the words that tell nothing.
"""

from __future__ import annotations

import pytest

from welfare_point.api.privacy.redaction import redact

from . import scoring

ENOUGH = 0.97
KINDS = 15

MESSAGES = scoring.messages()
PARTS = {
    "mended on": [message for message in MESSAGES if not message.held_out],
    "held out at first": [message for message in MESSAGES if message.held_out],
    "second": scoring.messages("messages_second.yml"),
    "third, another voice": scoring.messages("messages_third.yml"),
    "fourth, forms and capitals": scoring.messages("messages_fourth.yml"),
}


@pytest.mark.parametrize("part", PARTS)
def test_personal_data_go_and_look_alikes_stay(part: str) -> None:
    result = scoring.score(PARTS[part], lambda text: redact(text).text)
    print(f"\n{part}, {len(PARTS[part])} messages: {result.report()}")
    assert result.recall >= ENOUGH
    assert result.kept >= ENOUGH


def test_the_messages_are_many_and_of_many_kinds() -> None:
    kinds = {kind for message in MESSAGES for kind, _ in message.personal}
    assert len(MESSAGES) >= 400
    assert len(kinds) >= KINDS
    assert len({message.text for message in MESSAGES}) == len(MESSAGES)


def test_a_datum_that_is_left_in_part_is_a_miss() -> None:
    message = scoring.Message(
        "Sono Lodi Serafino di Crema", (("name", "Lodi Serafino"),), (("place", "Crema"),)
    )
    half = scoring.score([message], lambda text: text.replace("Serafino", "[nome]"))
    whole = scoring.score([message], lambda text: text.replace("Lodi Serafino", "[nome]"))
    lost = scoring.score([message], lambda text: text.replace("Crema", "[nome]"))
    assert (half.recall, whole.recall, whole.kept, lost.kept) == (0, 1, 1, 0)
