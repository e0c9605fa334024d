# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is cared for, where, and what makes it hard."""

from pathlib import Path

import pytest
import yaml

from welfare_point.bot.understanding.care import care_recipient_in, care_setting_in, work_constraint_in

_CASES = yaml.safe_load((Path(__file__).parent / "facts_cases" / "care.yml").read_text(encoding="utf-8"))


def _of(fact: str) -> list[tuple[str, str | None]]:
    return [case for group in _CASES[fact].values() for case in group.items()]


@pytest.mark.parametrize(("text", "recipient"), _of("recipient"))
def test_recipient(text: str, recipient: str | None) -> None:
    assert care_recipient_in(text) == recipient


@pytest.mark.parametrize(("text", "setting"), _of("setting"))
def test_setting(text: str, setting: str | None) -> None:
    assert care_setting_in(text) == setting


@pytest.mark.parametrize(("text", "constraint"), _of("constraint"))
def test_constraint(text: str, constraint: str | None) -> None:
    assert work_constraint_in(text) == constraint
