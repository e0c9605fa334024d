# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Indicators with such values as an account may see."""

from __future__ import annotations

from sqlalchemy.orm import Session

from welfare_point.api.collective.access import sees_records
from welfare_point.catalogue.demand.filters import Filters
from welfare_point.catalogue.indicators.indicator import Indicator
from welfare_point.catalogue.indicators.keeping import indicators
from welfare_point.catalogue.indicators.measuring import Value, guarded, measure
from welfare_point.catalogue.models import Account
from welfare_point.catalogue.opendata.periods import Kind as Grain
from welfare_point.catalogue.settings import Settings


def seen_by(
    session: Session, account: Account, settings: Settings, ats: str | None, grain: Grain
) -> tuple[list[Indicator], dict[str, list[Value]]]:
    """The shared indicators and those of the ATS; by code their values. ``ats``: one that the account may see."""
    found = indicators(session, ats)
    values = measure(session, found, Filters(ats=ats), settings.today(), grain)
    if not sees_records(account):
        values = {
            one.code: guarded(one.formula, values[one.code], settings.open_data_minimum) for one in found
        }
    return found, values
