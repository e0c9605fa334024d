# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Only services without a fee, told apart from questions about the price."""

from pathlib import Path

import pytest
import yaml

from welfare_point.bot.understanding.cost import free_only_in

_FILE = Path(__file__).parent / "facts_cases" / "cost.yml"
_ALL = [
    case for group in yaml.safe_load(_FILE.read_text(encoding="utf-8")).values() for case in group.items()
]


@pytest.mark.parametrize(("text", "expected"), _ALL)
def test_free_only(text: str, expected: bool | None) -> None:
    assert free_only_in(text) is expected


@pytest.mark.parametrize("text", [text for text, expected in _ALL if expected][::3])
def test_capitals_and_greetings_do_not_matter(text: str) -> None:
    assert free_only_in(f"Buongiorno. {text.upper()}") is True
