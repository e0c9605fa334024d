# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
from pathlib import Path

import pytest
import yaml

from welfare_point.bot.understanding.disability import disability_in

CASES = yaml.safe_load((Path(__file__).parent / "facts_cases" / "disability.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_disability(text: str, expected: bool | None) -> None:
    assert disability_in(text) is expected
