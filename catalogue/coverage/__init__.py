# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What there is against what is asked for: coverage by topic and comune, and services nobody is led to."""
