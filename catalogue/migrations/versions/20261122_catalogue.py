# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The catalogue: HSDS tables, and the Ambito of each comune."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "20261122_catalogue"
down_revision: str | None = None
branch_labels: None = None
depends_on: None = None


def text(name: str, *args: Any, nullable: bool = False, **options: Any) -> sa.Column[str]:
    """A column of text."""
    return sa.Column(name, sa.Text(), *args, nullable=nullable, **options)


def identifier() -> sa.Column[str]:
    """The primary key."""
    return text("id", primary_key=True)


def part_of(parent: str) -> sa.Column[str]:
    """The key of the record with which this one is deleted."""
    return text(f"{parent}_id", sa.ForeignKey(f"{parent}.id", ondelete="CASCADE"), index=True)


def upgrade() -> None:
    """Make the tables."""
    organizations_and_services()
    taxonomies()
    locations()
    parts_of_a_service_at_location()
    op.create_table(
        "metadata",
        identifier(),
        text("resource_id"),
        text("resource_type"),
        sa.Column("last_action_date", sa.DateTime(timezone=True), nullable=False),
        text("last_action_type"),
        text("field_name"),
        text("previous_value"),
        text("replacement_value"),
        text("updated_by"),
        sa.Index(None, "resource_type", "resource_id"),
    )
    op.create_table(
        "municipality_ambito",
        text("municipality", primary_key=True),
        text("ambito_id", index=True),
        text("ambito_name"),
    )


def organizations_and_services() -> None:
    """Who offers what."""
    op.create_table(
        "organization",
        identifier(),
        text("name"),
        text("organization_type", nullable=True),
    )
    op.create_table(
        "service",
        identifier(),
        text("organization_id", sa.ForeignKey("organization.id"), index=True),
        text("name"),
        text("description", nullable=True),
        text("status", index=True),
        text("application_process", nullable=True),
        text("eligibility_description", nullable=True),
        sa.Column("minimum_age", sa.Double()),
        sa.Column("maximum_age", sa.Double()),
        sa.Column("assured_date", sa.Date()),
        text("alert", nullable=True),
        sa.Column("last_modified", sa.DateTime(timezone=True), nullable=False),
        text("audience"),
        sa.Column("residents_only", sa.Boolean(), nullable=False),
        sa.Column("adherents_only", sa.Boolean(), nullable=False),
        sa.Column("isee_maximum", sa.Double()),
        sa.Column("disability_required", sa.Boolean(), nullable=False),
        sa.Column("company_size_maximum", sa.Integer()),
        text("sectors", nullable=True),
        text("assured_by", nullable=True),
        text("languages", nullable=True),
        text("accessibility", nullable=True),
        text("required_documents", nullable=True),
        text("innovation", nullable=True),
        text("structural", nullable=True),
        text("source", nullable=True),
    )


def taxonomies() -> None:
    """What services are about."""
    op.create_table("taxonomy", identifier(), text("name"), text("description"))
    op.create_table(
        "taxonomy_term",
        identifier(),
        text("taxonomy_id", sa.ForeignKey("taxonomy.id")),
        text("code"),
        text("name"),
        text("description"),
        sa.UniqueConstraint("taxonomy_id", "code"),
    )
    op.create_table(
        "attribute",
        identifier(),
        text("link_id"),
        text("link_entity"),
        text("link_type"),
        text("taxonomy_term_id", sa.ForeignKey("taxonomy_term.id")),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Index(None, "link_entity", "link_id"),
        sa.Index(None, "taxonomy_term_id", "link_id"),
    )


def locations() -> None:
    """Where services are."""
    op.create_table(
        "location",
        identifier(),
        text("location_type"),
        text("name", nullable=True),
        sa.Column("latitude", sa.Double()),
        sa.Column("longitude", sa.Double()),
    )
    op.create_table(
        "address",
        identifier(),
        part_of("location"),
        text("address_1", nullable=True),
        text("city", nullable=True),
        text("state_province", nullable=True),
        text("country"),
        text("municipality", nullable=True, index=True),
    )
    op.create_table(
        "service_at_location",
        identifier(),
        text("service_id", sa.ForeignKey("service.id"), index=True),
        part_of("location"),
        sa.Column("position", sa.Integer(), nullable=False),
        text("delivery", nullable=True),
    )


def parts_of_a_service_at_location() -> None:
    """For whom, when, at what cost, whom to ask, how many places."""
    op.create_table(
        "service_area",
        identifier(),
        part_of("service_at_location"),
        text("code", index=True),
        sa.Column("position", sa.Integer(), nullable=False),
    )
    op.create_table(
        "schedule",
        identifier(),
        part_of("service_at_location"),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
        text("freq", nullable=True),
        text("byday", nullable=True),
        sa.Column("opens_at", sa.Time()),
        sa.Column("closes_at", sa.Time()),
        text("calendar_scope", nullable=True),
    )
    op.create_table(
        "cost_option",
        identifier(),
        part_of("service_at_location"),
        text("option", nullable=True),
        text("currency"),
        sa.Column("amount", sa.Double()),
        text("amount_description", nullable=True),
    )
    op.create_table("phone", identifier(), part_of("service_at_location"), text("number"))
    op.create_table(
        "contact",
        identifier(),
        part_of("service_at_location"),
        text("email", nullable=True),
        text("url", nullable=True),
    )
    op.create_table(
        "service_capacity",
        identifier(),
        part_of("service_at_location"),
        sa.Column("available", sa.Integer()),
        sa.Column("maximum", sa.Integer()),
        sa.Column("updated", sa.Date()),
    )


def downgrade() -> None:
    """Drop the tables, those that refer to others first."""
    for table in (
        "municipality_ambito",
        "metadata",
        "service_capacity",
        "contact",
        "phone",
        "cost_option",
        "schedule",
        "service_area",
        "service_at_location",
        "address",
        "location",
        "attribute",
        "taxonomy_term",
        "taxonomy",
        "service",
        "organization",
    ):
        op.drop_table(table)
