# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an indicator counts, as data: a kind and conditions on the records. Nothing of it is ever executed as text.

BadFormulaError   what is wrong: ``kind``, ``step``, ``of`` or ``among`` (without any condition), or a field's name
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from ..collective.repository import State
from ..demand.filters import BadFilterError, Filters, read_filters

Kind = Literal["share", "count", "ratio", "median_days"]
KINDS: tuple[Kind, ...] = get_args(Kind)
FIELDS = (
    "topic",
    "state",
    "cause",
    "audience",
    "age_band",
    "time_band",
    "period",
    "work_constraint",
    "channel",
    "outcome",
)
"""Conditions of a formula: the filters of the demand without place and day, which the page chooses."""
STEPS: tuple[str, ...] = tuple(state for state in get_args(State) if state != "new")


class BadFormulaError(ValueError):
    """``name``: the part that is wrong."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class Formula:
    """What is counted.

    ``share``: of the records ``among``, the part that also is ``of``. ``count``: the records ``of``.
    ``ratio``: the records ``of``, for each place of the services on their topic. ``median_days``: days from the
    proposal of a collective need to its ``step``, on the topic of ``of`` if there is one.
    """

    kind: Kind
    of: Filters = field(default_factory=Filters)
    among: Filters = field(default_factory=Filters)
    step: str = ""

    def as_json(self) -> dict[str, Any]:
        """As :func:`read_formula` reads it."""
        return {"kind": self.kind, "of": _set(self.of), "among": _set(self.among), "step": self.step}

    def both(self) -> list[tuple[Filters, ...]]:
        """The sets of conditions that a record is counted by: the part, then the whole of a share."""
        if self.kind == "share":
            return [(self.among, self.of), (self.among,)]
        return [] if self.kind == "median_days" else [(self.of,)]


def read_formula(told: Mapping[str, Any]) -> Formula:
    """From JSON or YAML. Raises :class:`BadFormulaError`."""
    kind, step = told.get("kind"), str(told.get("step") or "")
    if kind not in KINDS:
        raise BadFormulaError("kind")
    if (kind == "median_days") != (step in STEPS):
        raise BadFormulaError("step")
    of, among = (_filters(told.get(name) or {}, name) for name in ("of", "among"))
    if kind == "share" and of == Filters():
        raise BadFormulaError("of")
    if kind != "share" and among != Filters():
        raise BadFormulaError("among")
    if kind == "median_days" and _set(of).keys() - {"topic"}:
        raise BadFormulaError("of")
    return Formula(kind, of, among, step)


def _filters(told: Any, name: str) -> Filters:
    if not isinstance(told, Mapping) or set(told) - set(FIELDS):
        raise BadFormulaError(name)
    try:
        return read_filters({key: str(value) for key, value in told.items()})
    except BadFilterError as wrong:
        raise BadFormulaError(wrong.name) from wrong


def _set(filters: Filters) -> dict[str, str]:
    return {name: value for name in FIELDS if (value := getattr(filters, name)) is not None}
