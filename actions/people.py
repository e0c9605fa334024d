# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Leading somebody to people: the desk that answers for their comune, or whom to look for."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from welfare_point.catalogue.desks import Desk
from welfare_point.catalogue.reference import ATS, municipalities

from .case import Case
from .looking import people_of


def lead_to_people(dispatcher: CollectingDispatcher, case: Case) -> None:
    """Say where people answer, with address, phone and hours where the network has told them."""
    if case.role == "public" and case.municipality:
        ats = ATS[municipalities()[case.municipality].ats]
        dispatcher.utter_message(response="utter_people_of_public", ats=ats)
        return
    desk = people_of(case.municipality, case.audience) if case.municipality else None
    if desk is not None:
        dispatcher.utter_message(response="utter_people_at", **_told(desk))
    elif case.municipality and case.audience == "impresa":
        ats = ATS[municipalities()[case.municipality].ats]
        dispatcher.utter_message(response="utter_people_of_firms", ats=ats)
    elif case.municipality:
        name = municipalities()[case.municipality].name
        dispatcher.utter_message(response="utter_people_of", municipality=name)
    else:
        dispatcher.utter_message(response="utter_people")


def _told(desk: Desk) -> dict[str, str]:
    town = municipalities()[desk.municipality].name if desk.municipality else None
    place = ", ".join(part for part in (desk.address, town) if part)
    reach = " · ".join(part for part in (desk.phone, desk.email) if part)
    return {
        "name": desk.name,
        "place": f", {place}" if place else "",
        "hours": desk.hours,
        "reach": f" · {reach}" if reach else "",
    }
