# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Services that repeat themselves: which they are (pure), and what people decided about them (kept).

See docs/adr/0011-overlap-by-topic-and-place.md for the definition.
"""
