# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/health`` for people and supervisors, ``/metrics`` for Prometheus. Neither says anything of a person."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import httpx
import sqlalchemy as sa
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from starlette.concurrency import run_in_threadpool

from .parts import Parts, parts_of

router = APIRouter(tags=["stato"])


def _database_answers(parts: Parts) -> bool:
    try:
        with parts.sessions() as session:
            session.execute(sa.text("SELECT 1"))
    except sa.exc.SQLAlchemyError:
        return False
    return True


async def _actions_answer(parts: Parts) -> bool:
    try:
        async with httpx.AsyncClient(timeout=2.0) as client:
            return (await client.get(f"{parts.settings.actions_url}/health")).status_code == 200
    except httpx.HTTPError:
        return False


@router.get("/health")
async def health(parts: Annotated[Parts, Depends(parts_of)]) -> Response:
    """200 quando tutto risponde, 503 quando una parte non risponde: il corpo dice quale."""
    state = {
        "database": await run_in_threadpool(_database_answers, parts),
        "assistant": await parts.assistant.is_up(),
        "actions": await _actions_answer(parts),
    }
    well = all(state.values())
    body: dict[str, Any] = {"status": "ok" if well else "degraded", **state}
    return JSONResponse(body, status_code=200 if well else 503)


def install(app: FastAPI) -> None:
    """Add the routes and the measuring of every request."""
    registry = CollectorRegistry()
    requests = Counter(
        "welfare_point_requests_total",
        "Requests by route and status.",
        ["route", "status"],
        registry=registry,
    )
    seconds = Histogram("welfare_point_request_seconds", "Time of a request.", ["route"], registry=registry)

    @app.middleware("http")
    async def measure(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        start = time.perf_counter()
        response = await call_next(request)
        # The route's pattern, never the address itself: that may hold an id.
        route = getattr(request.scope.get("route"), "path", "other")
        requests.labels(route, response.status_code).inc()
        seconds.labels(route).observe(time.perf_counter() - start)
        return response

    @app.get("/metrics", include_in_schema=False)
    def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    app.include_router(router)
