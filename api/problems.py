# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Errors at the edge: RFC 9457 problem details for programs, with a ``detail`` in Italian for people.

Problem                 whatever goes wrong in a way that we foresee
├── BadRequest  422     what was sent is not usable; says what was expected
├── NotFound    404
├── Unauthorised 401    log in first
├── Forbidden   403
├── TooMany     429
└── Unavailable 503     a part of the product does not answer; try again
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from redis.exceptions import RedisError
from sqlalchemy.exc import DataError, OperationalError
from starlette.exceptions import HTTPException

from .pages import page
from .security import HEADERS
from .words import words

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """An error with its HTTP status and a sentence for the person who caused it."""

    status = 500

    def __init__(self, detail: str, *, headers: dict[str, str] | None = None, **more: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.headers = headers
        self.more = more


class BadRequest(Problem):
    status = 422


class NotFound(Problem):
    status = 404


class Unauthorised(Problem):
    status = 401


class Forbidden(Problem):
    status = 403


class TooMany(Problem):
    status = 429


class Unavailable(Problem):
    status = 503


def problem(status: int, detail: str, headers: dict[str, str] | None = None, **more: object) -> JSONResponse:
    """A problem document (RFC 9457, §3)."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return JSONResponse(body | more, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def _field_problems(error: RequestValidationError) -> list[dict[str, str]]:
    return [{"field": _field(e), "message": e["msg"]} for e in error.errors()]


def _field(error: dict[str, Any]) -> str:
    """Where it is; nothing for a body that is not JSON, whose place is a character."""
    if error["type"] == "json_invalid":
        return ""
    return ".".join(str(part) for part in error["loc"] if part != "body")


def _answer(request: Request, status: int, detail: str, **more: Any) -> Response:
    """A problem document for programs; for a person who came to a page, a page that says the same."""
    if is_for_a_person(request):
        return problem_page(request, status, detail, more.get("headers"))
    return problem(status, detail, **more)


def is_for_a_person(request: Request) -> bool:
    """Whether a browser asks for a page."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")


def problem_page(
    request: Request, status: int, detail: str, headers: dict[str, str] | None = None, **context: object
) -> Response:
    """A page that says what is wrong. ``context``: more for the template."""
    answer = page(request, "problem.html", detail=detail, **context)
    answer.status_code = status
    answer.headers.update(headers or {})
    return answer


def install(app: FastAPI) -> None:
    """Turn every error of the application into a problem document."""

    @app.exception_handler(Problem)
    async def _ours(request: Request, error: Problem) -> Response:
        return _answer(request, error.status, error.detail, headers=error.headers, **error.more)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        fields = _field_problems(error)
        names = ", ".join(f["field"] for f in fields if f["field"]) or words("problems.body")
        return _answer(request, 422, words("problems.invalid", fields=names), errors=fields)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        detail = words(f"problems.{error.status_code}", default=str(error.detail))
        headers = dict(error.headers) if error.headers else None
        return _answer(request, error.status_code, detail, headers=headers)

    @app.exception_handler(DataError)
    async def _not_storable(_: Request, error: DataError) -> JSONResponse:
        # No column holds it, for example a text with a null character: what was sent is wrong, not we.
        return problem(422, words("problems.invalid", fields=words("problems.body")))

    @app.exception_handler(OperationalError)
    @app.exception_handler(RedisError)
    async def _no_store(_: Request, error: Exception) -> JSONResponse:
        logger.error("a store does not answer: %s", type(error).__name__)
        return problem(503, words("problems.503"), {"Retry-After": "5"})

    @app.exception_handler(Exception)
    async def _unforeseen(_: Request, error: Exception) -> JSONResponse:
        # Answered outside all middleware, which then logs the error.
        return problem(500, words("problems.500"), dict(HEADERS))
