# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which parts of the year a message asks for."""

from pathlib import Path

import pytest
import yaml

from welfare_point.bot.understanding.periods import PERIODS, periods_in

_FILES = sorted((Path(__file__).parent / "facts_cases").glob("periods*.yml"))
_GROUPS = [group for file in _FILES for group in yaml.safe_load(file.read_text(encoding="utf-8")).values()]
_ALL = [case for group in _GROUPS for case in group.items()]


@pytest.mark.parametrize(("text", "periods"), _ALL)
def test_periods_are_those_asked_for(text: str, periods: list[str]) -> None:
    assert list(periods_in(text)) == periods


@pytest.mark.parametrize("text", [text for text, periods in _ALL if periods][::3])
def test_capitals_and_line_breaks_do_not_matter(text: str) -> None:
    assert periods_in(f"Buongiorno.\n{text.upper()}") == periods_in(text)


def test_order_is_fixed_and_nothing_is_said_twice() -> None:
    text = "tutto l'anno, nei ponti, a pasqua, a carnevale, a natale, al grest d'estate e al doposcuola"
    assert periods_in(f"{text}. {text}") == PERIODS
