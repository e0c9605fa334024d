# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The token that a form must send back: a page of another site cannot know it."""

from __future__ import annotations

import secrets

from fastapi import Request

from welfare_point.api.problems import Forbidden
from welfare_point.api.words import words


def form_token(request: Request) -> str:
    """The token of this session, made when it is first asked for."""
    token: str = request.session.setdefault("token", secrets.token_urlsafe(16))
    return token


def check_token(request: Request, token: str) -> None:
    """Raises :class:`Forbidden` for any token but the session's."""
    # As bytes: texts that are not ASCII cannot be compared. A session without a token allows nothing.
    expected = str(request.session.get("token", ""))
    if not expected or not secrets.compare_digest(token.encode(), expected.encode()):
        raise Forbidden(words("problems.403"))
