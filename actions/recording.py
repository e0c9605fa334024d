# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What remains of a conversation: the need, in bands, with nothing that leads to a person."""
