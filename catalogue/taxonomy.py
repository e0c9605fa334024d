# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The taxonomy of needs in the database, kept as the reference data say."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

from .hsds import term_id
from .models import Taxonomy, TaxonomyTerm
from .models.base import stable_id
from .reference import topics

TAXONOMY_ID = stable_id("taxonomy")


def keep_taxonomy(session: Session) -> None:
    """Add or update the taxonomy and its terms. Terms that are no longer in use stay."""
    texts = yaml.safe_load((Path(__file__).parent / "taxonomy.yml").read_text(encoding="utf-8"))
    changed = session.scalar(
        sa.update(Taxonomy).where(Taxonomy.id == TAXONOMY_ID).values(texts).returning(Taxonomy.id)
    )
    if changed is None:
        session.execute(sa.insert(Taxonomy).values(id=TAXONOMY_ID, **texts))
    terms = [
        {
            "id": term_id(topic.code),
            "taxonomy_id": TAXONOMY_ID,
            "code": topic.code,
            "name": topic.label_it,
            "description": topic.description_it,
        }
        for topic in topics().values()
    ]
    known = set(session.scalars(sa.select(TaxonomyTerm.id)))
    if new := [term for term in terms if term["id"] not in known]:
        session.execute(sa.insert(TaxonomyTerm), new)
    if old := [term for term in terms if term["id"] in known]:
        session.execute(sa.update(TaxonomyTerm), old)
