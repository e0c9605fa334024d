# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Correcting single records: within whose limits, by which rules, with a history that can be undone.

Everything is written by ``import_services``, as a file would be: one validator, one history.
"""
