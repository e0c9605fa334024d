# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The assistant on the sites of the ATS: a script of one line, a button, the chat in a frame (ADR 0015)."""
