# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked for, met or not: filters, counts and views over the records of needs. The database counts."""
