# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The criteria of ``catalogue/matching`` as a database compares them: a need with the numbers of a candidate.

One statement for all needs: what is not asked is NULL, and no comparison with NULL refuses anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from .matching.schedule import DAY
from .models import Candidate

NEVER, LATER = -1_000, 10_000_000
"""A day before all others, and one after them."""

Condition = sa.ColumnElement[bool]

c = aliased(Candidate, name="c")


INTEGERS = (
    *("as_of", "first_day", "last_day", "periods", "days", "start", "end", "capacity_since", "fresh_since"),
    *("adherent", "disability", "size"),
)
DOUBLES = ("youngest", "oldest", "isee", "start_second", "end_second", "home_x", "home_y", "home_z")
KINDS: Mapping[str, sa.types.TypeEngine[Any]] = {
    **dict.fromkeys(INTEGERS, sa.Integer()),
    **dict.fromkeys(DOUBLES, sa.Double()),
    "audience": sa.Text(),
    "sector": sa.Text(),
    "child": sa.Boolean(),
    "free_only": sa.Boolean(),
}

# Each parameter is given once, and what is fixed is part of the text: the driver of PostgreSQL takes longer to read
# a statement with hundreds of parameters than the database to answer it.
ASKED = sa.select(
    *(sa.cast(sa.bindparam(name, type_=kind), kind).label(name) for name, kind in KINDS.items())
).cte("a")
a = ASKED.c


def fixed(value: float | str) -> sa.ColumnElement[Any]:
    """A number or a word as part of the text."""
    return sa.literal_column(repr(value), sa.Text() if isinstance(value, str) else sa.Double())


ZERO, ONE = (sa.literal_column(number, sa.Integer()) for number in "01")


_one_end = sa.or_(c.opens.is_not(None), c.closes.is_not(None))
_not_in_sector = sa.func.length(sa.func.replace(c.sectors, a.sector, fixed(""))) == sa.func.length(c.sectors)

UNMET: Mapping[str, Condition] = {
    "audience": c.audience.not_in((a.audience, fixed("entrambi"))),
    "age": sa.or_(c.minimum_age > a.youngest, c.age_below <= a.oldest),
    "eligibility": sa.or_(
        sa.and_(c.adherents_only == ONE, a.adherent == ZERO),
        c.isee_maximum < a.isee,
        sa.and_(c.disability_required == ONE, a.disability == ZERO),
        c.company_size_maximum < a.size,
        _not_in_sector,
    ),
    "schedule": sa.or_(
        c.valid_to < a.as_of,
        c.valid_from > a.first_day,
        c.valid_to < a.last_day,
        c.covers.op("&")(a.periods) != a.periods,
        c.byday.op("&")(a.days) != a.days,
        sa.not_(
            sa.or_(
                sa.and_(c.opening <= a.start, c.closing >= a.end),
                sa.and_(c.opening <= a.start + fixed(DAY), c.closing >= a.end + fixed(DAY)),
            )
        ),
        sa.and_(c.opens > a.start_second, c.opens <= a.end_second),
        sa.and_(c.closes >= a.start_second, c.closes < a.end_second),
    ),
    "capacity": sa.and_(c.capacity_available == ZERO, c.capacity_updated >= a.capacity_since),
    "cost": sa.and_(a.free_only, c.cost.in_((fixed("pagamento"), fixed("isee")))),
}
UNKNOWN: Mapping[str, Condition] = {
    "age": sa.or_(
        sa.and_(a.child, sa.or_(c.minimum_age.is_(None), c.age_below.is_(None))),
        sa.and_(a.youngest.is_(None), sa.or_(c.minimum_age.is_not(None), c.age_below.is_not(None))),
    ),
    "eligibility": sa.or_(
        sa.and_(c.adherents_only == ONE, a.adherent.is_(None)),
        sa.and_(c.isee_maximum.is_not(None), a.isee.is_(None)),
        sa.and_(c.disability_required == ONE, a.disability.is_(None)),
        sa.and_(c.company_size_maximum.is_not(None), a.size.is_(None)),
        sa.and_(c.sectors.is_not(None), a.sector.is_(None)),
    ),
    "schedule": sa.or_(
        sa.and_(a.periods.is_not(None), c.covers.is_(None)),
        sa.and_(a.days.is_not(None), c.byday.is_(None)),
        sa.and_(a.start.is_(None), c.opening.is_not(None)),
        sa.and_(a.start.is_not(None), c.opening.is_(None)),
        _one_end,
    ),
    "capacity": sa.or_(
        c.capacity_available.is_(None), sa.func.coalesce(c.capacity_updated, fixed(NEVER)) < a.capacity_since
    ),
    "cost": sa.and_(a.free_only, sa.func.coalesce(c.cost, fixed("")) != fixed("gratuito")),
    "freshness": sa.func.coalesce(c.assured, fixed(NEVER)) < a.fresh_since,
}


# Never NULL, or "not" would leave out all that is not suspended.
_since, _until = (
    sa.func.coalesce(c.suspended_from, fixed(LATER)),
    sa.func.coalesce(c.suspended_to, fixed(NEVER)),
)
_rests = sa.or_(
    sa.and_(_since <= a.as_of, _until >= a.as_of),
    sa.and_(a.first_day.is_not(None), _since <= a.last_day, _until >= a.first_day),
)
RUNNING: Condition = sa.case((_rests, ZERO), else_=ONE) == ONE
"""As ``suspension.running``: whoever rests on the day of asking, or on a day asked for, is not there."""
