# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a maintainer asks first, answered in one screen. Secrets are never shown."""

from __future__ import annotations

import json
import platform
import socket
import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa

from welfare_point import __version__
from welfare_point.api.privacy.language import load_italian
from welfare_point.catalogue.database import create_engine
from welfare_point.catalogue.models import NeedRecord, Organization, Service, ServiceAtLocation
from welfare_point.catalogue.reference import municipalities, topics
from welfare_point.catalogue.settings import ROOT, Settings

Line = tuple[str, str]


def report(settings: Settings) -> tuple[list[Line], bool]:
    """The lines, and whether all is well enough to run."""
    database, answers = _database(settings)
    model, trained = _model(settings)
    lines = [
        ("welfare-point", f"{__version__} ({ROOT})"),
        ("Python", f"{platform.python_version()} (applicazione), {_bot_python(settings)} (bot)"),
        *(
            (name, version(name))
            for name in ("sqlalchemy", "fastapi", "rasa-sdk", "spacy", "presidio-analyzer")
        ),
        ("spaCy italiano", load_italian()[1]),
        ("casa", str(settings.home)),
        ("oggi", f"{settings.today()}{' (fissato)' if settings.fixed_today else ''}"),
        *database,
        *model,
        ("comuni, temi", f"{len(municipalities())}, {len(topics())}"),
        *_ports(settings),
        ("Redis", (settings.redis_url and "impostato") or "non usato"),
    ]
    return lines, answers and trained


def _bot_python(settings: Settings) -> str:
    python = settings.build / "bot" / "bin" / "python"
    if not python.exists():
        return "manca"
    code = "import platform, importlib.metadata as m; print(platform.python_version(), 'Rasa', m.version('rasa'))"
    done = subprocess.run([str(python), "-c", code], capture_output=True, text=True)
    return done.stdout.strip() or "non parte"


def _database(settings: Settings) -> tuple[list[Line], bool]:
    shown = sa.make_url(settings.database_url).render_as_string(hide_password=True)
    counted = {
        "organizzazioni": Organization,
        "servizi": Service,
        "servizi per sede": ServiceAtLocation,
        "bisogni registrati": NeedRecord,
    }
    try:
        with create_engine(settings.database_url).connect() as connection:
            lines = [
                (name, str(connection.scalar(sa.select(sa.func.count()).select_from(table))))
                for name, table in counted.items()
            ]
            revision = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    except sa.exc.SQLAlchemyError as error:
        return [("database", f"{shown}: non risponde o è vuoto ({type(error).__name__})")], False
    return [("database", f"{shown} (schema {revision})"), *lines], True


def _model(settings: Settings) -> tuple[list[Line], bool]:
    file: Path = settings.understanding
    if not file.exists():
        return [("modello", "manca: lo prepara «make run»")], False
    with np.load(file, allow_pickle=False) as arrays:
        about: dict[str, Any] = json.loads(str(arrays["about"]))
    told = f"{file.resolve().parent.name}: {about['examples']} frasi, {len(about['topics']) - 1} temi"
    return [("modello", told)], True


def _ports(settings: Settings) -> Iterator[Line]:
    ports = {"pagine": settings.port, "bot": settings.bot_port, "azioni": settings.actions_port}
    for name, port in ports.items():
        with socket.socket() as probe:
            probe.settimeout(0.5)
            taken = probe.connect_ex(("127.0.0.1", port)) == 0
        yield f"porta {name}", f"{port} ({'in uso' if taken else 'libera'})"
