# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A form that is sent twice says what it says once: by a double click, or by a page that is loaded anew."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets

BYTES = 18
"""144 random bits, as the chat's client has: nobody else can ask for the answer."""

_FORM = re.compile(r"[A-Za-z0-9_-]{24}")


def new_form() -> str:
    """What a drawn form is known by."""
    return secrets.token_urlsafe(BYTES)


def turn_of(form: str, *said: str) -> str | None:
    """The id of the turn: of this form and of what it says. ``None`` for a form that is none of ours.

    Whoever goes back, and says something else with the same form, says it anew.
    """
    if not _FORM.fullmatch(form):
        return None
    digest = hashlib.sha256("\0".join((form, *said)).encode()).digest()
    return base64.urlsafe_b64encode(digest[:BYTES]).decode()
