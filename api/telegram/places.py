# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a position to a comune. The position is used here and nowhere else, and not kept."""

from __future__ import annotations

from welfare_point.catalogue.reference import Municipality, distance_km, municipalities

FARTHEST_KM = 15.0
"""From the middle of the nearest comune. Those of Lombardy are smaller; farther away is another region."""


def nearest(latitude: float, longitude: float) -> Municipality | None:
    """The comune whose middle is nearest to a point in WGS84 degrees; ``None`` outside Lombardy."""
    here = (latitude, longitude)

    def away(comune: Municipality) -> float:
        return distance_km(here, (comune.latitude, comune.longitude))

    found = min(municipalities().values(), key=away)
    return found if away(found) <= FARTHEST_KM else None
