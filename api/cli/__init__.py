# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ``welfare-point`` command."""

from .main import main

__all__ = ["main"]
