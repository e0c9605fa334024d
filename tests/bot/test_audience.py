# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
from pathlib import Path

import pytest
import yaml

from welfare_point.bot.understanding.audience import audience_in

CASES = yaml.safe_load((Path(__file__).parent / "facts_cases" / "audience.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [(text, None if group == "none" else group) for group, texts in CASES.items() for text in texts],
)
def test_audience(text: str, expected: str | None) -> None:
    assert audience_in(text) == expected
