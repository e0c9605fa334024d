# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An indicator, and what its value says against the target. Pure, but for the shared ones, which are a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from .formula import Formula, read_formula

Direction = Literal["up", "down"]
DIRECTIONS: tuple[Direction, ...] = ("up", "down")


@dataclass(frozen=True, slots=True)
class Indicator:
    """``direction``: which way is better. ``target``: a share from 0 to 1, days, requests, or requests a place."""

    code: str
    name: str
    formula: Formula
    direction: Direction
    target: float | None = None
    ats: str | None = None
    """Whose it is; none: shared by all."""

    def reached(self, value: float | None) -> bool | None:
        """Whether a value is as good as the target; none without one of the two."""
        if value is None or self.target is None:
            return None
        return value >= self.target if self.direction == "up" else value <= self.target


@cache
def shared() -> tuple[Indicator, ...]:
    """Those that all ATS have, as ``shared.yml`` tells them."""
    told: list[Mapping[str, Any]] = yaml.safe_load(Path(__file__).with_name("shared.yml").read_text("utf-8"))
    return tuple(
        Indicator(
            code=one["code"],
            name=one["name"],
            formula=read_formula(one["formula"]),
            direction=one["direction"],
            target=one["target"],
        )
        for one in told
    )
