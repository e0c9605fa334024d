# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files to download and the page that explains them.

``/catalogo/esporta``: the whole catalogue; ``/catalogo/modello.csv`` and ``/catalogo/esempio.csv``: the header
alone, and with an invented service; ``/catalogo/colonne``: what each column means.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from typing import IO, BinaryIO

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from welfare_point.api.pages import page_content
from welfare_point.catalogue.exchange.csv_export import export_services
from welfare_point.catalogue.exchange.guide import example_file, guide, template_file
from welfare_point.catalogue.reference import ATS, topics

from .access import editor_page
from .listing import Editor, PartsOf
from .views import options_of

router = APIRouter(include_in_schema=False)


def csv_answer(name: str, write: Callable[[BinaryIO], object]) -> Response:
    """A file that ``write`` fills and the browser saves: kept on disk meanwhile, so that memory holds none of it."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by whoever sends it
    try:
        write(file)
    except BaseException:
        file.close()
        raise
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(_chunks(file), media_type="text/csv", headers=headers)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while chunk := file.read(65536):
            yield chunk


@router.get("/catalogo/modello.csv")
def template(_: Editor) -> Response:
    """Il modello da riempire: la riga delle intestazioni."""
    return csv_answer("modello.csv", lambda file: file.write(template_file().encode()))


@router.get("/catalogo/esempio.csv")
def example(_: Editor) -> Response:
    """Il modello con un servizio inventato."""
    return csv_answer("esempio.csv", lambda file: file.write(example_file().encode()))


@router.get("/catalogo/esporta")
def export(parts: PartsOf, _: Editor) -> Response:
    """Tutto il catalogo, nello stesso CSV dell'importazione."""
    with parts.sessions() as session:
        return csv_answer("catalogo.csv", lambda file: export_services(session, file))


@router.get("/catalogo/colonne")
def columns(request: Request, actor: Editor) -> Response:
    """Che cosa va in ogni colonna."""
    words = page_content(request)["editor"]
    return editor_page(
        request,
        actor,
        "editor_columns.html",
        columns=[(column, options_of(words, column.name)) for column in guide()],
        topic_names={code: topic.label_it for code, topic in topics().items()},
        ats_names=ATS,
    )
