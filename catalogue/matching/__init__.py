# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which offers fit a need, why, and what is missing when none does. Pure: no database, no clock."""

from .engine import Findings, Match, NearMiss, find_services
from .outcome import Criterion, Outcome

__all__ = ["Criterion", "Findings", "Match", "NearMiss", "Outcome", "find_services"]
