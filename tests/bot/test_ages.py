# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ages of those who need the care, and no other number."""

import datetime as dt
from pathlib import Path

import pytest
import yaml

from welfare_point.bot.understanding.ages import ages_in

_FILES = sorted((Path(__file__).parent / "facts_cases").glob("ages*.yml"))
_GROUPS = [group for file in _FILES for group in yaml.safe_load(file.read_text(encoding="utf-8")).values()]
_ALL = [case for group in _GROUPS for case in group.items()]
_TODAY = dt.date(2026, 3, 2)


@pytest.mark.parametrize(("text", "ages"), _ALL)
def test_ages_are_of_those_cared_for(text: str, ages: list[float]) -> None:
    assert list(ages_in(text, today=_TODAY)) == ages


@pytest.mark.parametrize(("text", "ages"), [case for case in _ALL if case[1]][::4])
def test_capitals_and_greetings_do_not_matter(text: str, ages: list[float]) -> None:
    assert list(ages_in(f"Buongiorno. {text.upper()}. Grazie!", today=_TODAY)) == ages


def test_births_are_counted_from_today() -> None:
    assert ages_in("nata il 3/5/2022", today=dt.date(2026, 5, 2)) == (3.0,)
    assert ages_in("nata il 3/5/2022", today=dt.date(2026, 5, 3)) == (4.0,)
