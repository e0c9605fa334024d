# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/catalogo/importa``: a CSV is uploaded, its effects are shown, and only what was shown is done.

What does not fit on the page can be downloaded whole. The file stays for an hour, under its digest.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Request, Response
from fastapi import Path as InPath
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from welfare_point.api.manager.forms import check_token
from welfare_point.api.pages import page_content
from welfare_point.api.parts import Parts
from welfare_point.catalogue.editing.scope import holds
from welfare_point.catalogue.exchange.ambiti import known_ambiti
from welfare_point.catalogue.exchange.csv_import import import_services, parse_catalogue
from welfare_point.catalogue.exchange.errors import CellError
from welfare_point.catalogue.exchange.planning import Plan, plan_import, services_of
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.offers import offers_of
from welfare_point.catalogue.taxonomy import keep_taxonomy

from .access import Actor, editor_page, tell
from .files import csv_answer
from .listing import Editor, Form, PartsOf
from .outcome import write_errors, write_plan

router = APIRouter(include_in_schema=False)

PATH = "/catalogo/importa"
KEPT_SECONDS = 3600
SHOWN = 100
"""Errors and services listed on the page; the counts are of all."""
Digest = Annotated[str, InPath(pattern="^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True)
class Read:
    """A kept file that was read: what it would do, or why it may not; ``outside``: services not the actor's."""

    offers: Sequence[Offer]
    errors: Sequence[CellError]
    plan: Plan
    outside: Sequence[str]

    @property
    def refused(self) -> bool:
        """Whether nothing of it can be imported."""
        return bool(self.errors or self.outside)


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
        read = _read(session, parts, actor, digest)
        if not read.refused and read.plan.fingerprint == form.get("fingerprint"):
            report = import_services(session, read.offers, updated_by=actor.by.name)
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


@router.get(PATH + "/{digest}.csv")
def download(request: Request, parts: PartsOf, actor: Editor, digest: Digest) -> Response:
    """Tutta l'anteprima, o tutti gli errori, anche oltre quelli mostrati."""
    words = page_content(request)["editor"]
    if _is_old(_file(parts, digest)):
        return editor_page(request, actor, "editor_import.html", 410, problem=words["importing"]["over"])
    with parts.sessions() as session:
        read = _read(session, parts, actor, digest)
    if read.refused:
        return csv_answer("errori.csv", lambda file: write_errors(file, read.errors, read.outside, words))
    return csv_answer("anteprima.csv", lambda file: write_plan(file, read.plan, words))


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


def _read(session: Session, parts: Parts, actor: Actor, digest: str) -> Read:
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
    return Read(offers, errors, plan, outside)


def _preview(
    request: Request, parts: Parts, actor: Actor, digest: str, status: int = 200, problem: str = ""
) -> Response:
    with parts.sessions() as session:
        read = _read(session, parts, actor, digest)
    if read.refused and status == 200:
        status = 422
    return editor_page(
        request,
        actor,
        "editor_import.html",
        status,
        problem=problem,
        errors=read.errors,
        outside=read.outside,
        plan=read.plan,
        digest=digest,
        shown=SHOWN,
    )
