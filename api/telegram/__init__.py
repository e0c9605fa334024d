# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Telegram channel: updates come in by polling or webhook, answers go out from a queue in the database.

``incoming`` → ``taking`` → ``replying`` (→ ``api/chat/turn.py``) → the store → ``sending``. Only ``process``,
``polling`` and ``sending`` import the library that speaks with Telegram; only ``welfare-point telegram`` imports those.
"""

from .webhook import install

__all__ = ["install"]
