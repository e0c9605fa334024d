# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Indicators: formulas kept as data, their values by period, and whether the target is reached."""
