# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""From measures to a page: figures and ratios here, all words in ``results.md.jinja``."""

from __future__ import annotations

import datetime as dt
import os
import platform
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import jinja2

from welfare_point import __version__
from welfare_point.catalogue.settings import Settings

from .measures import Side

MEASURES: dict[str, Callable[[Side], float | None]] = {
    "alone_median": lambda side: 1000 * side.alone.median,
    "alone_p95": lambda side: 1000 * side.alone.p95,
    "together_median": lambda side: 1000 * side.together.median,
    "together_p95": lambda side: 1000 * side.together.p95,
    "per_second": lambda side: side.together.per_second,
    "memory": lambda side: None if side.memory is None else side.memory / 2**20,
    "start": lambda side: side.start,
    "growth": lambda side: side.growth,
}
"""Milliseconds, turns a second, MiB, seconds; the last is a ratio."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure of the three: the bare bot, our Rasa without the gateway, our product."""

    bare: float | None
    direct: float | None
    ours: float | None

    @property
    def ratio(self) -> float | None:
        """Ours divided by bare."""
        return self.ours / self.bare if self.ours is not None and self.bare else None


def figures(bare: Side, direct: Side, ours: Side) -> dict[str, Figure]:
    """Every measure by its name."""
    return {name: Figure(of(bare), of(direct), of(ours)) for name, of in MEASURES.items()}


def shown(value: float | None) -> str:
    """A number for a reader: three digits that count, a decimal comma; a dash for what has no value."""
    if value is None:
        return "–"
    decimals = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{decimals}f}".replace(".", ",")


def machine() -> dict[str, Any]:
    """What the figures depend on, without names or places. Memory in GiB; load: processes before the run."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "date": dt.date.today().isoformat(),
        "cores": len(os.sched_getaffinity(0)),
        "memory": memory / 2**30,
        "load": os.getloadavg()[0],
    }


def versions(settings: Settings) -> dict[str, str]:
    """Versions of what was measured; Rasa's are read from its own environment's folder."""
    site = next((settings.build / "bot" / "lib").glob("python3.*/site-packages"))
    return {
        "python": platform.python_version(),
        "bot_python": site.parent.name.removeprefix("python"),
        "rasa": next(iter(distributions(name="rasa", path=[str(site)]))).version,
        "welfare_point": __version__,
    }


def page(found: dict[str, Figure], **about: Any) -> str:
    """The results as Markdown. ``about``: the machine, the versions, the plan."""
    return render("results.md.jinja", found=found, **about)


def render(template: str, **values: Any) -> str:
    """One of the pages of this folder."""
    folder = jinja2.FileSystemLoader(Path(__file__).parent)
    environment = jinja2.Environment(
        loader=folder,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    )
    environment.filters["shown"] = shown
    return environment.get_template(template).render(**values)
