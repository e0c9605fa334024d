# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Scheduled imports: the sources of a configuration, one after the other, each whole or not at all.

SourceError (a ValueError): a source, or the configuration, cannot be used; nothing of it has changed.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator
from sqlalchemy.orm import Session

from welfare_point.catalogue.exchange.ambiti import known_ambiti
from welfare_point.catalogue.exchange.csv_import import parse_catalogue
from welfare_point.catalogue.exchange.errors import CellError
from welfare_point.catalogue.importing import ImportReport, import_services

from .keeping import keep_regional
from .layout import LayoutError, load_layout
from .parsing import parse_regional
from .vanishing import Compared, compare_with_last
from .words import said


class SourceError(ValueError):
    """A source cannot be used. Its text says why, in Italian; ``errors`` are its bad cells."""

    def __init__(self, message: str, errors: Sequence[CellError] = ()) -> None:
        super().__init__(message)
        self.errors = errors


class Source(BaseModel):
    """Where a file is, and how it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    """Told to people, and the key by which an import is compared with the last: never change it."""
    file: Path | None = None
    url: str | None = None
    format: Literal["services", "regional"]
    layout: str | None = None
    skip_faulty: bool = False
    """Import the good rows of a file with faulty ones; only for the format regional."""

    @field_validator("url")
    @classmethod
    def _secure(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith("https://"):
            raise ValueError(said("config_https"))
        return url

    @model_validator(mode="after")
    def _agree(self) -> Source:
        if (self.file is None) == (self.url is None):
            raise ValueError(said("config_place"))
        if self.format == "services" and (self.layout or self.skip_faulty):
            raise ValueError(said("config_services"))
        return self

    @property
    def where(self) -> str:
        """Its address or path."""
        return self.url or str(self.file)


class _Configuration(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sources: list[Source]

    @field_validator("sources")
    @classmethod
    def _named_once(cls, sources: list[Source]) -> list[Source]:
        if len({source.name for source in sources}) < len(sources):
            raise ValueError(said("config_names"))
        if not sources:
            raise ValueError(said("config_empty"))
        return sources


@dataclass(frozen=True, slots=True)
class Done:
    """What the import of a source did."""

    report: ImportReport
    compared: Compared
    errors: Sequence[CellError] = field(default=())
    notices: Sequence[CellError] = field(default=())


def load_configuration(file: Path) -> list[Source]:
    """The sources of a configuration; paths are relative to it. Raises SourceError."""
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        sources = _Configuration.model_validate(content).sources
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as broken:
        raise SourceError(said("config", file=file.name, why=broken)) from broken
    except ValidationError as wrong:
        why = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong.errors())
        raise SourceError(said("config", file=file.name, why=why)) from wrong
    return [_placed(source, file.parent) for source in sources]


def _placed(source: Source, folder: Path) -> Source:
    changes: dict[str, object] = {}
    if source.file is not None:
        changes["file"] = folder / source.file
    if source.layout and (folder / source.layout).is_file():
        changes["layout"] = str(folder / source.layout)
    return source.model_copy(update=changes)


def import_source(
    session: Session, source: Source, read: Callable[[Source], bytes], now: dt.datetime, today: dt.date
) -> Done:
    """Import one source and mark what it no longer has; the caller commits. Raises SourceError.

    ``read`` gets the bytes; whatever it cannot get is an OSError.
    """
    try:
        content = read(source)
    except OSError as unreachable:
        message = said("unreachable", source=source.name, where=source.where, why=unreachable)
        raise SourceError(message) from unreachable
    if source.format == "services":
        return _import_services(session, source, content, now, today)
    return _import_regional(session, source, content, now, today)


def _import_services(
    session: Session, source: Source, content: bytes, now: dt.datetime, today: dt.date
) -> Done:
    offers, errors = parse_catalogue(io.BytesIO(content), known_ambiti(session))
    if errors or not offers:
        # A file without rows is a mistake of whoever publishes it: nobody closes every service in one night.
        raise _faulty(source, errors or [CellError(1, "", "", said("no_records"))])
    report = import_services(session, offers, updated_by=_by(source), now=now)
    seen = {offer.service_id for offer in offers}
    return Done(report, compare_with_last(session, source.name, seen, now, today))


def _import_regional(
    session: Session, source: Source, content: bytes, now: dt.datetime, today: dt.date
) -> Done:
    try:
        layout = load_layout(source.layout) if source.layout else None
    except LayoutError as wrong:
        raise SourceError(f"{source.name}: {wrong}") from wrong
    parsed = parse_regional(content, layout)
    if parsed.errors and not (source.skip_faulty and parsed.offers):
        raise _faulty(source, parsed.errors)
    report = keep_regional(session, parsed, updated_by=_by(source), now=now)
    compared = compare_with_last(session, source.name, parsed.seen, now, today)
    return Done(report, compared, parsed.errors, parsed.notices)


def _by(source: Source) -> str:
    return f"import:{source.name}"


def _faulty(source: Source, errors: Sequence[CellError]) -> SourceError:
    return SourceError(said("faulty", source=source.name, count=len(errors)), errors)
