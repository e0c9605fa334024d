# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The recognisers that Presidio runs: its own for Italy, and ours where it misses what Italians write."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from presidio_analyzer import EntityRecognizer, LocalRecognizer, Pattern, PatternRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    EmailRecognizer,
    IbanRecognizer,
    IpRecognizer,
    ItDriverLicenseRecognizer,
    ItFiscalCodeRecognizer,
    ItIdentityCardRecognizer,
    ItPassportRecognizer,
    ItVatCodeRecognizer,
    PhoneRecognizer,
)

from welfare_point.api.privacy.addresses import find_addresses
from welfare_point.api.privacy.belonging import find_classes, find_offices
from welfare_point.api.privacy.births import find_birth_dates
from welfare_point.api.privacy.health import find_disabilities, find_illnesses
from welfare_point.api.privacy.language import LANGUAGE
from welfare_point.api.privacy.names import find_names
from welfare_point.api.privacy.phones import find_phones, is_other_number
from welfare_point.api.privacy.shapes import FLAGS, SCORES, Shape, shapes

Span = tuple[int, int]

NEED_DIGITS = frozenset(
    {
        *("IT_VAT_CODE", "IT_DRIVER_LICENSE", "IT_IDENTITY_CARD", "IT_PASSPORT", "IBAN_CODE", "CREDIT_CARD"),
        *(
            "IP_ADDRESS",
            "BANK_ACCOUNT",
            "IT_HEALTH_CARD",
            "IT_PLATE",
            "CASE_NUMBER",
            "LONG_NUMBER",
            "COORDINATES",
        ),
    }
)
"""The kinds of data that no text without a digit has."""


class ShapeRecognizer(PatternRecognizer):
    """One of our shapes, with its check."""

    def __init__(self, shape: Shape, name: str) -> None:
        self.check = shape.check
        super().__init__(
            supported_entity=shape.entity,
            name=name,
            patterns=[Pattern(name, shape.pattern, shape.score)],
            supported_language=LANGUAGE,
            global_regex_flags=FLAGS,
        )

    def invalidate_result(self, pattern_text: str) -> bool:
        """Whether what was found only looks like the shape."""
        return self.check is not None and not self.check(pattern_text)


class SpanRecognizer(LocalRecognizer):
    """A function from text to spans, as a recogniser."""

    def __init__(self, entity: str, find: Callable[[str], Iterable[Span]]) -> None:
        self.find = find
        super().__init__(supported_entities=[entity], name=entity, supported_language=LANGUAGE)

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        """The spans found, all equally sure."""
        return [
            RecognizerResult(self.supported_entities[0], start, end, SCORES["likely"])
            for start, end in self.find(text)
        ]


class NameRecognizer(LocalRecognizer):
    """Our rules for names, helped by the persons that the language model sees."""

    def __init__(self) -> None:
        super().__init__(supported_entities=["PERSON"], name="names", supported_language=LANGUAGE)

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        """The names of persons."""
        seen = [(ent.start_char, ent.end_char) for ent in nlp_artifacts.entities if ent.label_ == "PERSON"]
        return [RecognizerResult("PERSON", start, end, 0.6) for start, end in find_names(text, seen)]


class ItalianPhoneRecognizer(PhoneRecognizer):
    """Presidio's, less the ISTAT codes, dates and free-phone numbers that it takes for somebody's."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Its results, sifted."""
        found = super().analyze(text, entities)
        return [result for result in found if not is_other_number(text, result.start, result.end)]


class AnyDomainEmailRecognizer(EmailRecognizer):
    """Presidio's, without its look-up of the public list of domains, which asks the network."""

    def validate_result(self, pattern_text: str) -> None:
        """The shape is enough."""


def recognizers() -> list[EntityRecognizer]:
    """All recognisers, Presidio's first."""
    return [
        ItFiscalCodeRecognizer(),
        ItVatCodeRecognizer(
            patterns=[Pattern("partita IVA", r"\b\d{11}\b", 0.1)], context=["piva", "iva", "partita"]
        ),
        ItDriverLicenseRecognizer(),
        ItIdentityCardRecognizer(),
        ItPassportRecognizer(),
        AnyDomainEmailRecognizer(supported_language=LANGUAGE),
        IbanRecognizer(supported_language=LANGUAGE),
        CreditCardRecognizer(supported_language=LANGUAGE),
        IpRecognizer(supported_language=LANGUAGE),
        ItalianPhoneRecognizer(supported_language=LANGUAGE, supported_regions=("IT",)),
        *(ShapeRecognizer(shape, f"{shape.entity} {index}") for index, shape in enumerate(shapes())),
        SpanRecognizer("PHONE_NUMBER", find_phones),
        SpanRecognizer("ADDRESS", find_addresses),
        SpanRecognizer("BIRTH_DATE", find_birth_dates),
        SpanRecognizer("SCHOOL_CLASS", find_classes),
        SpanRecognizer("OFFICE", find_offices),
        SpanRecognizer("DISABILITY", find_disabilities),
        SpanRecognizer("ILLNESS", find_illnesses),
        NameRecognizer(),
    ]
