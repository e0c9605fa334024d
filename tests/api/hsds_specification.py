# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The field tables of HSDS 3.1 as our own models: types, formats, enumerations, what is required.

Source: the schema reference at https://docs.openreferral.org. Further properties are allowed there, so they are
here; ``null`` is not. An identifier is a UUID, but that of a service or of an organization, which is the one that
its file gave it (docs/adr/0007).
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AnyUrl, BaseModel, ConfigDict, Field, StrictBool, StrictInt, TypeAdapter

URL = TypeAdapter(AnyUrl)
DAYS = re.compile(r"(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*")

# A field that may be missing but not be null: the default is never looked at.
MISSING: Any = Field(default=None)


def _uuid(value: str) -> str:
    if str(uuid.UUID(value)) != value:
        raise ValueError("not a UUID as it is usually written")
    return value


def _uri(value: str) -> str:
    URL.validate_python(value)
    return value


def _matching(pattern: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(f"does not match {pattern}")
        return value

    return AfterValidator(check)


def _day(value: str) -> str:
    dt.date.fromisoformat(value)
    return value


def _moment(value: str) -> str:
    if dt.datetime.fromisoformat(value).tzinfo is None or "T" not in value:
        raise ValueError("no date-time with a zone")
    return value


Text = Annotated[str, Field(strict=True)]
Id = Annotated[Text, AfterValidator(_uuid)]
FileId = Annotated[Text, Field(min_length=1)]
Uri = Annotated[Text, AfterValidator(_uri)]
Email = Annotated[Text, _matching(r"[^@\s]+@[^@\s]+\.[^@\s]+")]
Day = Annotated[Text, _matching(r"\d{4}-\d\d-\d\d"), AfterValidator(_day)]
Moment = Annotated[Text, AfterValidator(_moment)]
Hour = Annotated[Text, _matching(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(Z|[+-]\d\d:\d\d)?")]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Kind = Literal["physical", "postal", "virtual"]


class Table(BaseModel):
    """A record: fields that the specification does not name may be there too."""

    model_config = ConfigDict(extra="allow")


class Taxonomy(Table):
    id: Id
    name: Text
    description: Text
    uri: Uri = MISSING
    version: Text = MISSING


class TaxonomyTerm(Table):
    id: Id
    name: Text
    description: Text
    code: Text = MISSING
    parent_id: Id = MISSING
    taxonomy: Text = MISSING
    taxonomy_id: Id = MISSING
    language: Annotated[Text, _matching("[a-z]{2,3}")] = MISSING
    term_uri: Uri = MISSING


class Attribute(Table):
    id: Id
    link_id: FileId = MISSING
    link_entity: Text = MISSING
    link_type: Text = MISSING
    taxonomy_term_id: Id = MISSING
    taxonomy_term: TaxonomyTerm = MISSING
    value: Text = MISSING
    label: Text = MISSING


class Language(Table):
    id: Id
    service_id: FileId = MISSING
    name: Text = MISSING
    code: Annotated[Text, _matching("[a-z]{2,3}")] = MISSING
    note: Text = MISSING


class Phone(Table):
    id: Id
    number: Text
    service_id: FileId = MISSING
    service_at_location_id: Id = MISSING
    contact_id: Id = MISSING
    extension: Number = MISSING
    type: Text = MISSING
    description: Text = MISSING
    languages: list[Language] = MISSING


class Contact(Table):
    id: Id
    service_id: FileId = MISSING
    service_at_location_id: Id = MISSING
    name: Text = MISSING
    title: Text = MISSING
    department: Text = MISSING
    email: Email = MISSING
    phones: list[Phone] = MISSING


class Schedule(Table):
    id: Id
    service_id: FileId = MISSING
    service_at_location_id: Id = MISSING
    valid_from: Day = MISSING
    valid_to: Day = MISSING
    dtstart: Day = MISSING
    until: Day = MISSING
    timezone: Number = MISSING
    count: Number = MISSING
    interval: Number = MISSING
    wkst: Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"] = MISSING
    freq: Literal["WEEKLY", "MONTHLY"] = MISSING
    byday: Annotated[Text, _matching(DAYS.pattern)] = MISSING
    opens_at: Hour = MISSING
    closes_at: Hour = MISSING
    description: Text = MISSING
    schedule_link: Uri = MISSING
    attending_type: Text = MISSING
    notes: Text = MISSING


class ServiceArea(Table):
    id: Id
    service_id: FileId = MISSING
    service_at_location_id: Id = MISSING
    name: Text = MISSING
    description: Text = MISSING
    extent: Text = MISSING
    extent_type: Literal["geojson", "topojson", "kml", "text"] = MISSING
    uri: Uri = MISSING


class CostOption(Table):
    id: Id
    service_id: FileId = MISSING
    valid_from: Day = MISSING
    valid_to: Day = MISSING
    option: Text = MISSING
    currency: Annotated[Text, _matching("[A-Z]{3}")] = MISSING
    amount: Number = MISSING
    amount_description: Text = MISSING


class Unit(Table):
    id: Id
    name: Text
    scheme: Text = MISSING
    identifier: Text = MISSING
    uri: Uri = MISSING


class ServiceCapacity(Table):
    id: Id
    unit: Unit
    available: Number
    updated: Moment
    service_id: FileId = MISSING
    unit_id: Id = MISSING
    maximum: Number = MISSING
    description: Text = MISSING


class RequiredDocument(Table):
    id: Id
    service_id: FileId = MISSING
    document: Text = MISSING
    uri: Uri = MISSING


class Accessibility(Table):
    id: Id
    location_id: Id = MISSING
    description: Text = MISSING
    details: Text = MISSING
    url: Uri = MISSING


class Address(Table):
    id: Id
    address_1: Text
    city: Text
    state_province: Text
    postal_code: Text
    country: Annotated[Text, _matching("[A-Z]{2}")]
    address_type: Kind
    location_id: Id = MISSING
    attention: Text = MISSING
    address_2: Text = MISSING
    region: Text = MISSING


class Location(Table):
    id: Id
    location_type: Kind
    organization_id: FileId = MISSING
    url: Uri = MISSING
    name: Text = MISSING
    alternate_name: Text = MISSING
    description: Text = MISSING
    transportation: Text = MISSING
    latitude: Number = MISSING
    longitude: Number = MISSING
    addresses: list[Address] = MISSING
    accessibility: list[Accessibility] = MISSING
    phones: list[Phone] = MISSING
    contacts: list[Contact] = MISSING
    schedules: list[Schedule] = MISSING
    languages: list[Language] = MISSING
    attributes: list[Attribute] = MISSING


class ServiceAtLocation(Table):
    id: Id
    service_id: FileId = MISSING
    location_id: Id = MISSING
    description: Text = MISSING
    location: Location = MISSING
    service_areas: list[ServiceArea] = MISSING
    contacts: list[Contact] = MISSING
    phones: list[Phone] = MISSING
    schedules: list[Schedule] = MISSING
    attributes: list[Attribute] = MISSING


class Organization(Table):
    id: FileId
    name: Text
    description: Text
    alternate_name: Text = MISSING
    email: Email = MISSING
    website: Uri = MISSING
    year_incorporated: Number = MISSING
    legal_status: Text = MISSING
    logo: Uri = MISSING
    uri: Uri = MISSING
    parent_organization_id: FileId = MISSING
    contacts: list[Contact] = MISSING
    phones: list[Phone] = MISSING
    locations: list[Location] = MISSING
    attributes: list[Attribute] = MISSING


class ListedService(Table):
    """A service of a list: only what there is one of."""

    id: FileId
    name: Text
    status: Literal["active", "inactive", "defunct", "temporarily closed"]
    organization_id: FileId = MISSING
    program_id: Id = MISSING
    alternate_name: Text = MISSING
    description: Text = MISSING
    url: Uri = MISSING
    email: Email = MISSING
    interpretation_services: Text = MISSING
    application_process: Text = MISSING
    fees_description: Text = MISSING
    accreditations: Text = MISSING
    eligibility_description: Text = MISSING
    minimum_age: Number = MISSING
    maximum_age: Number = MISSING
    assured_date: Day = MISSING
    assurer_email: Email = MISSING
    alert: Text = MISSING
    last_modified: Moment = MISSING
    organization: Organization = MISSING


class Service(ListedService):
    """A full service."""

    phones: list[Phone] = MISSING
    schedules: list[Schedule] = MISSING
    service_areas: list[ServiceArea] = MISSING
    service_at_locations: list[ServiceAtLocation] = MISSING
    languages: list[Language] = MISSING
    cost_options: list[CostOption] = MISSING
    capacities: list[ServiceCapacity] = MISSING
    required_documents: list[RequiredDocument] = MISSING
    contacts: list[Contact] = MISSING
    attributes: list[Attribute] = MISSING


class MinimalService(Table):
    id: FileId
    modified_date: Moment


class OrganizationWithServices(Organization):
    services: list[ListedService] = MISSING


class OrganizationWithFullServices(Organization):
    services: list[Service] = MISSING


class Publisher(Table):
    name: Text
    website: Uri = MISSING


class About(Table):
    version: Literal["3.1"]
    profile: Uri
    openapi_url: Uri
    description: Text
    publisher: Publisher


class Page(BaseModel):
    """A page of any list: all that the specification names, and nothing else."""

    model_config = ConfigDict(extra="forbid")

    total_items: StrictInt
    total_pages: StrictInt
    page_number: StrictInt
    size: StrictInt
    first_page: StrictBool
    last_page: StrictBool
    empty: StrictBool
    contents: list[Any]
