# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""No request body larger than is of use."""

from __future__ import annotations

from collections.abc import Mapping

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
    """Answers 413 as soon as a body, announced or sent, is larger than :data:`LARGEST`.

    ``larger``: paths that take more, and how many bytes.
    """

    def __init__(self, app: ASGIApp, larger: Mapping[str, int] | None = None) -> None:
        self._app = app
        self._larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        largest = self._larger.get(scope["path"], LARGEST)
        refuse = problem(413, words("problems.413"))
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > largest:
            await refuse(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > largest:
                raise _TooLargeError
            return message

        try:
            await self._app(scope, counted, send)
        except _TooLargeError:
            await refuse(scope, receive, send)
