# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""No request body larger than is of use."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .problems import problem
from .words import words

LARGEST = 256 * 1024
"""Bytes. A text of 20,000 characters passes, and is then refused with words."""


class _TooLargeError(HTTPException):
    """An error that whoever reads the body lets through, instead of calling the body unreadable."""

    def __init__(self) -> None:
        super().__init__(413)


class BodyLimit:
    """Answers 413 as soon as a body, announced or sent, is larger than :data:`LARGEST`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refuse = problem(413, words("problems.413"))
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > LARGEST:
            await refuse(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > LARGEST:
                raise _TooLargeError
            return message

        try:
            await self._app(scope, counted, send)
        except _TooLargeError:
            await refuse(scope, receive, send)
