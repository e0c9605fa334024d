# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/catalogo/importa``: a CSV is uploaded, its effects are shown, and only what was shown is done.

``/catalogo/modello.csv``, ``/catalogo/esporta``: the header alone, and the whole catalogue.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from welfare_point.api.manager.forms import check_token
from welfare_point.api.pages import page_content
from welfare_point.api.parts import Parts
from welfare_point.catalogue.editing.scope import holds
from welfare_point.catalogue.exchange.ambiti import known_ambiti
from welfare_point.catalogue.exchange.columns import COLUMNS
from welfare_point.catalogue.exchange.csv_export import export_services
from welfare_point.catalogue.exchange.csv_import import import_services, parse_catalogue
from welfare_point.catalogue.exchange.planning import Plan, plan_import, services_of
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.offers import offers_of
from welfare_point.catalogue.taxonomy import keep_taxonomy

from .access import Actor, editor_page, tell
from .listing import Editor, Form, PartsOf

router = APIRouter(include_in_schema=False)

PATH = "/catalogo/importa"
KEPT_SECONDS = 3600
SHOWN = 100
"""Errors and services listed on the page; the counts are of all."""


@router.get(PATH)
def ask(request: Request, actor: Editor) -> Response:
    """Scegli il file."""
    return editor_page(request, actor, "editor_import.html")


@router.post(PATH)
async def upload(request: Request, parts: PartsOf, actor: Editor) -> Response:
    """L'anteprima del file: niente viene scritto."""
    # Large files go to disk by themselves; the size of the body has its own limit.
    async with request.form(max_files=1, max_fields=5) as form:
        check_token(request, str(form.get("token", "")))
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            problem = page_content(request)["editor"]["importing"]["no_file"]
            return editor_page(request, actor, "editor_import.html", 422, problem=problem)
        digest = await run_in_threadpool(_keep, parts, file.file)
    return await run_in_threadpool(_preview, request, parts, actor, digest)


@router.post(PATH + "/conferma")
def confirm(request: Request, parts: PartsOf, actor: Editor, form: Form) -> Response:
    """Importa ciò che l'anteprima ha mostrato."""
    words = page_content(request)["editor"]["importing"]
    digest = str(form.get("digest", ""))
    if not re.fullmatch("[0-9a-f]{64}", digest) or _is_old(_file(parts, digest)):
        return editor_page(request, actor, "editor_import.html", 410, problem=words["over"])
    with parts.sessions.begin() as session:
        keep_taxonomy(session)  # it writes first: what is compared now is what is replaced
        offers, errors, plan, outside = _read(session, parts, actor, digest)
        if not errors and not outside and plan.fingerprint == form.get("fingerprint"):
            report = import_services(session, offers, updated_by=actor.by.name)
        else:
            report = None
    if report is None:
        return _preview(request, parts, actor, digest, 409, words["changed_meanwhile"])
    _file(parts, digest).unlink(missing_ok=True)
    tell(
        request,
        words["done"].format(added=report.added, changed=report.changed, unchanged=report.unchanged),
    )
    return RedirectResponse("/catalogo", status_code=303)


@router.get("/catalogo/modello.csv")
def template(_: Editor) -> Response:
    """Il modello da riempire: la riga delle intestazioni."""
    text = io.StringIO()
    csv.writer(text).writerow(COLUMNS)
    return Response(text.getvalue(), media_type="text/csv", headers=_named("modello.csv"))


@router.get("/catalogo/esporta")
def export(parts: PartsOf, _: Editor) -> Response:
    """Tutto il catalogo, nello stesso CSV dell'importazione."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by whoever sends it
    with parts.sessions() as session:
        export_services(session, file)
    return StreamingResponse(_chunks(file), media_type="text/csv", headers=_named("catalogo.csv"))


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while chunk := file.read(65536):
            yield chunk


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}


def _file(parts: Parts, digest: str) -> Path:
    return parts.settings.home / "imports" / f"{digest}.csv"


def _keep(parts: Parts, stream: BinaryIO) -> str:
    """Keep an uploaded file under its digest for an hour; those that are older go."""
    folder = parts.settings.home / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in folder.glob("*"):
        if _is_old(old):
            old.unlink(missing_ok=True)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as written:
        while chunk := stream.read(65536):
            digest.update(chunk)
            written.write(chunk)
    Path(written.name).replace(_file(parts, digest.hexdigest()))
    return digest.hexdigest()


def _is_old(file: Path) -> bool:
    return not file.exists() or file.stat().st_mtime < time.time() - KEPT_SECONDS


def _read(
    session: Session, parts: Parts, actor: Actor, digest: str
) -> tuple[list[Offer], list[str], Plan, list[str]]:
    """The offers of a kept file, its errors, what it would do, and the services that are not the actor's."""
    with _file(parts, digest).open("rb") as stream:
        offers, errors = parse_catalogue(stream, known_ambiti(session))
    plan = plan_import(session, offers)
    outside = []
    if actor.scope.ats is not None or actor.scope.organization is not None:
        for key, rows in services_of(offers).items():
            before = offers_of(session, key)
            if not holds(session, actor.scope, rows) or (before and not holds(session, actor.scope, before)):
                outside.append(key)
        # The name of an organization stands on services of others too.
        outside += [key for key in plan.organizations if key != actor.scope.organization]
    return offers, [str(error) for error in errors], plan, outside


def _preview(
    request: Request, parts: Parts, actor: Actor, digest: str, status: int = 200, problem: str = ""
) -> Response:
    with parts.sessions() as session:
        _, errors, plan, outside = _read(session, parts, actor, digest)
    if errors or outside:
        _file(parts, digest).unlink(missing_ok=True)
        status = 422 if status == 200 else status
    return editor_page(
        request,
        actor,
        "editor_import.html",
        status,
        problem=problem,
        errors=errors,
        outside=outside,
        plan=plan,
        digest=digest,
        shown=SHOWN,
    )
