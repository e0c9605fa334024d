# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One service in HSDS 3.1: as records of the specification's tables, or nested as its API shows them.

Identifiers are those of the database; those of services and organizations have the form that their file gave
them. See https://docs.openreferral.org and ``hsds.yml``, which says which fields are ours.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from welfare_point.catalogue.directory import Kept
from welfare_point.catalogue.hsds import parts, service_record, term_id
from welfare_point.catalogue.models.base import stable_id
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.reference import ATS, PROVINCES, REGION, Topic, municipalities, topics
from welfare_point.catalogue.taxonomy import TAXONOMY_ID

Record = dict[str, Any]
Tables = Mapping[str, Sequence[Record]]

UNIT_ID = stable_id("unit", "places")
STATUS = {"temporarily_closed": "temporarily closed"}
"""The words of ``status`` that HSDS writes otherwise."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}")


@cache
def layout() -> dict[str, Any]:
    """What ``hsds.yml`` says."""
    text = Path(__file__).with_name("hsds.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)  # type: ignore[no-any-return]


def _word(key: str, **values: object) -> str:
    return str(layout()["words"][key]).format(**values)


def tables(rows: Sequence[Offer], kept: Kept | None = None) -> dict[str, list[Record]]:
    """The rows of one service as records, by table, without those that all services share (taxonomy, unit)."""
    found: dict[str, list[Record]] = defaultdict(list)
    found["organization"].append(organization(rows[0].organization_id, rows[0].organization_name, rows[0]))
    found["service"].append(_service(rows, kept))
    places: dict[str, Record] = {}
    for table, values in parts(rows):
        record = {key: value for key, value in values.items() if value is not None}
        for name, shaped in _shaped(table.__tablename__, record, rows[0].service_id, places):
            found[name].append(shaped)
    for name, record in _of_the_service(rows[0], found["location"]):
        found[name].append(record)
    return {name: [_plain(record) for record in records] for name, records in found.items()}


def organization(key: str, name: str, offer: Offer | None = None, kind: str | None = None) -> Record:
    """``organization``. HSDS wants a description; the file has none, so the name stands in."""
    kind = offer.organization_type if offer else kind
    return _plain({"id": key, "name": name, "description": name, "organization_type": kind})


def term(topic: Topic) -> Record:
    """``taxonomy_term``."""
    return {
        "id": term_id(topic.code),
        "code": topic.code,
        "name": topic.label_it,
        "description": topic.description_it,
        "taxonomy": TAXONOMY_ID,
        "taxonomy_id": TAXONOMY_ID,
        "language": "it",
    }


def unit() -> Record:
    """``unit``: what capacity counts."""
    return {"id": UNIT_ID, "name": _word("unit")}


def nested(found: Tables) -> Record:
    """The records of one service as one: HSDS's "full" service."""
    shared = {"unit": [unit()], "taxonomy_term": [term(topic) for topic in topics().values()]}
    service = nest("service", found["service"][0], Index({**found, **shared}))
    by_code = {area["code"]: area for area in reversed(service.get("service_areas", ()))}
    service["service_areas"] = list(reversed(by_code.values()))
    return service


class Index:
    """Records of many tables, found by what refers to them."""

    def __init__(self, found: Tables) -> None:
        self._by: dict[tuple[str, str, Any], list[Record]] = defaultdict(list)
        for table, records in found.items():
            for record in records:
                self._by[table, "id", record.get("id")].append(record)
                for key, value in record.items():
                    if key.endswith("_id") and value:
                        self._by[table, key, value].append(record)

    def one(self, table: str, key: Any) -> Record | None:
        """The record with this identifier."""
        return next(iter(self._by.get((table, "id", key), ())), None)

    def children(self, table: str, parent: str, key: Any) -> Iterable[Record]:
        """The records of a table that belong to one of another."""
        if table == "attribute":
            return (a for a in self._by.get((table, "link_id", key), ()) if a.get("link_entity") == parent)
        return self._by.get((table, f"{parent}_id", key), ())


def nest(table: str, record: Record, index: Index) -> Record:
    """A record with all that belongs inside it."""
    whole = dict(record)
    for field, key in layout()["references"].get(table, {}).items():
        other = index.one(field, record.get(key))
        if other is not None:
            whole[field] = nest(field, other, index)
    for field, child in layout()["children"].get(table, {}).items():
        below = [nest(child, other, index) for other in index.children(child, table, record.get("id"))]
        if below:
            whole[field] = below
    return whole


def _service(rows: Sequence[Offer], kept: Kept | None) -> Record:
    """``service``. Where rows have contacts of their own, HSDS's single ones are the first that are known."""
    one = rows[0]
    record = {**service_record(one), **(_kept(kept) if kept else {})}
    del record["languages"], record["required_documents"]
    prices = {row.cost_description for row in rows if row.cost_description}
    return record | {
        "status": STATUS.get(one.status, one.status),
        "url": next((row.url for row in rows if row.url), None),
        "email": next((row.email for row in rows if row.email), None),
        "assurer_email": one.assured_by if _EMAIL.fullmatch(one.assured_by or "") else None,
        "fees_description": prices.pop() if len(prices) == 1 else None,
    }


def _kept(kept: Kept) -> Record:
    moment = kept.last_modified.astimezone(dt.UTC).isoformat(timespec="milliseconds")
    return {"alert": kept.alert, "last_modified": moment.replace("+00:00", "Z")}


def _shaped(
    table: str, record: Record, service_id: str, places: dict[str, Record]
) -> Iterator[tuple[str, Record]]:
    """A record of ours as HSDS has it; ``places`` gathers the service at location records."""
    match table:
        case "service_at_location":
            record["delivery"] = list(record.get("delivery", ()))  # also an empty one: known not to be stated
            places[record["id"]] = record
        case "address":
            record |= {"address_type": "physical", "postal_code": _postal_code(record.get("municipality"))}
            record = {"address_1": "", "city": "", "state_province": ""} | record
        case "service_area":
            code = record["code"]
            record |= {"name": area_name(code), "extent": code, "extent_type": "text"}
            record["service_id"] = service_id
        case "cost_option":
            record = {"option": ""} | record | {"service_id": service_id}
        case "attribute":
            record["label"] = topics()[_code_of(record["taxonomy_term_id"])].label_it
        case "service_capacity":
            place = places[record["service_at_location_id"]]
            for key in ("maximum", "available", "updated"):
                place[f"capacity_{key}"] = record.get(key)
            if not record.keys() >= {"available", "updated"}:
                return  # HSDS requires both
            record |= {"service_id": service_id, "unit_id": UNIT_ID}
            record["updated"] = f"{record['updated'].isoformat()}T00:00:00Z"
    yield table, record


def _of_the_service(one: Offer, locations: Sequence[Record]) -> Iterator[tuple[str, Record]]:
    """What our tables keep in one field, and HSDS in records of their own."""
    for position, language in enumerate(one.languages):
        field = "code" if _LANGUAGE_CODE.fullmatch(language) else "name"
        key = {"id": stable_id("language", one.service_id, language), "service_id": one.service_id}
        yield "language", {**key, field: language, "position": position}
    if one.required_documents:
        key = {"id": stable_id("required_document", one.service_id), "service_id": one.service_id}
        yield "required_document", {**key, "document": one.required_documents}
    if one.accessibility:
        for location in locations:
            if location["location_type"] == "physical":
                key = {"id": stable_id("accessibility", location["id"]), "location_id": location["id"]}
                yield "accessibility", {**key, "description": one.accessibility}


def area_name(code: str) -> str:
    """What people call the area with this code."""
    kind, _, rest = code.rpartition(":")
    if code == REGION:
        return _word("region")
    match kind:
        case "":
            return municipalities()[code].name
        case "prov":
            return _word("province", name=PROVINCES[rest])
        case "ats":
            return ATS[rest]
        case _:
            return _word("ambito", name=rest)


def _postal_code(municipality: str | None) -> str:
    """The comune's, if it has only one. HSDS requires the field: empty is what is not known."""
    codes = municipalities()[municipality].caps if municipality else ()
    return codes[0] if len(codes) == 1 else ""


@cache
def _codes() -> Mapping[str, str]:
    return {term_id(code): code for code in topics()}


def _code_of(key: str) -> str:
    return _codes()[key]


def _plain(record: Record) -> Record:
    """The record with values that JSON has, without those that are empty."""
    return {key: _json(key, value) for key, value in record.items() if value is not None and value != ()}


def _json(key: str, value: Any) -> Any:
    match value:
        case tuple():
            return ",".join(value) if key == "byday" else list(value)
        case float():
            return int(value) if value.is_integer() else value
        case dt.time():
            return value.isoformat("minutes")
        case dt.date():
            return value.isoformat()
        case _:
            return value
