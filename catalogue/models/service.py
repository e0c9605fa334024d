# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who offers what: HSDS ``organization``, ``service``, ``taxonomy``, ``taxonomy_term`` and ``attribute``.

Names are those of the Human Services Data Specification 3.x. Columns under ``# Extensions`` are ours.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .location import ServiceAtLocation


class Organization(Base):
    """A body that offers services. ``id`` is the one given in the file, of any form."""

    __tablename__ = "organization"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    # Extensions
    organization_type: Mapped[str | None]

    services: Mapped[list[Service]] = relationship(
        back_populates="organization", order_by="Service.id", lazy="raise"
    )


class Service(Base):
    """A service. ``id`` is the one given in the file; ages in years, ISEE in euro.

    ``status`` keeps the catalogue's ``temporarily_closed``, which HSDS writes with a space.
    """

    __tablename__ = "service"
    __table_args__ = (
        sa.Index(
            None,
            "suspended_from",
            "suspended_to",
            sqlite_where=sa.text("suspended_from IS NOT NULL"),
            postgresql_where=sa.text("suspended_from IS NOT NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(sa.ForeignKey("organization.id"), index=True)
    name: Mapped[str]
    description: Mapped[str | None]
    status: Mapped[str] = mapped_column(index=True)
    application_process: Mapped[str | None]
    eligibility_description: Mapped[str | None]
    minimum_age: Mapped[float | None]
    maximum_age: Mapped[float | None]
    assured_date: Mapped[dt.date | None]
    alert: Mapped[str | None]
    """Not in the file, so an import leaves it as it is."""
    last_modified: Mapped[dt.datetime]
    # Extensions
    audience: Mapped[str]
    residents_only: Mapped[bool]
    adherents_only: Mapped[bool]
    isee_maximum: Mapped[float | None]
    disability_required: Mapped[bool]
    company_size_maximum: Mapped[int | None]
    sectors: Mapped[tuple[str, ...] | None]
    assured_by: Mapped[str | None]
    """Whoever last verified the record; HSDS has only ``assurer_email``, and this may be an office."""
    languages: Mapped[tuple[str, ...] | None]
    accessibility: Mapped[str | None]
    required_documents: Mapped[str | None]
    innovation: Mapped[str | None]
    structural: Mapped[str | None]
    source: Mapped[str | None]
    suspended_from: Mapped[dt.date | None]
    suspended_to: Mapped[dt.date | None]
    """Suspended on these days and between (``catalogue/suspension.py``). Not in the file, so an import leaves it
    as it is."""

    organization: Mapped[Organization] = relationship(back_populates="services", lazy="raise")
    service_at_locations: Mapped[list[ServiceAtLocation]] = relationship(
        back_populates="service", order_by=ServiceAtLocation.position, lazy="raise"
    )
    attributes: Mapped[list[Attribute]] = relationship(
        primaryjoin="and_(Service.id == foreign(Attribute.link_id), Attribute.link_entity == 'service')",
        order_by="Attribute.position",
        viewonly=True,
        lazy="raise",
    )


class Taxonomy(Base):
    """A classification."""

    __tablename__ = "taxonomy"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    description: Mapped[str]


class TaxonomyTerm(Base):
    """A term of a classification; ``code`` is what files and requests call it."""

    __tablename__ = "taxonomy_term"
    __table_args__ = (sa.UniqueConstraint("taxonomy_id", "code"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    taxonomy_id: Mapped[str] = mapped_column(sa.ForeignKey("taxonomy.id"))
    code: Mapped[str]
    name: Mapped[str]
    description: Mapped[str]

    taxonomy: Mapped[Taxonomy] = relationship(lazy="raise")


class Attribute(Base):
    """That a record carries a term: ``link_id`` is its identifier in the table ``link_entity``."""

    __tablename__ = "attribute"
    __table_args__ = (sa.Index(None, "link_entity", "link_id"), sa.Index(None, "taxonomy_term_id", "link_id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    link_id: Mapped[str]
    link_entity: Mapped[str]
    link_type: Mapped[str]
    taxonomy_term_id: Mapped[str] = mapped_column(sa.ForeignKey("taxonomy_term.id"))
    # Extensions
    position: Mapped[int]
    """Place in the list of the file."""

    taxonomy_term: Mapped[TaxonomyTerm] = relationship(lazy="raise")
