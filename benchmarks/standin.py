# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rasa's REST channel with an assistant behind it that always takes as long, two turns at once: ``flood.py``."""

from __future__ import annotations

import asyncio
import sys

import uvicorn
from fastapi import FastAPI

AT_ONCE = 2
"""Turns, as Rasa works on a machine of two cores."""
SECONDS = 0.1
"""Of one turn: 20 turns a second, twice what the product does on such a machine."""


def standin() -> FastAPI:
    """The application."""
    app, free = FastAPI(), asyncio.Semaphore(AT_ONCE)

    @app.get("/webhooks/rest/")
    async def up() -> dict[str, str]:
        return {"status": "ok"}

    @app.post("/webhooks/rest/webhook")
    async def turn() -> list[dict[str, str]]:
        async with free:
            await asyncio.sleep(SECONDS)
        return [{"text": "Va bene."}]

    return app


if __name__ == "__main__":
    uvicorn.run(standin(), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
