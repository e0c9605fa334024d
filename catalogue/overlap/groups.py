# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Groups: services that repeat each other, directly or through others. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def groups(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """For each service the smallest id of its group."""
    ids = sorted({member for pair in pairs for member in pair})
    if not ids:
        return {}
    place = {member: number for number, member in enumerate(ids)}
    ends = np.array([(place[a], place[b]) for a, b in pairs])
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(ids), len(ids)))
    _, labels = connected_components(graph, directed=False)
    _, firsts = np.unique(labels, return_index=True)
    return {member: ids[firsts[label]] for member, label in zip(ids, labels, strict=True)}
