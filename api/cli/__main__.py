# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``python -m welfare_point.api.cli``: the command, where its script is not at hand."""

from . import main

main()
