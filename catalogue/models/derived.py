# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is derived from the catalogue to find services quickly. Nothing here is a fact of its own.

``catalogue/indexing.py`` makes these rows anew for every service that changed; triggers note which ones did.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base

# Sorted as Python sorts, whatever the language of the database is: ties are broken by it.
SORTED_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


class ChangedService(Base):
    """A service whose derived rows are out of date."""

    __tablename__ = "changed_service"

    service_id: Mapped[str] = mapped_column(primary_key=True)


class Candidate(Base):
    """One row of an active service, once for each of its topics and each ``key`` by which it is looked for.

    A key is an area code of the row, or the cell of the map in which it lies (``catalogue/candidates.py``).
    The other columns are what the criteria decide by, in numbers. Days are ordinals (1 = 1 January of
    year 1), hours minutes or, where only one end is known, seconds after midnight; lists are sets of bits.
    """

    __tablename__ = "candidate"
    __table_args__ = (sa.Index(None, "key", "service_id"), {"sqlite_with_rowid": False})

    topic: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    row_id: Mapped[str] = mapped_column(primary_key=True)
    service_id: Mapped[str] = mapped_column(SORTED_TEXT, index=True)
    audience: Mapped[str]
    minimum_age: Mapped[float | None]
    age_below: Mapped[float | None]
    """The first age that is too old."""
    adherents_only: Mapped[int]
    isee_maximum: Mapped[float | None]
    disability_required: Mapped[int]
    company_size_maximum: Mapped[int | None]
    sectors: Mapped[str | None]
    """``;artigianato;commercio;``, in lower case."""
    valid_from: Mapped[int | None]
    valid_to: Mapped[int | None]
    covers: Mapped[int | None]
    """The periods that its calendar covers."""
    byday: Mapped[int | None]
    opening: Mapped[int | None]
    closing: Mapped[int | None]
    """Minutes, where both ends are known; after 24:00 when it crosses midnight."""
    opens: Mapped[float | None]
    closes: Mapped[float | None]
    """Seconds, where one end only is known."""
    capacity_available: Mapped[int | None]
    capacity_updated: Mapped[int | None]
    cost: Mapped[str | None]
    assured: Mapped[int | None]
    suspended_from: Mapped[int | None]
    suspended_to: Mapped[int | None]
    x: Mapped[float | None]
    y: Mapped[float | None]
    z: Mapped[float | None]
    """Where it is, as a point of the sphere of radius 1; NULL when unknown or online only."""


class SearchDocument(Base):
    """The words of a service, as the full-text engine of the database indexes them.

    Words are stems in lower-case ASCII (``catalogue/wording.py``), so that both databases see the same ones.
    SQLite keeps the index in ``search_index``, PostgreSQL in the column ``tokens``: both follow these columns by
    themselves. PostgreSQL has an index of the ``areas`` as well; SQLite asks the candidates.
    """

    __tablename__ = "search_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[str] = mapped_column(unique=True)
    active: Mapped[bool]
    name: Mapped[str]
    topics: Mapped[str]
    """For each topic one word that stands for it, and the words of its name."""
    about: Mapped[str]
    place: Mapped[str]
    """Who offers it, where, and for which areas."""
    areas: Mapped[str]
    """The keys of its candidates, between blanks: the areas that it covers while active, the cells in which it is."""
    valid_to: Mapped[int | None]
    """The last day on which any of its rows runs, an ordinal; NULL: no end is known."""
    completeness: Mapped[float]
    """0..1: how much of what people ask is written."""


class SearchWord(Base):
    """A word of the catalogue as it is written, for whoever mistypes it. Words no longer in use stay."""

    __tablename__ = "search_word"

    word: Mapped[str] = mapped_column(primary_key=True)
    stem: Mapped[str] = mapped_column(index=True)
    padded: Mapped[str]
    """Between blanks, so that its beginning and end count as letters do."""


def is_of_one_database(name: str | None) -> bool:
    """Whether a table, column or index is the full-text engine's own, which the models do not have."""
    return name is not None and (name.startswith(("search_index", "word_index")) or name == "tokens")
