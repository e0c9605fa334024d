# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the document says, before it is written in any format: figures, then chapters of blocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from welfare_point.api import naming
from welfare_point.api.observatory.blocks import Block, Cell, Links
from welfare_point.api.observatory.views import VIEWS
from welfare_point.catalogue.demand.filters import Filters
from welfare_point.catalogue.demand.tallies import Tally
from welfare_point.catalogue.models import Account
from welfare_point.catalogue.settings import Settings

from .beside import indicated, needs

CHAPTERS = ("", "luoghi", "fasce", "stagioni")
"""The views of the observatory that are told, in this order."""

WIDEST = 7
"""Columns of a table that can be read on an upright page; a wider table is in the data beside."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A title and the blocks below it."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole document. ``facts``: what and how many; ``lines``: paragraphs before the figures."""

    title: str
    subtitle: str
    lines: Sequence[str]
    facts: Sequence[tuple[str, str]]
    chapters: Sequence[Chapter]
    notes: Sequence[str]
    said: Mapping[str, Any]
    """The words of the document itself: heads and captions."""

    def blocks(self) -> list[Block]:
        """All blocks, in their order."""
        return [block for chapter in self.chapters for block in chapter.blocks]


def outline(
    session: Session,
    account: Account,
    settings: Settings,
    filters: Filters,
    chosen: Sequence[tuple[str, str]],
    observatory: Mapping[str, Any],
    said: Mapping[str, Any],
) -> Outline:
    """The document for ``account`` on the needs that ``filters`` choose; ``chosen``: these as people read them.

    ``observatory``, ``said``: the words of the pages and of the document.
    """
    nowhere = Links(filters, open=False)
    drawn = {name: VIEWS[name](session, filters, nowhere, observatory, None) for name in CHAPTERS}
    beside = [
        needs(session, account, filters, said),
        indicated(session, account, settings, filters, observatory, said),
    ]
    whole = drawn[""].total
    place = dict(chosen).get(observatory["filters"]["ats"], observatory["region"])
    return Outline(
        title=said["title"],
        subtitle=said["subtitle"].format(place=place, day=naming.day(settings.today())),
        lines=[*said["lead"], *(f"{label}: {value}" for label, value in chosen)],
        facts=_facts(whole, observatory["figures"]),
        chapters=[
            *(Chapter(observatory["views"][name], drawn[name].blocks) for name in CHAPTERS),
            Chapter(said["beside"], beside),
        ],
        notes=said["notes"],
        said=said,
    )


def _facts(whole: Tally, names: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (names["total"], naming.number(whole.total)),
        (names["met"], naming.number(whole.met)),
        (names["unmet"], naming.number(whole.unmet)),
        (names["share"], naming.percent(whole.unmet_share)),
        (names["accepted"], naming.number(whole.accepted)),
    ]


def text(cell: Cell) -> str:
    """A cell as people read it."""
    if cell.share:
        return naming.percent(cell.value if isinstance(cell.value, int | float) else None)
    return naming.number(cell.value) if isinstance(cell.value, int | float) else str(cell.value or "–")


def table(block: Block, shown: Callable[[Cell], str] = text) -> list[list[str]]:
    """A block's table with its heads, as text."""
    return [list(block.heads), *([label, *map(shown, cells)] for label, cells in block.rows)]
