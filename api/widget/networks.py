# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The networks that show the assistant on their sites: ``networks.yml``, and what a copy changes in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, Field, ValidationError

from welfare_point.api.words import words
from welfare_point.catalogue.reference import ATS
from welfare_point.catalogue.settings import Settings

from .colours import LEAST, pale_pairs

SHIPPED = Path(__file__).with_name("networks.yml")
_COLOUR = r"^#[0-9a-fA-F]{6}$"
_SITE = re.compile(r"^(https://[a-z0-9.-]+|http://(localhost|127\.0\.0\.1))(:\d{1,5})?$")
"""An origin. Without https anybody on the way could put other words into the chat: only one's own machine may."""

Tone = Literal["tu", "lei"]


class NetworksError(ValueError):
    """The file of the networks cannot be used; says why, in Italian, one line for each mistake."""


class Network(BaseModel, extra="forbid", frozen=True):
    """One ATS as people see it. ``welcome`` is empty where the page's own words do."""

    code: str
    name: str = Field(min_length=1, max_length=80)
    colour: str = Field(pattern=_COLOUR)
    ink: str = Field(pattern=_COLOUR)
    tone: Tone
    welcome: str = Field(default="", max_length=200)
    sites: tuple[str, ...] = ()


def networks(settings: Settings) -> Mapping[str, Network]:
    """The networks by the code of their ATS; read once. Raises :class:`NetworksError`."""
    file = settings.networks or settings.home / "networks.yml"
    changed = file if settings.networks or file.exists() else None
    return _read(changed, settings.tone)


def tone_of(settings: Settings, code: str | None) -> Tone | None:
    """How people are addressed on the pages of a network; ``None`` without a network that we know."""
    network = networks(settings).get(code or "")
    return network.tone if network else None


@cache
def _read(changed: Path | None, tone: Tone) -> Mapping[str, Network]:
    try:
        rows = yaml.safe_load(SHIPPED.read_text("utf-8"))
        laid = (yaml.safe_load(changed.read_text("utf-8")) or {}) if changed else {}
    except OSError as missing:
        raise NetworksError(words("networks.missing", file=changed)) from missing
    except (yaml.YAMLError, UnicodeError) as broken:
        raise NetworksError(words("networks.not_yaml", file=changed)) from broken
    return made(rows, laid, tone, str(changed or SHIPPED))


def made(rows: Mapping[str, Any], laid: Any, tone: Tone, file: str) -> Mapping[str, Network]:
    """``rows`` with what ``laid`` changes in them, checked. Raises :class:`NetworksError` with every mistake."""
    if not isinstance(laid, dict) or not all(isinstance(row, dict) for row in laid.values()):
        raise NetworksError(words("networks.not_yaml", file=file))
    changes = {str(code): row for code, row in laid.items()}
    wrong = [words("networks.unknown", code=code) for code in changes if code not in ATS]
    found = {}
    for code, name in ATS.items():
        whole = {"code": code, "name": name, "tone": tone} | rows[code] | changes.get(code, {})
        try:
            network = Network.model_validate(whole)
        except ValidationError as error:
            wrong += [_mistake(code, mistake) for mistake in error.errors()]
            continue
        wrong += [
            words("networks.site", code=code, value=site)
            for site in network.sites
            if not _SITE.fullmatch(site)
        ]
        wrong += [
            words("networks.pale", code=code, one=one, other=other, found=f"{ratio:.1f}", least=LEAST)
            for one, other, ratio in pale_pairs(network.colour, network.ink)
        ]
        found[code] = network
    if wrong:
        raise NetworksError("\n".join([words("networks.wrong", file=file), *wrong]))
    return found


def _mistake(code: str, error: Any) -> str:
    field = str(error["loc"][0])
    expected = words(f"networks.expected.{field}", default=words("networks.no_field"))
    return words("networks.field", code=code, field=field, expected=expected)
