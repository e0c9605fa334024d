# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is told of a finding: service cards and the need, as the contract's JSON."""

from __future__ import annotations

from typing import Any

from welfare_point.catalogue.matching import Findings, Match
from welfare_point.catalogue.matching.sentences import say
from welfare_point.catalogue.matching.telling import sentence, told
from welfare_point.catalogue.offer import Offer

from .case import Case

AT_MOST = 3
"""Offers told at once: a tired person does not read more."""


def card(match: Match, *, near_miss: str | None = None) -> dict[str, Any]:
    """One service: why it fits, what is to be verified, where it is and how to reach it."""
    offer = match.offer
    warnings = told(match.criteria, "unknown")
    if near_miss:
        warnings.insert(0, sentence(near_miss))
    return {
        "service_id": offer.service_id,
        "name": offer.name,
        "organization": offer.organization_name,
        "description": offer.description,
        "why": told(match.criteria, "met"),
        "warnings": warnings,
        "distance_km": match.distance_km,
        "location": _joined(offer.location_name, offer.address) or None,
        "phone": offer.phone,
        "email": offer.email,
        "url": offer.url,
        "apply": offer.application_process,
        "near_miss": near_miss is not None,
        "demonstration": is_demonstration(offer),
    }


def card_of_words(offer: Offer) -> dict[str, Any]:
    """A service found by the person's words only: nothing says yet that it fits."""
    match = Match(offer, (), (), 0.0, None)
    return card(match) | {"warnings": [say("words.only")]}


def is_demonstration(offer: Offer) -> bool:
    """Whether the record belongs to the demonstration catalogue: its ``source`` says so."""
    return (offer.source or "").startswith("dimostrazione")


def cards(findings: Findings) -> list[dict[str, Any]]:
    """The best offers; where there is none, the nearest misses, marked as such."""
    if findings.matches:
        return [card(m) for m in findings.matches[:AT_MOST]]
    return [card(n.match, near_miss=n.detail) for n in findings.near_misses[:AT_MOST]]


def told_of_offers(findings: Findings, criterion: str) -> list[str]:
    """What is known of one criterion ("cost", "schedule", ...), or of "place" and "contact", of each offer that was
    told, with its name."""
    shown = findings.matches[:AT_MOST] or [n.match for n in findings.near_misses[:AT_MOST]]
    known = ((m.offer.name, _known_of(m, criterion)) for m in shown)
    return [f"{name}: {told}" for name, told in known if told]


def _known_of(match: Match, criterion: str) -> str:
    offer = match.offer
    if criterion == "place":
        return _joined(offer.location_name, offer.address)
    if criterion == "contact":
        return _joined(offer.application_process, offer.phone, offer.email)
    return next((c.detail for c in match.criteria if c.name == criterion), "")


def _joined(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def need_json(case: Case) -> dict[str, Any]:
    """The need in hand as ``POST /api/v1/chat`` gives it."""
    cause = (case.outcome or {}).get("unmet") if case.shown == case.signature() or case.closed else None
    return {
        "topic": case.topic,
        "audience": case.audience,
        "municipality": case.municipality,
        "unmet": cause,
    }
