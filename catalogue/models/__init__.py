# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of the database. Queries live in the repositories beside this folder, never here."""

from .access_log import AccessLog
from .account import Account
from .ambito import MunicipalityAmbito
from .base import Base
from .collective import CollectiveNeed, CollectiveNeedChange, CollectiveNeedRecord, ServiceFacts
from .conversation import ConversationRow
from .derived import Candidate, ChangedService, SearchDocument, SearchWord
from .desk import DeskRow
from .indicator import IndicatorRow
from .link import ProviderLink
from .location import (
    Address,
    Contact,
    CostOption,
    Location,
    Phone,
    Schedule,
    ServiceArea,
    ServiceAtLocation,
    ServiceCapacity,
)
from .metadata import Metadata
from .moving_code import MovingCode
from .need_record import NeedRecord
from .open_data import OpenDataRelease, OpenDataRow
from .opinion import RecordReport, ServiceFeedback
from .overlap import OverlapPair
from .school_exception import SchoolExceptionRow
from .service import Attribute, Organization, Service, Taxonomy, TaxonomyTerm
from .source_record import SourceRecord
from .telegram import TelegramChat, TelegramPost, TelegramUpdate

__all__ = [
    "AccessLog",
    "Account",
    "Address",
    "Attribute",
    "Base",
    "Candidate",
    "ChangedService",
    "CollectiveNeed",
    "CollectiveNeedChange",
    "CollectiveNeedRecord",
    "Contact",
    "ConversationRow",
    "CostOption",
    "DeskRow",
    "IndicatorRow",
    "Location",
    "Metadata",
    "MovingCode",
    "MunicipalityAmbito",
    "NeedRecord",
    "OpenDataRelease",
    "OpenDataRow",
    "Organization",
    "OverlapPair",
    "Phone",
    "ProviderLink",
    "RecordReport",
    "Schedule",
    "SchoolExceptionRow",
    "SearchDocument",
    "SearchWord",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "ServiceCapacity",
    "ServiceFacts",
    "ServiceFeedback",
    "SourceRecord",
    "Taxonomy",
    "TaxonomyTerm",
    "TelegramChat",
    "TelegramPost",
    "TelegramUpdate",
]
