# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is kept, where, for how long and who reads it: one table, for people and for tests."""

from .routes import install

__all__ = ["install"]
