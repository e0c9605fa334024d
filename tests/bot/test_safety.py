# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The phrases written by hand: no danger of theirs is missed, everyday talk raises no alarm.

How well phrases and classifier together do on messages that neither has seen: ``test_scores.py``.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from welfare_point.bot.understanding.safety import phrased_danger


def _cases() -> Iterator[tuple[str, str]]:
    for path in sorted((Path(__file__).parent / "facts_cases").glob("safety_*.yml")):
        for danger, texts in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            yield from ((danger, text) for text in texts)


_DANGERS = [case for case in _cases() if case[0] not in ("any", "none")]
_ANY = [text for danger, text in _cases() if danger == "any"]
_NONE = [text for danger, text in _cases() if danger == "none"]


@pytest.mark.parametrize(("danger", "text"), _DANGERS)
def test_danger_is_seen_and_named(danger: str, text: str) -> None:
    assert phrased_danger(text) == danger


@pytest.mark.parametrize("text", _ANY)
def test_two_dangers_at_once_are_seen(text: str) -> None:
    assert phrased_danger(text) is not None


@pytest.mark.parametrize("text", _NONE)
def test_no_false_alarm(text: str) -> None:
    assert phrased_danger(text) is None


@pytest.mark.parametrize("text", [text for _, text in _DANGERS[::5]])
def test_danger_is_seen_inside_a_long_story(text: str) -> None:
    story = "Buongiorno, sono la mamma di due bambini e lavoro su turni. "
    assert phrased_danger(f"{story}{text.upper()}. Grazie per l'attenzione.") is not None
