# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where and when: HSDS ``service_at_location``, one for each row of the file, and all that hangs on it.

Everything here is deleted with its ``location``. Columns under ``# Extensions`` are ours; there,
``service_at_location_id`` says that HSDS would hang the record on the whole service.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from .base import Base, Words

if TYPE_CHECKING:
    from .service import Service


class Location(Base):
    """A place, or a virtual one. Coordinates in WGS84 degrees."""

    __tablename__ = "location"

    id: Mapped[str] = mapped_column(primary_key=True)
    location_type: Mapped[str]
    name: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]

    addresses: Mapped[list[Address]] = relationship(passive_deletes=True, lazy="raise")


class Address(Base):
    """The address of a location. All but ``address_1`` follows from the municipality."""

    __tablename__ = "address"

    id: Mapped[str] = mapped_column(primary_key=True)
    location_id: Mapped[str] = mapped_column(sa.ForeignKey("location.id", ondelete="CASCADE"), index=True)
    address_1: Mapped[str | None]
    city: Mapped[str | None]
    state_province: Mapped[str | None]
    country: Mapped[str]
    # Extensions
    municipality: Mapped[str | None] = mapped_column(index=True)
    """ISTAT code."""


class ServiceAtLocation(Base):
    """A service at a location: one row of the file."""

    __tablename__ = "service_at_location"

    id: Mapped[str] = mapped_column(primary_key=True)
    service_id: Mapped[str] = mapped_column(sa.ForeignKey("service.id"), index=True)
    location_id: Mapped[str] = mapped_column(sa.ForeignKey("location.id", ondelete="CASCADE"), index=True)
    # Extensions
    position: Mapped[int]
    """Place among the rows of the service, from 0."""
    delivery: Mapped[tuple[str, ...] | None]

    service: Mapped[Service] = relationship(back_populates="service_at_locations", lazy="raise")
    location: Mapped[Location] = relationship(lazy="raise")
    service_areas: Mapped[list[ServiceArea]] = relationship(order_by="ServiceArea.position", lazy="raise")
    schedules: Mapped[list[Schedule]] = relationship(lazy="raise")
    cost_options: Mapped[list[CostOption]] = relationship(lazy="raise")
    phones: Mapped[list[Phone]] = relationship(lazy="raise")
    contacts: Mapped[list[Contact]] = relationship(lazy="raise")
    capacities: Mapped[list[ServiceCapacity]] = relationship(lazy="raise")


class Part:
    """A record that belongs to one service at one location."""

    id: Mapped[str] = mapped_column(primary_key=True, sort_order=-2)

    @declared_attr
    def service_at_location_id(cls) -> Mapped[str]:  # noqa: N805 -- SQLAlchemy passes the class
        """The service at a location that it belongs to."""
        return mapped_column(
            sa.ForeignKey("service_at_location.id", ondelete="CASCADE"), index=True, sort_order=-1
        )


class ServiceArea(Part, Base):
    """An area whose people the service is for."""

    __tablename__ = "service_area"

    # Extensions
    code: Mapped[str] = mapped_column(index=True)
    """As in the file: ``016024``, ``prov:BG``, ``ats:325``, ``ambito:…``, ``regione:03``."""
    position: Mapped[int]
    """Place in the list of the file."""


class Schedule(Part, Base):
    """When it is open. Closing before opening crosses midnight."""

    __tablename__ = "schedule"

    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    freq: Mapped[str | None]
    byday: Mapped[tuple[str, ...] | None] = mapped_column(Words(","))
    opens_at: Mapped[dt.time | None]
    closes_at: Mapped[dt.time | None]
    # Extensions
    calendar_scope: Mapped[tuple[str, ...] | None]
    """The parts of the year: ``scuola``, ``estate``, ... as in the file."""


class CostOption(Part, Base):
    """What it costs. ``option``: gratuito, pagamento, isee or voucher."""

    __tablename__ = "cost_option"

    option: Mapped[str | None]
    currency: Mapped[str]
    amount: Mapped[float | None]
    amount_description: Mapped[str | None]


class Phone(Part, Base):
    """A telephone number, as people write it."""

    __tablename__ = "phone"

    number: Mapped[str]


class Contact(Part, Base):
    """An address to write to."""

    __tablename__ = "contact"

    email: Mapped[str | None]
    # Extensions
    url: Mapped[str | None]


class ServiceCapacity(Part, Base):
    """Places: how many there are, how many are free, and since when this is known."""

    __tablename__ = "service_capacity"

    available: Mapped[int | None]
    maximum: Mapped[int | None]
    updated: Mapped[dt.date | None]
