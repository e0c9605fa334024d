# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""From single unmet needs to collective ones: which records say the same (pure), and what people made of them (kept).

See docs/adr/0013-collective-needs.md for the definition.
"""
