# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conversations over HTTP: ``POST /api/v1/chat`` and what belongs to it."""

from .routes import install

__all__ = ["install"]
