# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Public counts of needs: no count below a minimum is told, and none can be computed from those that are.

Read in this order: ``splitting`` (the rule), ``tabulating`` (what is split into what), ``rolling`` (sums of
what was told), ``releasing`` (what is told once and for ever). Why: docs/adr/0012.
"""
