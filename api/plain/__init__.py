# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The interview without JavaScript: plain forms at ``/senza-javascript``."""

from .routes import install

__all__ = ["install"]
