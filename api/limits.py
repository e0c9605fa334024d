# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""No request body larger than is of use, and none that takes for ever to come."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .problems import problem
from .words import words

LARGEST = 256 * 1024
"""Bytes. A text of 20,000 characters passes, and is then refused with words."""


SECONDS = 20.0
"""In which a whole body must come. A message is a few hundred bytes: a slow line needs a second."""

SLOWEST = 20_000
"""Bytes a second of a larger body: 100 MB may take as long as on a line of 160 kbit/s."""


class _TooSlowError(HTTPException):
    """See :class:`_TooLargeError`."""

    def __init__(self) -> None:
        super().__init__(408)


class _TooLargeError(HTTPException):
    """An error that whoever reads the body lets through, instead of calling the body unreadable."""

    def __init__(self) -> None:
        super().__init__(413)


class BodyLimit:
    """Answers 413 as soon as a body, announced or sent, is larger than :data:`LARGEST`, and 408 when it does not come.

    ``larger``: paths that take more, and how many bytes.
    """

    def __init__(
        self, app: ASGIApp, larger: Mapping[str, int] | None = None, seconds: float = SECONDS
    ) -> None:
        self._app = app
        self._seconds = seconds
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
        deadline = asyncio.get_running_loop().time() + max(self._seconds, int(announced) / SLOWEST)
        seen, whole = 0, False

        async def counted() -> Message:
            nonlocal seen, whole
            if whole:  # what comes now is that the client went away: that may take as long as the answer
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError as late:
                raise _TooSlowError from late
            seen += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if seen > largest:
                raise _TooLargeError
            return message

        try:
            await self._app(scope, counted, send)
        except _TooLargeError:
            await refuse(scope, receive, send)
        except _TooSlowError:
            await problem(408, words("problems.408"), {"Connection": "close"})(scope, receive, send)
