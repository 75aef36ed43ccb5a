"""What may say who a customer is, found in free text and refused as a case reference.

Precise rather than complete: a warning that is often wrong is soon clicked away. Article numbers,
firmware versions, dates, prices, IP addresses and case references are none of it. Telephone numbers are
in `telephones`. Time grows with the length of the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from knowledge.passages.telephones import telephones_in

REFERENCE_LENGTH: Final = 60


class Kind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    IBAN = "iban"
    POSTAL_ADDRESS = "postal_address"


@dataclass(frozen=True, slots=True)
class Found:
    """From `start` to before `end` of the text stands `shown`."""

    kind: Kind
    start: int
    end: int
    shown: str


REFUSALS: Final = {
    Kind.PHONE: _("This is a telephone number. Write the number of the case instead, or nothing."),
    Kind.EMAIL: _("This is an e-mail address. Write the number of the case instead, or nothing."),
    Kind.IBAN: _("This is a bank account. Write the number of the case instead, or nothing."),
    Kind.POSTAL_ADDRESS: _("This is an address. Write the number of the case instead, or nothing."),
}

_EMAIL: Final = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,6}[^\W\d_]{2,24}(?![\w-])"
)

# ISO 13616: how long an account number is in each country that has it.
_IBAN_LENGTHS: Final = {
    country: length
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FI FO GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU XK",
        21: "CH HR LI LV", 22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "LY PT ST", 26: "IS TR",
        27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ CY DO GT HU LB NI PL SV", 29: "BR PS QA UA",
        30: "JO KW MU", 31: "MT SC", 32: "LC", 33: "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip
_IBAN_START: Final = re.compile(r"(?<![^\W_])[A-Za-z]{2}\d{2}")
_IBAN_GAPS: Final = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}-."
_MOD: Final = 97

_NAME = r"[^\W\d_][\w'’.-]{0,30}"
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'’.-]{0,30}"
_PARTICLE = r"(?:(?:de|du|des|la|le|les|aux|au|à|et)\s|[dlDL]['’]\s?)"
_PLAIN_WAYS = r"(?:rue|avenue|av\.|boulevard|bd\.?|impasse)"
_ANY_WAYS = (
    r"(?:rue|avenue|av\.?|boulevard|bd\.?|bld\.?|impasse|place|pl\.|chemin|allées?|quai|route|cours"
    r"|square|passage|sentier|faubourg|résidence|lotissement|hameau|villa|cité|ruelle|traverse"
    r"|montée|esplanade|promenade|chaussée|voie)"
)
_NUMBER = r"(?<![\w.,/-])\d{1,4}(?:\s?(?:bis|ter|quater|[A-D])\b)?,?\s"
_TOWN = rf"\d{{4,5}}\s{_NAME}(?:[\s-]{_NAME}){{0,2}}"
_NAMED = rf"(?:{_NAME}|\d{{1,4}})(?:[\s-](?:{_NAME}|\d{{1,4}})){{0,5}}?"
_STREETS = r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Boulevard|Blvd|Crescent)"
_QUIET_STREETS = (
    r"(?:[Ss]treet|[Rr]oad|[Ll]ane|Drive|Dr|Close|Court|Ct|Way|Terrace|Square|Place|Gardens|Grove"
    r"|Mews|Parade|Row|Hill|Walk)"
)
_POSTCODE = r"(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]{2}\s\d{5})\b"
_PLACE = rf"{_CAPITAL}(?:\s{_CAPITAL}){{0,2}}"
_DATED = r"(?:\d{1,2}(?:er)?\s)?"
_YEAR = r"(?:\s1[89]\d\d\b)?"
_WITH_TOWN = rf"(?:,?\s{{1,2}}{_TOWN})?"
_CASED: Final = (
    # 12 rue des Lilas, with the town where it stands
    rf"{_NUMBER}(?i:{_PLAIN_WAYS})\s{_PARTICLE}{{1,2}}{_NAME}(?:\s{_CAPITAL}){{0,3}}{_WITH_TOWN}",
    # 3 place Bellecour: ways that are other things too, with a name in capitals
    rf"{_NUMBER}(?i:{_ANY_WAYS})\s{_PARTICLE}{{0,2}}{_DATED}{_CAPITAL}(?:[\s-]{_CAPITAL}){{0,3}}{_YEAR}{_WITH_TOWN}",
    # Kerkstraat 12, Bahnhofstrasse 5
    r"\b[A-Z]\w{2,30}(?:straat|laan|strasse|straße)\s\d{1,4}\b",
    # 12 High Street, London
    rf"{_NUMBER}(?:{_CAPITAL}\s){{1,4}}{_STREETS}\b(?:,\s{_PLACE})?",
    rf"{_NUMBER}(?:{_NAME}\s){{1,4}}{_QUIET_STREETS}\b,?\s{{1,2}}(?:{_PLACE},?\s{{1,2}})?{_POSTCODE}",
)
_CASELESS: Final = (
    # 3 place du marché, 38000 Grenoble
    rf"{_NUMBER}{_ANY_WAYS}\s{_NAMED},?\s{{1,2}}{_TOWN}",
    # Rue de la Loi 16, 1000 Bruxelles
    rf"\b{_ANY_WAYS}\s{_NAMED},?\s\d{{1,4}},?\s{{1,2}}{_TOWN}",
)
_ADDRESSES: Final = (
    *map(re.compile, _CASED),
    *(re.compile(pattern, re.IGNORECASE) for pattern in _CASELESS),
)


def identities_in(text: str) -> list[Found]:
    """In the order in which they stand, none overlapping another."""
    spans: list[tuple[Kind, int, int]] = []
    spans += [(Kind.EMAIL, *found.span()) for found in _EMAIL.finditer(text)]
    spans += [(Kind.IBAN, start, end) for start, end in _ibans(text)]
    spans += [(Kind.PHONE, start, end) for start, end in telephones_in(text)]
    for pattern in _ADDRESSES:
        spans += [(Kind.POSTAL_ADDRESS, *found.span()) for found in pattern.finditer(text)]
    ordered = sorted(spans, key=lambda one: (one[1], -one[2]))
    return [Found(kind, start, end, text[start:end]) for kind, start, end in _apart(ordered)]


def without_identities(text: str) -> str:
    """The text with telephone numbers, addresses, accounts taken out."""
    kept, at = [], 0
    for found in identities_in(text):
        kept.append(text[at : found.start])
        at = found.end
    return " ".join([*kept, text[at:]])


def check_reference(value: str) -> str:
    """A case reference in one line; "" for none.

    Raises ValidationError, with what to write instead: it is longer than 60 characters, says who the
    customer is, or is not as CASE_REFERENCE_PATTERN wants it. Digits that the company's own pattern
    allows are no telephone number.
    """
    reference = " ".join(value.split())
    if not reference:
        return ""
    if len(reference) > REFERENCE_LENGTH:
        raise ValidationError(
            _("This is too long for a reference: at most %(most)d characters."),
            params={"most": REFERENCE_LENGTH},
        )
    pattern: str = settings.CASE_REFERENCE_PATTERN
    own = bool(pattern) and re.fullmatch(pattern, reference) is not None
    for one in identities_in(reference):
        if not (own and one.kind is Kind.PHONE):
            raise ValidationError(REFUSALS[one.kind], code=one.kind.value)
    if pattern and not own:
        raise ValidationError(
            _("This is no reference of a case here. They are written as %(pattern)s."),
            params={"pattern": pattern},
        )
    return reference


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    for found in _IBAN_START.finditer(text):
        length = _IBAN_LENGTHS.get(found[0][:2].upper())
        end = _walk(text, found.start(), length) if length else None
        if end is not None and _is_iban(text[found.start() : end]):
            yield found.start(), end


def _walk(text: str, start: int, length: int) -> int | None:
    """Where so many letters and digits end, one gap between two of them allowed; None if not there."""
    position, left = start, length
    while left:
        if position >= len(text):
            return None
        sign = text[position]
        if sign.isascii() and sign.isalnum():
            left -= 1
        elif sign not in _IBAN_GAPS or text[position - 1] in _IBAN_GAPS:
            return None
        position += 1
    return None if position < len(text) and text[position].isalnum() else position


def _is_iban(typed: str) -> bool:
    """ISO 7064: with the first four at the end and letters as 10 to 35, the remainder by 97 is 1."""
    signs = "".join(sign for sign in typed if sign.isalnum())
    return int("".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])) % _MOD == 1


def _apart(spans: list[tuple[Kind, int, int]]) -> Iterator[tuple[Kind, int, int]]:
    """Sorted by start, the longest first: those that begin before the last one ended are left out."""
    reached = 0
    for kind, start, end in spans:
        if start >= reached:
            yield kind, start, end
            reached = end
